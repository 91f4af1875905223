# rdpmedic-script: service-verify
# Does the service run? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('SessionEnv', 'UmRdpService', 'RDAgentBootLoader', 'frxsvc', 'ProfSvc', 'AppReadiness', 'Netlogon', 'W32Time', 'Dhcp')][string]$Service
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'service-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    # The agent's boot loader ends by itself some seconds after its start when it cannot go on.
    Start-Sleep -Seconds 10
    $found = Get-CimInstance -ClassName Win32_Service -Filter "Name='$Service'"
    if ($null -eq $found) { throw "there is no service $Service" }
    $result.after = @{ state = [string]$found.State; start = [string]$found.StartMode }
    $result.ok = $found.State -eq 'Running'
    if (-not $result.ok) { $result.error = "$Service is $($found.State)" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
