# rdpmedic-script: certificate-verify
# Is this certificate bound to the RDP listener, with a private key that NETWORK SERVICE may read? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][string]$Thumbprint
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

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

$result = @{ schema = 1; script = 'certificate-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    if ($Thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { throw 'the thumbprint is not 40 hexadecimal digits' }
    $setting = Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"
    $certificate = Get-Item -Path "Cert:\LocalMachine\My\$Thumbprint"
    $readable = Test-KeyRead -Path (Get-KeyFile -Certificate $certificate)
    $result.after = @{ thumbprint = [string]$setting.SSLCertificateSHA1Hash; type = [int]$setting.SSLCertificateSHA1HashType; keyReadable = $readable; notAfter = $certificate.NotAfter.ToUniversalTime().ToString('o') }
    $result.ok = ($setting.SSLCertificateSHA1Hash -eq $Thumbprint) -and $readable
    if (-not $result.ok) { $result.error = "bound: $($setting.SSLCertificateSHA1Hash), key readable: $readable" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
