# rdpmedic-script: termservice-verify
# Does the Remote Desktop service run, and does it listen? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'termservice-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='TermService'"
    if ($null -eq $service) { throw 'there is no TermService' }
    $port = [int](Get-ItemProperty -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' -Name PortNumber).PortNumber
    $listening = @(Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue | Where-Object -FilterScript { $_.OwningProcess -eq $service.ProcessId }).Count -gt 0
    $result.after = @{ state = [string]$service.State; listening = $listening; port = $port }
    $result.ok = ($service.State -eq 'Running') -and $listening
    if (-not $result.ok) { $result.error = "TermService is $($service.State), listening: $listening" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
