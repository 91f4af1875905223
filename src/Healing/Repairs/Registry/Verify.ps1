# rdpmedic-script: registry-verify
# Are the values of a change as they should be? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('allow-connections', 'enable-listener', 'restore-port', 'all-adapters', 'security-baseline', 'tls12', 'no-session-limit', 'clear-drain', 'sxs-listener')][string]$Change,
    [string]$Value = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Test-Value {
    param([string]$Path, [string]$Name, [int]$Wanted)
    $item = Get-ItemProperty -Path $Path -Name $Name -ErrorAction SilentlyContinue
    $result.after[$Name] = $null
    if ($null -ne $item) { $result.after[$Name] = [int]$item.$Name }
    if ($result.after[$Name] -ne $Wanted) { $result.error = "$Name is $($result.after[$Name]), wanted is $Wanted" }
}

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listener = "$server\WinStations\RDP-Tcp"
$result = @{ schema = 1; script = 'registry-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    switch ($Change) {
        'allow-connections' { Test-Value -Path $server -Name fDenyTSConnections -Wanted 0 }
        'enable-listener' {
            Test-Value -Path $listener -Name fEnableWinStation -Wanted 1
            Test-Value -Path $listener -Name fLogonDisabled -Wanted 0
        }
        'restore-port' { Test-Value -Path $listener -Name PortNumber -Wanted ([int]$Value) }
        'all-adapters' { Test-Value -Path $listener -Name LanAdapter -Wanted 0 }
        'security-baseline' {
            Test-Value -Path $listener -Name SecurityLayer -Wanted 2
            Test-Value -Path $listener -Name UserAuthentication -Wanted 1
            Test-Value -Path $listener -Name MinEncryptionLevel -Wanted 3
        }
        'tls12' {
            $tls = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server'
            Test-Value -Path $tls -Name Enabled -Wanted 1
            Test-Value -Path $tls -Name DisabledByDefault -Wanted 0
        }
        'no-session-limit' { Test-Value -Path $listener -Name MaxInstanceCount -Wanted -1 }
        'clear-drain' { Test-Value -Path $server -Name TSServerDrainMode -Wanted 0 }
        'sxs-listener' {
            $name = [string](Get-ItemProperty -Path "$server\ClusterSettings" -Name SessionDirectoryListener).SessionDirectoryListener
            Test-Value -Path "$server\WinStations\$name" -Name fEnableWinStation -Wanted 1
            Test-Value -Path "$server\WinStations\$name" -Name fReverseConnectMode -Wanted 1
        }
    }
    $result.ok = $result.error -eq ''
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
