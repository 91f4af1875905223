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

# NETWORK SERVICE, under which TermService runs; the SID is the same in every language.
$reader = New-Object -TypeName System.Security.Principal.SecurityIdentifier -ArgumentList 'S-1-5-20'

function Get-ListenerSetting {
    return Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"
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

function Test-KeyGrant {
    param([string]$Path)
    $own = (Get-Acl -LiteralPath $Path).GetAccessRules($true, $false, [System.Security.Principal.SecurityIdentifier])
    return @($own | Where-Object -FilterScript { $_.IdentityReference.Value -eq $reader.Value -and $_.AccessControlType -eq 'Allow' }).Count -gt 0
}

function Set-KeyGrant {
    param([string]$Path, [bool]$Granted)
    $acl = Get-Acl -LiteralPath $Path
    $rule = New-Object -TypeName System.Security.AccessControl.FileSystemAccessRule -ArgumentList @($reader, 'Read', 'Allow')
    if ($Granted) { $acl.AddAccessRule($rule) } else { [void]$acl.RemoveAccessRule($rule) }
    Set-Acl -LiteralPath $Path -AclObject $acl
}

function Get-Binding {
    $setting = Get-ListenerSetting
    $certificate = Get-Item -Path "Cert:\LocalMachine\My\$Thumbprint" -ErrorAction SilentlyContinue
    $granted = $false
    if ($null -ne $certificate) {
        # Where there is no key file nothing was granted; going back must not fail on the very key that made it necessary.
        try { $granted = Test-KeyGrant -Path (Get-KeyFile -Certificate $certificate) } catch { $granted = $false }
    }
    return @{ thumbprint = [string]$setting.SSLCertificateSHA1Hash; type = [int]$setting.SSLCertificateSHA1HashType; imported = $null -ne $certificate; granted = $granted }
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
        Set-KeyGrant -Path (Get-KeyFile -Certificate $certificate) -Granted $true
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
        if ($captured.imported -and $result.before.granted -and -not $captured.granted) {
            $result.changed = $true
            Set-KeyGrant -Path (Get-KeyFile -Certificate (Get-Item -Path "Cert:\LocalMachine\My\$Thumbprint")) -Granted $false
        }
        if ($result.before.imported -and -not $captured.imported) {
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
