# rdpmedic-script: disk-clean-verify
# Is there room on the system disk again? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'disk-clean-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
    $percent = [Math]::Round(100 * $disk.FreeSpace / $disk.Size, 1)
    $result.after = @{ freeGb = [Math]::Round($disk.FreeSpace / 1GB, 1); freePercent = $percent }
    # Above what is called nearly full, so that it is not full again tomorrow.
    $result.ok = $disk.FreeSpace -ge 2GB -and $percent -ge 6
    if (-not $result.ok) { $result.error = "only $($result.after.freeGb) GB are free, $percent %" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
