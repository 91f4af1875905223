# rdpmedic-script: own-certificate-verify
# Has Windows a certificate of its own for RDP that lasts, with a key that NETWORK SERVICE may read? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
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

$result = @{ schema = 1; script = 'own-certificate-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $own = Get-ChildItem -Path 'Cert:\LocalMachine\Remote Desktop' -ErrorAction SilentlyContinue | Sort-Object -Property NotAfter -Descending | Select-Object -First 1
    if ($null -eq $own) { throw 'Windows has no certificate of its own for RDP' }
    $readable = Test-KeyRead -Path (Get-KeyFile -Certificate $own)
    $lasts = $own.NotAfter -gt (Get-Date)
    $result.after = @{ thumbprint = [string]$own.Thumbprint; notAfter = $own.NotAfter.ToUniversalTime().ToString('o'); keyReadable = $readable }
    $result.ok = $readable -and $lasts
    if (-not $result.ok) { $result.error = "lasts: $lasts, key readable: $readable" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
