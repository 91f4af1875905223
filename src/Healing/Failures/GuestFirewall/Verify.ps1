# rdpmedic-script: firewall-verify
# Does the inbound side of the Windows firewall stand as a change wanted it? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('enable-rule', 'allow-inbound', 'profile-on')][string]$Change
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'firewall-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $active = @(Get-NetConnectionProfile -ErrorAction SilentlyContinue | ForEach-Object -Process { ([string]$_.NetworkCategory).Replace('DomainAuthenticated', 'Domain') } | Select-Object -Unique)
    if ($active.Count -eq 0) { $active = @('Public') }
    $profiles = @(Get-NetFirewallProfile)
    $result.after = @{ active = $active }
    if ($Change -eq 'enable-rule') {
        $rule = Get-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP'
        $names = ([string]$rule.Profile) -split ', '
        $missing = @($active | Where-Object -FilterScript { $names -notcontains 'Any' -and $names -notcontains $_ })
        $result.after.rule = @{ enabled = [string]$rule.Enabled; profile = [string]$rule.Profile }
        if ($rule.Enabled -ne 'True') { $result.error = 'the rule is off' }
        elseif ($missing.Count -gt 0) { $result.error = "the rule is not for $($missing[0])" }
    }
    if ($Change -eq 'allow-inbound') {
        $blocked = @($profiles | Where-Object -FilterScript { $active -contains [string]$_.Name -and $_.AllowInboundRules -eq 'False' })
        if ($blocked.Count -gt 0) { $result.error = "profile $($blocked[0].Name) ignores its inbound rules" }
    }
    if ($Change -eq 'profile-on') {
        $off = @($profiles | Where-Object -FilterScript { $_.Enabled -eq 'False' })
        if ($off.Count -gt 0) { $result.error = "profile $($off[0].Name) is off" }
    }
    $result.ok = $result.error -eq ''
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
