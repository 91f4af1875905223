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

function Read-Own {
    # The container TSSecKeySet1, which holds the key of the certificate that Windows makes for RDP.
    $file = Join-Path -Path $env:ProgramData -ChildPath "Microsoft\Crypto\RSA\MachineKeys\f686aace6942fb7f7ceb231212eef4a4_$(Get-Value -Path 'HKLM:\SOFTWARE\Microsoft\Cryptography' -Name MachineGuid -Default '')"
    $found = @{ thumbprint = $null; notAfter = $null; keyFile = Test-Path -LiteralPath $file -PathType Leaf; keyReadable = $null }
    $own = Get-ChildItem -Path 'Cert:\LocalMachine\Remote Desktop' -ErrorAction SilentlyContinue | Sort-Object -Property NotAfter -Descending | Select-Object -First 1
    try {
        if ($null -eq $own) {
            if ($found.keyFile) { $found.keyReadable = Test-KeyRead -Path $file }
        }
        else {
            $found.thumbprint = [string]$own.Thumbprint
            $found.notAfter = $own.NotAfter.ToUniversalTime().ToString('s') + 'Z'
            $found.keyReadable = $own.HasPrivateKey -and (Test-KeyRead -Path (Get-KeyFile -Certificate $own))
        }
    }
    # The key is gone, or refuses even SYSTEM. Anything else leaves the question open.
    catch [System.Security.Cryptography.CryptographicException] { $found.keyReadable = $false }
    catch [System.UnauthorizedAccessException] { $found.keyReadable = $false }
    catch { $found.keyReadable = $null }
    return $found
}

function Test-Port {
    param([string]$Computer, [int]$Number)
    $client = New-Object -TypeName System.Net.Sockets.TcpClient
    try {
        $trying = $client.ConnectAsync($Computer, $Number)
        return $trying.Wait(3000) -and $client.Connected
    }
    catch { return $false }
    finally { $client.Close() }
}

function Get-Listener {
    param([string]$Pattern)
    # The words of qwinsta are translated, the numbers are not: listeners have ids from 65536 on.
    foreach ($row in $sessions) {
        if ($row -match "^[\s>]*(?<name>$Pattern)\s+(?<id>\d{5,})\s") { return 'Listen' }
    }
    return $null
}

function Get-ActiveProfile {
    $names = @(Get-NetConnectionProfile -ErrorAction SilentlyContinue | ForEach-Object -Process { ([string]$_.NetworkCategory).Replace('DomainAuthenticated', 'Domain') } | Select-Object -Unique)
    # Windows takes a network that it cannot identify for a public one.
    if ($names.Count -eq 0) { return 'Public' }
    return $names
}

function Get-Newest {
    param([hashtable]$Filter)
    $Filter.StartTime = (Get-Date).AddDays(-1)
    return Get-WinEvent -FilterHashtable $Filter -MaxEvents 1 -ErrorAction SilentlyContinue
}

function Get-Words {
    param([string]$Text, [int]$Most)
    $line = ($Text -replace '\s+', ' ').Trim()
    return $line.Substring(0, [Math]::Min($Most, $line.Length))
}

function Read-Server {
    return @{
        enableWinStation = [int](Get-Value -Path $listenerKey -Name fEnableWinStation -Default 1)
        logonDisabled    = [int](Get-Value -Path $listenerKey -Name fLogonDisabled -Default 0)
        drainMode        = [int](Get-Value -Path $server -Name TSServerDrainMode -Default 0)
        maxInstances     = [long](Get-Value -Path $listenerKey -Name MaxInstanceCount -Default 4294967295) -band 4294967295
        lanAdapter       = [int](Get-Value -Path $listenerKey -Name LanAdapter -Default 0)
        listener         = Get-Listener -Pattern 'rdp-tcp'
    }
}

function Read-Policy {
    $found = @{}
    $key = Get-Item -LiteralPath $policyKey -ErrorAction SilentlyContinue
    if ($null -eq $key) { return $found }
    foreach ($name in @('fDenyTSConnections', 'SecurityLayer', 'UserAuthentication', 'MinEncryptionLevel', 'LicensingMode', 'MaxInstanceCount', 'bEnumerateHWBeforeSW', 'fEnableWddmDriver', 'CertTemplateName')) {
        $value = $key.GetValue($name)
        if ($value -is [int]) { $found[$name] = [long]$value -band 4294967295 }
        elseif ($null -ne $value) { $found[$name] = 1 }
    }
    return $found
}

function Read-Owner {
    if (Test-Path -Path 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsFirewall\*') { 'gpo-firewall' }
    if (Test-Path -Path 'HKLM:\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm\FirewallRules') { 'mdm-firewall' }
    if (Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\PolicyManager\current\device\RemoteDesktopServices') { 'mdm-rdp' }
    if (Test-Path -LiteralPath "$env:SystemRoot\System32\Configuration\Current.mof") { 'dsc' }
    if ($null -ne (Get-Service -Name CcmExec -ErrorAction SilentlyContinue)) { 'configmgr' }
}

function Read-PortRule {
    $filters = @(Get-NetFirewallPortFilter -Protocol TCP | Where-Object -FilterScript { @($_.LocalPort) -contains [string]$port -or @($_.LocalPort) -contains 'Any' })
    $rules = @($filters | Get-NetFirewallRule | Where-Object -FilterScript { $_.Enabled -eq 'True' -and $_.Direction -eq 'Inbound' })
    $active = @(Get-ActiveProfile)
    $here = @($rules | Where-Object -FilterScript {
            $names = ([string]$_.Profile) -split ', '
            $names -contains 'Any' -or @($names | Where-Object -FilterScript { $active -contains $_ }).Count -gt 0
        })
    $allow = @($here | Where-Object -FilterScript { $_.Action -eq 'Allow' })
    # A rule for a program or for any port blocks other things too; only one that names the port is about RDP.
    $block = @($here | Where-Object -FilterScript { $_.Action -eq 'Block' -and @(($_ | Get-NetFirewallPortFilter).LocalPort) -contains [string]$port })
    $by = $null
    if ($block.Count -gt 0) { $by = Get-Words -Text ([string]$block[0].Name) -Most 80 }
    return @{ covered = $allow.Count -gt 0; blockedBy = $by }
}

function Read-Tls {
    $protocols = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols'
    $lsa = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa'
    $file = (Get-Item -LiteralPath "$env:SystemRoot\System32\tspkg.dll").VersionInfo
    return @{
        tls12Enabled           = Get-Value -Path "$protocols\TLS 1.2\Server" -Name Enabled -Default $null
        tls12DisabledByDefault = Get-Value -Path "$protocols\TLS 1.2\Server" -Name DisabledByDefault -Default $null
        tls13Enabled           = Get-Value -Path "$protocols\TLS 1.3\Server" -Name Enabled -Default $null
        fips                   = (Get-Value -Path "$lsa\FIPSAlgorithmPolicy" -Name Enabled -Default 0) -eq 1
        encryptionOracle       = Get-Value -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters' -Name AllowEncryptionOracle -Default $null
        domainCredsDisabled    = (Get-Value -Path $lsa -Name disabledomaincreds -Default 0) -eq 1
        tspkg                  = "$($file.FileMajorPart).$($file.FileMinorPart).$($file.FileBuildPart).$($file.FilePrivatePart)"
    }
}

function Read-Network {
    $up = @(Get-NetAdapter | Where-Object -FilterScript { $_.Status -eq 'Up' })
    $dhcp = @(Get-NetIPInterface -AddressFamily IPv4 -ConnectionState Connected | Where-Object -FilterScript { $_.Dhcp -eq 'Enabled' }).Count -gt 0
    $dns = @(Get-DnsClientServerAddress -AddressFamily IPv4 | ForEach-Object -Process { $_.ServerAddresses } | Select-Object -Unique -First 3)
    $name = 'rdbroker.wvd.microsoft.com'
    if ($computer.PartOfDomain) { $name = [string]$computer.Domain }
    $resolves = $true
    try { $null = [System.Net.Dns]::GetHostAddresses($name) }
    catch { $resolves = $false }
    # WinHttpSettings: a flag at byte 8 (2: a proxy is set), the length of its name at byte 12, the name from byte 16 on.
    $proxy = $null
    $settings = Get-Value -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections' -Name WinHttpSettings -Default $null
    if ($settings -is [byte[]] -and $settings.Length -gt 16 -and ($settings[8] -band 2) -ne 0) { $proxy = [System.Text.Encoding]::ASCII.GetString($settings, 16, [Math]::Min(60, [int]$settings[12])) }
    $metadata = $true
    try { $null = Invoke-RestMethod -Uri 'http://169.254.169.254/metadata/instance/compute/vmId?api-version=2021-02-01&format=text' -Headers @{ Metadata = 'true' } -TimeoutSec 3 }
    catch { $metadata = $false }
    return @{ adaptersUp = $up.Count; dhcp = $dhcp; dns = $dns; resolves = $resolves; proxy = $proxy; metadata = $metadata }
}

function Read-AzureOffset {
    # The machine beneath this one answers there and says what time it is: to the second, which is enough.
    try {
        $answer = Invoke-WebRequest -Uri 'http://169.254.169.254/metadata/instance/compute/vmId?api-version=2021-02-01&format=text' -Headers @{ Metadata = 'true' } -UseBasicParsing -TimeoutSec 3
        $there = [DateTimeOffset]::Parse([string]$answer.Headers['Date'], [System.Globalization.CultureInfo]::InvariantCulture)
        return [Math]::Round(($there - [DateTimeOffset]::UtcNow).TotalSeconds)
    }
    catch { return $null }
}

function Read-Domain {
    if (-not $computer.PartOfDomain) { return $null }
    $channel = $null
    try { $channel = [bool](Test-ComputerSecureChannel) }
    catch { $channel = $null }
    $said = @(nltest.exe "/dsgetdc:$($computer.Domain)")
    $controller = $LASTEXITCODE -eq 0
    $offset = $null
    if ($controller -and "$said" -match '\\\\(?<dc>[\w.-]+)') {
        $measured = @(w32tm.exe /stripchart "/computer:$($Matches.dc)" /samples:1 /dataonly)
        if ("$measured" -match '(?<offset>[+-]\d+\.\d+)s') { $offset = [Math]::Round([double]::Parse($Matches.offset, [System.Globalization.CultureInfo]::InvariantCulture), 1) }
    }
    $source = @(w32tm.exe /query /source)
    return @{ name = [string]$computer.Domain; secureChannel = $channel; controller = $controller; offsetSeconds = $offset; azureOffsetSeconds = Read-AzureOffset; timeSource = Get-Words -Text "$source" -Most 60 }
}

function Read-Entra {
    $status = @(dsregcmd.exe /status)
    if (-not ("$status" -match 'AzureAdJoined\s*:\s*YES')) { return $null }
    $auth = $null
    if ("$status" -match 'DeviceAuthStatus\s*:\s*(?<said>[A-Z]+[^:]{0,40}?)\s{2,}') { $auth = $Matches.said.Trim() }
    return @{ deviceAuth = $auth; loginExtension = Test-Path -Path "$env:SystemDrive\Packages\Plugins\Microsoft.Azure.ActiveDirectory.AADLoginForWindows" }
}

function Read-Licensing {
    $setting = Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TerminalServiceSetting
    if ([int]$setting.TerminalServerMode -ne 1) { return @{ role = $false; mode = $null; graceDays = $null; servers = @(); reachable = $null } }
    $grace = Invoke-CimMethod -InputObject $setting -MethodName GetGracePeriodDays
    $listed = Invoke-CimMethod -InputObject $setting -MethodName GetSpecifiedLicenseServerList
    $servers = @(@($listed.SpecifiedLSList) | Where-Object -FilterScript { $_ } | Select-Object -First 2)
    $reachable = $null
    if ($servers.Count -gt 0) { $reachable = Test-Port -Computer $servers[0] -Number 135 }
    return @{ role = $true; mode = [int]$setting.LicensingType; graceDays = [int]$grace.DaysLeft; servers = $servers; reachable = $reachable }
}

function Read-Right {
    $file = Join-Path -Path $env:TEMP -ChildPath "rdpmedic-$Nonce.inf"
    try {
        $null = secedit.exe /export /areas USER_RIGHTS /cfg $file /quiet
        $lines = @(Get-Content -LiteralPath $file)
    }
    finally { Remove-Item -LiteralPath $file -ErrorAction SilentlyContinue }
    $rights = @{ allowed = @(); denied = @(); members = -1 }
    foreach ($line in $lines) {
        if ($line -match '^(?<right>Se(Deny)?RemoteInteractiveLogonRight) = (?<sids>.+)$') {
            $sids = @(($Matches.sids -replace '\*', '') -split ',' | Select-Object -First 6)
            if ($Matches.right -eq 'SeDenyRemoteInteractiveLogonRight') { $rights.denied = $sids }
            else { $rights.allowed = $sids }
        }
    }
    # An account that was deleted makes this fail for the whole group; then the number is not known.
    try { $rights.members = @(Get-LocalGroupMember -SID 'S-1-5-32-555').Count }
    catch { $rights.members = -1 }
    return $rights
}

function Read-Resource {
    $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
    $cpu = Get-CimInstance -ClassName Win32_PerfFormattedData_PerfOS_Processor -Filter "Name='_Total'"
    $memory = [Math]::Round(100 * $os.FreePhysicalMemory / $os.TotalVisibleMemorySize, 1)
    $commit = [Math]::Round(100 * ($os.TotalVirtualMemorySize - $os.FreeVirtualMemory) / $os.TotalVirtualMemorySize, 1)
    $property = 'WorkingSetPrivate'
    if ($memory -gt 15) { $property = 'PercentProcessorTime' }
    $top = Get-CimInstance -ClassName Win32_PerfFormattedData_PerfProc_Process -Filter "Name<>'_Total' AND Name<>'Idle'" | Sort-Object -Property $property -Descending | Select-Object -First 1
    return @{
        diskFreePercent   = [Math]::Round(100 * $disk.FreeSpace / $disk.Size, 1)
        diskFreeGb        = [Math]::Round($disk.FreeSpace / 1GB, 1)
        memoryFreePercent = $memory
        commitPercent     = $commit
        cpu               = [double]$cpu.PercentProcessorTime
        topProcess        = Get-Words -Text ([string]$top.Name) -Most 40
    }
}

function Read-Avd {
    $agentKey = 'HKLM:\SOFTWARE\Microsoft\RDInfraAgent'
    if (-not (Test-Path -Path $agentKey)) { return $null }
    $installed = @(Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*' | Where-Object -FilterScript { $null -ne $_.PSObject.Properties['DisplayName'] })
    $agent = $installed | Where-Object -FilterScript { $_.DisplayName -eq 'Remote Desktop Services Infrastructure Agent' } | Sort-Object -Property InstallDate -Descending | Select-Object -First 1
    $stack = $installed | Where-Object -FilterScript { $_.DisplayName -like 'Remote Desktop Services SxS Network Stack*' } | Sort-Object -Property DisplayVersion -Descending | Select-Object -First 1
    $listenerName = [string](Get-Value -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\ClusterSettings' -Name SessionDirectoryListener -Default '')
    $found = @{
        registered = (Get-Value -Path $agentKey -Name IsRegistered -Default 0) -eq 1
        # Whether there is one, never which one.
        tokenPresent = [string](Get-Value -Path $agentKey -Name RegistrationToken -Default '') -ne ''
        agentVersion = $null; sxsVersion = $null; sxsListener = Get-Listener -Pattern 'rdp-sxs\S*'; sxsEnabled = $null; reverseConnect = $null; broker = $true; registryToolsDisabled = $false
        # The agent and its stack are installed by Windows Installer; the key is there while it works.
        upgrading = Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\InProgress'
    }
    if ($null -ne $agent) { $found.agentVersion = [string]$agent.DisplayVersion }
    if ($null -ne $stack) { $found.sxsVersion = [string]$stack.DisplayVersion }
    if ($listenerName -ne '') {
        $found.sxsEnabled = Get-Value -Path "$server\WinStations\$listenerName" -Name fEnableWinStation -Default $null
        $found.reverseConnect = Get-Value -Path "$server\WinStations\$listenerName" -Name fReverseConnectMode -Default $null
    }
    try { $null = Invoke-WebRequest -Uri 'https://rdbroker.wvd.microsoft.com/api/health' -UseBasicParsing -TimeoutSec 5 }
    catch { $found.broker = $false }
    $found.registryToolsDisabled = (Get-Value -Path 'Registry::HKEY_USERS\S-1-5-18\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' -Name DisableRegistryTools -Default 0) -ne 0
    $event = Get-Newest -Filter @{ LogName = 'Application'; ProviderName = 'WVD-Agent'; Level = 2; Id = 3277, 3703, 3019, 3389 }
    if ($null -ne $event) {
        $found.event = [int]$event.Id
        $found.eventText = Get-Words -Text ([string]$event.Message) -Most 90
        $found.eventAt = $event.TimeCreated.ToUniversalTime().ToString('s') + 'Z'
    }
    return $found
}

function Read-Fslogix {
    if (-not $result.services.ContainsKey('frxsvc')) { return $null }
    $profiles = 'HKLM:\SOFTWARE\FSLogix\Profiles'
    $found = @{ enabled = (Get-Value -Path $profiles -Name Enabled -Default 0) -eq 1; event = $null; eventText = $null; eventAt = $null; storage = $null; mounted = @(Get-ChildItem -Path "$profiles\Sessions" -ErrorAction SilentlyContinue).Count }
    $location = @(Get-Value -Path $profiles -Name VHDLocations -Default @()) | Select-Object -First 1
    if ([string]$location -match '^\\\\(?<share>[\w.-]+)\\') { $found.storage = Test-Port -Computer $Matches.share -Number 445 }
    $event = Get-Newest -Filter @{ LogName = 'Microsoft-FSLogix-Apps/Admin', 'Microsoft-FSLogix-Apps/Operational'; Level = 2, 3; Id = 33, 34, 40, 42, 43, 51, 52, 60 }
    if ($null -ne $event) {
        $found.event = [int]$event.Id
        $found.eventText = Get-Words -Text ([string]$event.Message) -Most 90
        $found.eventAt = $event.TimeCreated.ToUniversalTime().ToString('s') + 'Z'
    }
    return $found
}

function Read-Logon {
    $temporary = @(Get-ChildItem -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList' | Where-Object -FilterScript { $_.PSChildName -like '*.bak' }).Count
    $limit = (Get-Date).AddMinutes(-5)
    $hung = @(Get-CimInstance -ClassName Win32_Process -Filter "Name='userinit.exe' AND SessionId<>0" | Where-Object -FilterScript { $_.CreationDate -lt $limit }).Count
    return @{ tempProfiles = $temporary; hung = $hung }
}

function Read-Graphics {
    $adapter = Get-CimInstance -ClassName Win32_VideoController | Sort-Object -Property AdapterRAM -Descending | Select-Object -First 1
    $resets = @(Get-WinEvent -FilterHashtable @{ LogName = 'System'; ProviderName = 'Display'; Id = 4101; StartTime = (Get-Date).AddDays(-1) } -MaxEvents 50 -ErrorAction SilentlyContinue).Count
    if ($null -eq $adapter) { return @{ adapter = $null; problem = 0; resets = $resets } }
    return @{ adapter = Get-Words -Text ([string]$adapter.Name) -Most 40; problem = [int]$adapter.ConfigManagerErrorCode; resets = $resets }
}

function Read-Servicing {
    $busy = @()
    if (Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\InProgress') { $busy += 'msi' }
    if ($null -ne (Get-Process -Name TiWorker -ErrorAction SilentlyContinue)) { $busy += 'servicing' }
    if ($null -ne (Get-Process -Name wusa -ErrorAction SilentlyContinue)) { $busy += 'update' }
    if ($null -ne (Get-Process -Name wbengine -ErrorAction SilentlyContinue)) { $busy += 'backup' }
    $last = Get-CimInstance -ClassName Win32_QuickFixEngineering | Where-Object -FilterScript { $null -ne $_.InstalledOn } | Sort-Object -Property InstalledOn -Descending | Select-Object -First 1
    if ($null -eq $last) { return @{ busy = $busy; lastUpdate = $null; lastUpdateAt = $null } }
    return @{ busy = $busy; lastUpdate = [string]$last.HotFixID; lastUpdateAt = $last.InstalledOn.ToUniversalTime().ToString('s') + 'Z' }
}

function Read-Part {
    param([string]$Name)
    switch ($Name) {
        'server' { return Read-Server }
        'policies' { return Read-Policy }
        'owners' { return , @(Read-Owner) }
        'ports' { return Read-PortRule }
        'own' { return Read-Own }
        'tls' { return Read-Tls }
        'network' { return Read-Network }
        'domain' { return Read-Domain }
        'entra' { return Read-Entra }
        'licensing' { return Read-Licensing }
        'rights' { return Read-Right }
        'resources' { return Read-Resource }
        'avd' { return Read-Avd }
        'fslogix' { return Read-Fslogix }
        'logon' { return Read-Logon }
        'graphics' { return Read-Graphics }
        'servicing' { return Read-Servicing }
    }
}

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listenerKey = "$server\WinStations\RDP-Tcp"
$policyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$sessions = @()
$result = @{ schema = 1; script = 'collect-guest'; nonce = $Nonce; ok = $false; error = ''; problems = @{} }
try {
    $sessions = @(qwinsta.exe)
    $os = Get-CimInstance -ClassName Win32_OperatingSystem
    $computer = Get-CimInstance -ClassName Win32_ComputerSystem
    $entra = Test-Path -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\*'
    $join = 'Workgroup'
    if ($computer.PartOfDomain -and $entra) { $join = 'Hybrid' }
    elseif ($computer.PartOfDomain) { $join = 'AD' }
    elseif ($entra) { $join = 'Entra' }
    $pending = Test-Path -Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
    $result.os = @{ build = "$($os.Version).$(Get-Value -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' -Name UBR -Default 0)"; bootedAt = $os.LastBootUpTime.ToUniversalTime().ToString('o'); pendingReboot = $pending; joinType = $join }

    $result.services = @{}
    foreach ($name in @('TermService', 'SessionEnv', 'UmRdpService', 'RDAgentBootLoader', 'frxsvc', 'ProfSvc', 'AppReadiness', 'Netlogon', 'W32Time', 'Dhcp', 'mpssvc')) {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='$name'"
        if ($null -ne $service) {
            $entry = @{ state = ([string]$service.State).Replace(' ', ''); start = [string]$service.StartMode }
            # 1077: it was never started since the machine started.
            if ($service.ExitCode -ne 0 -and $service.ExitCode -ne 1077) { $entry.exitCode = [int]$service.ExitCode }
            if ($name -eq 'TermService') { $entry.account = [string]$service.StartName; $entry.pid = [int]$service.ProcessId }
            $result.services[$name] = $entry
        }
    }

    $port = [int](Get-Value -Path $listenerKey -Name PortNumber -Default 3389)
    $listener = @(Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue)
    $result.listener = @{ port = $port; listening = $listener.Count -gt 0; ownerPid = 0; owner = $null }
    if ($listener.Count -gt 0) {
        $result.listener.ownerPid = [int]$listener[0].OwningProcess
        $process = Get-Process -Id $listener[0].OwningProcess -ErrorAction SilentlyContinue
        if ($null -ne $process) { $result.listener.owner = [string]$process.ProcessName }
    }
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

    $profiles = @(Get-NetFirewallProfile)
    $rules = @(Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752' -ErrorAction SilentlyContinue | Where-Object -FilterScript { $_.Enabled -eq 'True' })
    $active = @(Get-ActiveProfile)
    $blocked = @($profiles | Where-Object -FilterScript { $active -contains [string]$_.Name -and $_.AllowInboundRules -eq 'False' }).Count -gt 0
    $result.firewall = @{ rdpRuleEnabled = $rules.Count -gt 0; blockAllInbound = $blocked; active = $active; profilesOff = @($profiles | Where-Object -FilterScript { $_.Enabled -eq 'False' } | ForEach-Object -Process { [string]$_.Name }) }

    # A session is one whether somebody looks at it or not, and a logon under way (userinit) or a shell of its own (sihost runs beside any) is one too;
    # connected ones have a live TCP connection on the port.
    $filter = "(Name='userinit.exe' OR Name='sihost.exe' OR Name='explorer.exe' OR Name='rdpshell.exe' OR Name='rdpclip.exe') AND SessionId<>0"
    $shells = @(Get-CimInstance -ClassName Win32_Process -Filter $filter | Select-Object -Property SessionId -Unique).Count
    $connected = @(Get-NetTCPConnection -State Established -LocalPort $port -ErrorAction SilentlyContinue).Count
    $active = [Math]::Min($shells, $connected)
    # Rows of qwinsta without a user that are neither listener, console nor services, and whose logon process is older than five minutes.
    $limit = (Get-Date).AddMinutes(-5)
    $old = @(Get-CimInstance -ClassName Win32_Process -Filter "Name='winlogon.exe'" | Where-Object -FilterScript { $_.CreationDate -lt $limit } | ForEach-Object -Process { [int]$_.SessionId })
    $stuck = @($sessions | Where-Object -FilterScript { $_ -match '^[\s>](?<name>rdp-\S+)?\s{2,}(?<id>\d{1,5})\s' -and $old -contains [int]$Matches.id })
    $result.sessions = @{ active = $active; disconnected = $shells - $active; stuck = $stuck.Count }

    foreach ($part in @('server', 'policies', 'owners', 'ports', 'own', 'tls', 'network', 'domain', 'entra', 'licensing', 'rights', 'resources', 'avd', 'fslogix', 'logon', 'graphics', 'servicing')) {
        # One part that cannot be read costs itself only; the others stand, and this one says why.
        try {
            $found = Read-Part -Name $part
            if ($part -eq 'ports') { $result.firewall.portCovered = $found.covered; $result.firewall.blockedBy = $found.blockedBy }
            elseif ($part -eq 'own') { if ($result.ContainsKey('certificate')) { $result.certificate.own = $found } }
            elseif ($null -ne $found) { $result[$part] = $found }
        }
        catch {
            $said = [string]$_.Exception.Message
            $result.problems[$part] = $said.Substring(0, [Math]::Min(80, $said.Length))
        }
    }
    if ($result.problems.Count -eq 0) { $result.Remove('problems') }
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
# Only the last 4096 bytes of the output come back. What is needed least goes first, and says that it went.
foreach ($part in @('graphics', 'rights', 'servicing', 'policies', 'fslogix')) {
    if ([System.Text.Encoding]::UTF8.GetByteCount((ConvertTo-Json -InputObject $result -Compress -Depth 5)) -le 3400) { break }
    if (-not $result.ContainsKey($part)) { continue }
    $result.Remove($part)
    if (-not $result.ContainsKey('problems')) { $result.problems = @{} }
    $result.problems[$part] = 'left out: the answer is too long'
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
