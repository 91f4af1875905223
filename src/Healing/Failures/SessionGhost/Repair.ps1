# rdpmedic-script: session-ghost-repair
# Resets sessions in which nobody is: no user name, no process but those that Windows starts for every session, and a logon process older than fifteen minutes.
# Each is looked at again right before it is reset. A session of a user, active or disconnected, is never touched.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Apply', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# What Windows itself starts in a session before anybody has signed in.
$empty = @('csrss.exe', 'winlogon.exe', 'dwm.exe', 'fontdrvhost.exe', 'LogonUI.exe')

function Get-Ghost {
    $limit = (Get-Date).AddMinutes(-15)
    $old = @(Get-CimInstance -ClassName Win32_Process -Filter "Name='winlogon.exe'" | Where-Object -FilterScript { $_.CreationDate -lt $limit } | ForEach-Object -Process { [int]$_.SessionId })
    foreach ($row in @(qwinsta.exe)) {
        # A row of a session: perhaps a name, no user, an id below those of listeners. The console keeps its row whether anybody sits there or not.
        if ($row -notmatch '^[\s>](?<name>rdp-\S+)?\s{2,}(?<id>\d{1,5})\s') { continue }
        $id = [int]$Matches.id
        if ($id -eq 0 -or $old -notcontains $id) { continue }
        $others = @(Get-CimInstance -ClassName Win32_Process -Filter "SessionId=$id" | Where-Object -FilterScript { $empty -notcontains $_.Name })
        if ($others.Count -eq 0) { $id }
    }
}

$result = @{ schema = 1; script = 'session-ghost-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $ghosts = @(Get-Ghost)
    $result.before = @{ ghosts = $ghosts }
    if ($Phase -eq 'Apply') {
        foreach ($id in $ghosts) {
            if (@(Get-Ghost) -notcontains $id) { continue }
            $result.changed = $true
            $said = @(rwinsta.exe $id)
            if ($LASTEXITCODE -ne 0) { throw "rwinsta of session $id ended with $LASTEXITCODE`: $said" }
        }
    }
    # Nothing was in them, so there is nothing to bring back.
    $result.after = @{ ghosts = @(Get-Ghost) }
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
