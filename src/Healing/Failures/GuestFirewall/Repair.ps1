# rdpmedic-script: firewall-repair
# Lets the built-in inbound rule of Remote Desktop count again: switches the rule on for the profile in use, lets that profile heed its rules, or switches a
# profile on. Inbound only; no profile is ever switched off, no rule of others is changed, and what a policy owns is refused.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Apply', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('enable-rule', 'allow-inbound', 'profile-on')][string]$Change,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# The one rule that RDP needs; its name is the same in every language.
$ruleName = 'RemoteDesktop-UserMode-In-TCP'

function Get-Active {
    $names = @(Get-NetConnectionProfile -ErrorAction SilentlyContinue | ForEach-Object -Process { ([string]$_.NetworkCategory).Replace('DomainAuthenticated', 'Domain') } | Select-Object -Unique)
    # Windows takes a network that it cannot identify for a public one.
    if ($names.Count -eq 0) { return 'Public' }
    return $names
}

function Read-All {
    $profiles = @{}
    foreach ($one in @(Get-NetFirewallProfile)) { $profiles[[string]$one.Name] = @{ enabled = [string]$one.Enabled; inbound = [string]$one.AllowInboundRules } }
    $rule = Get-NetFirewallRule -Name $ruleName -ErrorAction SilentlyContinue
    $found = $null
    if ($null -ne $rule) { $found = @{ enabled = [string]$rule.Enabled; profile = [string]$rule.Profile } }
    return @{ active = @(Get-Active); profiles = $profiles; rule = $found }
}

function Get-Missing {
    # Profiles in use that the rule is not for.
    param([string]$Profiles, [string[]]$Active)
    $names = $Profiles -split ', '
    if ($names -notcontains 'Any') { return @($Active | Where-Object -FilterScript { $names -notcontains $_ }) }
}

$result = @{ schema = 1; script = 'firewall-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-All
    $active = [string[]]$result.before.active
    if ($Phase -eq 'Apply') {
        if (Test-Path -Path 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsFirewall\*') { throw 'the firewall is owned by group policy' }
        if (Test-Path -Path 'HKLM:\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm\FirewallRules') { throw 'the firewall is owned by a device management service' }
        if ($Change -eq 'enable-rule') {
            if ($null -eq $result.before.rule) { throw "the built-in rule $ruleName is not there" }
            $missing = @(Get-Missing -Profiles $result.before.rule.profile -Active $active)
            if ($missing.Count -gt 0) {
                $result.changed = $true
                Set-NetFirewallRule -Name $ruleName -Profile ((@($result.before.rule.profile) + $missing) -join ', ')
            }
            if ($result.before.rule.enabled -ne 'True') {
                $result.changed = $true
                Enable-NetFirewallRule -Name $ruleName
            }
        }
        foreach ($name in @($result.before.profiles.Keys)) {
            if ($Change -eq 'allow-inbound' -and $active -contains $name -and $result.before.profiles[$name].inbound -eq 'False') {
                $result.changed = $true
                Set-NetFirewallProfile -Name $name -AllowInboundRules True
            }
            if ($Change -eq 'profile-on' -and $result.before.profiles[$name].enabled -eq 'False') {
                $result.changed = $true
                Set-NetFirewallProfile -Name $name -Enabled True
            }
        }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        if ($Change -eq 'enable-rule' -and $null -ne $captured.rule -and $null -ne $result.before.rule) {
            # Only what still is as this script wrote it is its own to take back.
            $ours = @(Get-Missing -Profiles $captured.rule.profile -Active ([string[]]@($captured.active)))
            $stillThere = @($ours | Where-Object -FilterScript { ($result.before.rule.profile -split ', ') -contains $_ })
            if ($ours.Count -gt 0 -and $stillThere.Count -eq $ours.Count) {
                $result.changed = $true
                Set-NetFirewallRule -Name $ruleName -Profile ([string]$captured.rule.profile)
            }
            if ($captured.rule.enabled -ne 'True' -and $result.before.rule.enabled -eq 'True') {
                $result.changed = $true
                Disable-NetFirewallRule -Name $ruleName
            }
        }
        foreach ($was in @($captured.profiles.PSObject.Properties)) {
            if ($Change -eq 'allow-inbound' -and @($captured.active) -contains $was.Name -and $was.Value.inbound -eq 'False' -and $result.before.profiles[$was.Name].inbound -eq 'True') {
                $result.changed = $true
                Set-NetFirewallProfile -Name $was.Name -AllowInboundRules False
            }
            if ($Change -eq 'profile-on' -and $was.Value.enabled -eq 'False' -and $result.before.profiles[$was.Name].enabled -eq 'True') {
                throw "profile $($was.Name) was switched on and stays on: no profile is ever switched off"
            }
        }
    }
    $result.after = Read-All
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
