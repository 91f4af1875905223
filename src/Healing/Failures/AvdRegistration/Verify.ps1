# rdpmedic-script: registration-verify
# Is the AVD agent registered, and did it use up its token? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'registration-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $item = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\RDInfraAgent'
    $registered = $null -ne $item.PSObject.Properties['IsRegistered'] -and [int]$item.IsRegistered -eq 1
    $token = $null -ne $item.PSObject.Properties['RegistrationToken'] -and [string]$item.RegistrationToken -ne ''
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='RDAgentBootLoader'"
    if ($null -eq $service) { throw 'there is no service RDAgentBootLoader' }
    $result.after = @{ registered = $registered; tokenPresent = $token; state = [string]$service.State }
    $result.ok = $registered -and -not $token -and $service.State -eq 'Running'
    if (-not $result.ok) { $result.error = "registered: $registered, token left: $token, service: $($service.State)" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
