# rdpmedic-script: collect-guest
# Reads what RDP depends on inside the guest, and changes nothing. Windows PowerShell 5.1, SYSTEM. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-Value {
    param([string]$Path, [string]$Name, [object]$Default)
    $item = Get-ItemProperty -Path $Path -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $item) { return $Default }
    return $item.$Name
}

function Get-KeyFile {
    param([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate)
    $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    $name = ''
    if ($key -is [System.Security.Cryptography.RSACng]) { $name = [string]$key.Key.UniqueName }
    elseif ($key -is [System.Security.Cryptography.RSACryptoServiceProvider]) { $name = [string]$key.CspKeyContainerInfo.UniqueKeyContainerName }
    # A CNG handle may stand for a key that an older provider keeps, so the type does not tell the folder.
    foreach ($folder in @('Keys', 'RSA\MachineKeys')) {
        $file = Join-Path -Path $env:ProgramData -ChildPath "Microsoft\Crypto\$folder\$name"
        if (Test-Path -LiteralPath $file -PathType Leaf) { return $file }
    }
    throw 'the private key is no RSA key that this machine keeps in a file'
}

function Test-KeyRead {
    param([string]$Path)
    # NETWORK SERVICE, under which TermService runs, and the groups that it always belongs to: Everyone, Authenticated Users, SERVICE, Users. SIDs are the same in every language.
    $readers = @('S-1-5-20', 'S-1-1-0', 'S-1-5-11', 'S-1-5-6', 'S-1-5-32-545')
    # ReadData, GENERIC_ALL and GENERIC_READ.
    $read = 0x10000001 -bor [int]::MinValue
    $rules = @((Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier]) |
        Where-Object -FilterScript { $readers -contains $_.IdentityReference.Value -and ([int]$_.FileSystemRights -band $read) -ne 0 })
    $denied = @($rules | Where-Object -FilterScript { $_.AccessControlType -eq 'Deny' })
    return $rules.Count -gt 0 -and $denied.Count -eq 0
}

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listenerKey = "$server\WinStations\RDP-Tcp"
$policyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$result = @{ schema = 1; script = 'collect-guest'; nonce = $Nonce; ok = $false; error = '' }
try {
    $os = Get-CimInstance -ClassName Win32_OperatingSystem
    $computer = Get-CimInstance -ClassName Win32_ComputerSystem
    $entra = Test-Path -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\*'
    $join = 'Workgroup'
    if ($computer.PartOfDomain -and $entra) { $join = 'Hybrid' }
    elseif ($computer.PartOfDomain) { $join = 'AD' }
    elseif ($entra) { $join = 'Entra' }
    $pending = Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
    $result.os = @{ build = [string]$os.Version; bootedAt = $os.LastBootUpTime.ToUniversalTime().ToString('o'); pendingReboot = $pending; joinType = $join }

    $result.services = @{}
    foreach ($name in @('TermService', 'SessionEnv', 'UmRdpService', 'RDAgentBootLoader')) {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='$name'"
        if ($null -ne $service) {
            $result.services[$name] = @{ state = ([string]$service.State).Replace(' ', ''); start = [string]$service.StartMode; account = [string]$service.StartName; pid = [int]$service.ProcessId }
        }
    }

    $port = [int](Get-Value -Path $listenerKey -Name PortNumber -Default 3389)
    $listener = @(Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue)
    $owner = 0
    if ($listener.Count -gt 0) { $owner = [int]$listener[0].OwningProcess }
    $result.listener = @{ port = $port; listening = $listener.Count -gt 0; ownerPid = $owner }
    $result.rdp = @{
        denyLocal          = [int](Get-Value -Path $server -Name fDenyTSConnections -Default 1)
        denyPolicy         = Get-Value -Path $policyKey -Name fDenyTSConnections -Default $null
        port               = $port
        securityLayer      = [int](Get-Value -Path $listenerKey -Name SecurityLayer -Default 2)
        userAuthentication = [int](Get-Value -Path $listenerKey -Name UserAuthentication -Default 1)
        minEncryptionLevel = [int](Get-Value -Path $listenerKey -Name MinEncryptionLevel -Default 3)
    }

    $setting = Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'" -ErrorAction SilentlyContinue
    if ($null -ne $setting) {
        $thumbprint = [string]$setting.SSLCertificateSHA1Hash
        $store = 'My'
        if ([int]$setting.SSLCertificateSHA1HashType -eq 1) { $store = 'Remote Desktop' }
        # Without a thumbprint the path would be that of the store itself.
        $bound = $null
        if ($thumbprint -match '^[0-9A-Fa-f]{40}$') { $bound = Get-Item -Path "Cert:\LocalMachine\$store\$thumbprint" -ErrorAction SilentlyContinue }
        $entry = @{ thumbprint = $thumbprint; type = [int]$setting.SSLCertificateSHA1HashType; present = $null -ne $bound; hasPrivateKey = $false; keyReadable = $null; notAfter = $null; serverAuth = $false; subject = $null }
        if ($null -ne $bound) {
            $entry.hasPrivateKey = [bool]$bound.HasPrivateKey
            $entry.notAfter = $bound.NotAfter.ToUniversalTime().ToString('o')
            $entry.subject = [string]$bound.Subject
            if ($entry.subject.Length -gt 200) { $entry.subject = $entry.subject.Substring(0, 200) }
            $usages = @($bound.EnhancedKeyUsageList | ForEach-Object -Process { $_.ObjectId })
            $entry.serverAuth = ($usages.Count -eq 0) -or ($usages -contains '1.3.6.1.5.5.7.3.1') -or ($usages -contains '1.3.6.1.4.1.311.54.1.2')
            if ($entry.hasPrivateKey) {
                try { $entry.keyReadable = Test-KeyRead -Path (Get-KeyFile -Certificate $bound) }
                # The key is gone, or refuses even SYSTEM. Anything else leaves the question open.
                catch [System.Security.Cryptography.CryptographicException] { $entry.keyReadable = $false }
                catch { $entry.keyReadable = $null }
            }
        }
        $result.certificate = $entry
    }

    $rules = @(Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752' -ErrorAction SilentlyContinue | Where-Object -FilterScript { $_.Enabled -eq 'True' })
    $blocked = @(Get-NetFirewallProfile | Where-Object -FilterScript { $_.AllowInboundRules -eq 'False' }).Count -gt 0
    $result.firewall = @{ rdpRuleEnabled = $rules.Count -gt 0; blockAllInbound = $blocked }

    # A session is one whether somebody looks at it or not, and a logon under way (userinit) or a shell of its own (sihost runs beside any) is one too;
    # connected ones have a live TCP connection on the port.
    $filter = "(Name='userinit.exe' OR Name='sihost.exe' OR Name='explorer.exe' OR Name='rdpshell.exe' OR Name='rdpclip.exe') AND SessionId<>0"
    $shells = @(Get-CimInstance -ClassName Win32_Process -Filter $filter | Select-Object -Property SessionId -Unique).Count
    $connected = @(Get-NetTCPConnection -State Established -LocalPort $port -ErrorAction SilentlyContinue).Count
    $active = [Math]::Min($shells, $connected)
    $result.sessions = @{ active = $active; disconnected = $shells - $active }
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
