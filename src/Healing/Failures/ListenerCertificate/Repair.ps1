# rdpmedic-script: certificate-bind
# Fetches a certificate with the machine's own managed identity, lets NETWORK SERVICE read that one private key, and binds it to the RDP listener.
# The private key never leaves the vault and this machine. The old certificate is never touched. Safe to run twice.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Apply', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$SecretUri = '',
    [string]$Thumbprint = '',
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-ListenerSetting {
    return Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"
}

function Get-Binding {
    $setting = Get-ListenerSetting
    $present = Test-Path -Path "Cert:\LocalMachine\My\$Thumbprint"
    return @{ thumbprint = [string]$setting.SSLCertificateSHA1Hash; type = [int]$setting.SSLCertificateSHA1HashType; imported = $present }
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

function Grant-KeyRead {
    param([string]$Path)
    # S-1-5-20 is NETWORK SERVICE, under which TermService runs; the SID is the same in every language.
    $account = New-Object -TypeName System.Security.Principal.SecurityIdentifier -ArgumentList 'S-1-5-20'
    $acl = Get-Acl -Path $Path
    $rule = New-Object -TypeName System.Security.AccessControl.FileSystemAccessRule -ArgumentList @($account, 'Read', 'Allow')
    $acl.AddAccessRule($rule)
    Set-Acl -Path $Path -AclObject $acl
}

function Import-VaultCertificate {
    # Older builds offer TLS 1.0 by default, which the vault refuses; this setting lives as long as this process.
    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
    $token = (Invoke-RestMethod -Method Get -TimeoutSec 30 -Headers @{ Metadata = 'true' } -Uri 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net').access_token
    $secret = Invoke-RestMethod -Method Get -TimeoutSec 60 -Headers @{ Authorization = "Bearer $token" } -Uri "${SecretUri}?api-version=7.4"
    $content = [System.Convert]::FromBase64String($secret.value)
    # A key that is opened without PersistKeySet leaves the machine with the object: a certificate that was not planned leaves nothing behind.
    $seen = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @($content, '', [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::MachineKeySet)
    $planned = $seen.Thumbprint -eq $Thumbprint
    $seen.Reset()
    if (-not $planned) { throw 'the vault answered another certificate than was planned' }
    $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]'MachineKeySet, PersistKeySet'
    $certificate = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @($content, '', $flags)
    $store = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Store -ArgumentList @('My', 'LocalMachine')
    $store.Open('ReadWrite')
    try { $store.Add($certificate) } finally { $store.Close() }
}

$result = @{ schema = 1; script = 'certificate-bind'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    # Without these two a path would name the whole store, and the machine's token would go to any server.
    if ($Thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { throw 'the thumbprint is not 40 hexadecimal digits' }
    if ($Phase -eq 'Apply' -and $SecretUri -notmatch '^https://[0-9A-Za-z-]+\.vault\.azure\.net/secrets/[0-9A-Za-z-]+(/[0-9A-Za-z]+)?$') { throw 'the address is not that of a secret in Azure Key Vault' }
    $result.before = Get-Binding
    if ($Phase -eq 'Apply') {
        if ($result.before.type -eq 2) { throw 'the binding is owned by group policy' }
        if (-not $result.before.imported) {
            $result.changed = $true
            Import-VaultCertificate
        }
        $certificate = Get-Item -Path "Cert:\LocalMachine\My\$Thumbprint"
        $result.changed = $true
        Grant-KeyRead -Path (Get-KeyFile -Certificate $certificate)
        Get-ListenerSetting | Set-CimInstance -Property @{ SSLCertificateSHA1Hash = $Thumbprint }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        if ($result.before.thumbprint -eq $Thumbprint -and $captured.thumbprint -ne $Thumbprint) {
            $result.changed = $true
            if ([int]$captured.type -eq 3) {
                # The old certificate may be gone from the store; then Windows refuses its thumbprint, and the error says what is left behind.
                Get-ListenerSetting | Set-CimInstance -Property @{ SSLCertificateSHA1Hash = [string]$captured.thumbprint }
            }
            else {
                # Windows' own certificate lies in another store, from which it cannot be bound: it is what the listener uses when nothing is bound.
                Remove-ItemProperty -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' -Name SSLCertificateSHA1Hash
            }
        }
        if ((-not $captured.imported) -and (Test-Path -Path "Cert:\LocalMachine\My\$Thumbprint")) {
            $result.changed = $true
            Remove-Item -Path "Cert:\LocalMachine\My\$Thumbprint" -DeleteKey
        }
    }
    $result.after = Get-Binding
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
