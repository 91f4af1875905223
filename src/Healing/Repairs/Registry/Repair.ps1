# rdpmedic-script: registry-repair
# Sets a few well-known registry values that RDP depends on. What may be set stands in the table below and nowhere else: a caller names a change, never a path.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Apply', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('allow-connections', 'enable-listener', 'restore-port', 'all-adapters', 'security-baseline', 'tls12', 'no-session-limit', 'clear-drain', 'sxs-listener')][string]$Change,
    [string]$Value = '',
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listener = "$server\WinStations\RDP-Tcp"
$tls = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server'
$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'

function Get-Wanted {
    switch ($Change) {
        'allow-connections' { return @(@{ path = $server; name = 'fDenyTSConnections'; value = 0 }) }
        'enable-listener' { return @(@{ path = $listener; name = 'fEnableWinStation'; value = 1 }, @{ path = $listener; name = 'fLogonDisabled'; value = 0 }) }
        'restore-port' {
            $port = 0
            if (-not [int]::TryParse($Value, [ref]$port) -or $port -lt 1 -or $port -gt 65535) { throw 'the port is not a number from 1 to 65535' }
            return @(@{ path = $listener; name = 'PortNumber'; value = $port })
        }
        'all-adapters' { return @(@{ path = $listener; name = 'LanAdapter'; value = 0 }) }
        'security-baseline' {
            return @(@{ path = $listener; name = 'SecurityLayer'; value = 2 }, @{ path = $listener; name = 'UserAuthentication'; value = 1 }, @{ path = $listener; name = 'MinEncryptionLevel'; value = 3 })
        }
        'tls12' { return @(@{ path = $tls; name = 'Enabled'; value = 1 }, @{ path = $tls; name = 'DisabledByDefault'; value = 0 }) }
        'no-session-limit' { return @(@{ path = $listener; name = 'MaxInstanceCount'; value = -1 }) }
        'clear-drain' { return @(@{ path = $server; name = 'TSServerDrainMode'; value = 0 }) }
        'sxs-listener' {
            $name = [string](Get-ItemProperty -Path "$server\ClusterSettings" -Name SessionDirectoryListener).SessionDirectoryListener
            if ($name -notmatch '^rdp-sxs[\w.-]*$') { throw 'there is no side-by-side listener' }
            return @(@{ path = "$server\WinStations\$name"; name = 'fEnableWinStation'; value = 1 }, @{ path = "$server\WinStations\$name"; name = 'fReverseConnectMode'; value = 1 })
        }
    }
}

function Read-Value {
    param([string]$Path, [string]$Name)
    $item = Get-ItemProperty -Path $Path -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $item) { return $null }
    return [int]$item.$Name
}

function Write-Value {
    param([string]$Path, [string]$Name, [int]$Number)
    if (-not (Test-Path -Path $Path)) { $null = New-Item -Path $Path -Force }
    Set-ItemProperty -Path $Path -Name $Name -Value $Number -Type DWord
}

function Read-All {
    $found = @{}
    foreach ($one in $wanted) { $found[$one.name] = Read-Value -Path $one.path -Name $one.name }
    return $found
}

$result = @{ schema = 1; script = 'registry-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $wanted = @(Get-Wanted)
    $result.before = Read-All
    if ($Phase -eq 'Apply') {
        foreach ($one in $wanted) {
            # A policy writes its value again at its next refresh; fighting it helps nobody.
            if ($null -ne (Read-Value -Path $policy -Name $one.name)) { throw "$($one.name) is owned by group policy" }
        }
        foreach ($one in $wanted) {
            if ($result.before[$one.name] -eq $one.value) { continue }
            $result.changed = $true
            Write-Value -Path $one.path -Name $one.name -Number $one.value
        }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        foreach ($one in $wanted) {
            $was = $captured.PSObject.Properties[$one.name]
            # Only what still is as this script wrote it is its own to take back.
            if ($null -eq $was -or $result.before[$one.name] -ne $one.value -or $was.Value -eq $one.value) { continue }
            $result.changed = $true
            if ($null -eq $was.Value) { Remove-ItemProperty -Path $one.path -Name $one.name }
            else { Write-Value -Path $one.path -Name $one.name -Number ([int]$was.Value) }
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
