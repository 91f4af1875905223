# rdpmedic-script: disk-clean-repair
# Deletes old files of a few caches that Windows fills again by itself. Which these are stands in the table below and nowhere else. Nothing under a user's
# profile, no event log, and nothing at all while Windows or an installer is at work. What is in use stays.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Apply', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Days: a file that was written later than that stays.
$caches = @(
    @{ path = "$env:SystemRoot\Temp"; filter = '*'; days = 7 },
    @{ path = "$env:SystemRoot\SoftwareDistribution\Download"; filter = '*'; days = 14 },
    @{ path = "$env:SystemRoot\Logs\CBS"; filter = 'CbsPersist_*'; days = 7 },
    @{ path = "$env:ProgramData\Microsoft\Windows\WER\ReportArchive"; filter = '*'; days = 30 },
    @{ path = "$env:ProgramData\Microsoft\Windows\WER\ReportQueue"; filter = '*'; days = 30 }
)

# Some minutes: the result must be printed before the command's own time is over.
$until = (Get-Date).AddMinutes(3)

function Read-Disk {
    $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
    return @{ freeGb = [Math]::Round($disk.FreeSpace / 1GB, 1); freePercent = [Math]::Round(100 * $disk.FreeSpace / $disk.Size, 1) }
}

function Get-Work {
    if (Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\InProgress') { return 'an installer' }
    foreach ($name in @('TiWorker', 'wusa', 'wbengine')) {
        if ($null -ne (Get-Process -Name $name -ErrorAction SilentlyContinue)) { return $name }
    }
    return $null
}

function Clear-Cache {
    param([hashtable]$Cache)
    $found = Get-Item -LiteralPath $Cache.path -ErrorAction SilentlyContinue
    # A folder that leads elsewhere is not the one that is meant.
    if ($null -eq $found -or ($found.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0) { return }
    $limit = (Get-Date).AddDays(-$Cache.days)
    $folders = New-Object -TypeName System.Collections.Stack
    $folders.Push($found.FullName)
    while ($folders.Count -gt 0 -and (Get-Date) -lt $until) {
        foreach ($entry in @(Get-ChildItem -LiteralPath ([string]$folders.Pop()) -Filter $Cache.filter -Force -ErrorAction SilentlyContinue)) {
            # A link is left alone, and not followed.
            if (($entry.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0) { continue }
            if ($entry.PSIsContainer) { $folders.Push($entry.FullName); continue }
            if ($entry.LastWriteTime -ge $limit -or $entry.CreationTime -ge $limit) { continue }
            try {
                Remove-Item -LiteralPath $entry.FullName -Force
                $result.changed = $true
                $script:files = $script:files + 1
            }
            # It is in use, or not even SYSTEM may: it stays.
            catch { $script:kept = $script:kept + 1 }
        }
    }
}

$files = 0
$kept = 0
$result = @{ schema = 1; script = 'disk-clean-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-Disk
    if ($Phase -eq 'Apply') {
        $work = Get-Work
        if ($null -ne $work) { throw "$work is at work; its files lie in these caches" }
        foreach ($cache in $caches) { Clear-Cache -Cache $cache }
    }
    # Nobody misses what was in a cache: there is nothing to bring back.
    $result.after = Read-Disk
    $result.after.files = $files
    $result.after.kept = $kept
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
