# rdpmedic-script: certificate-verify
# Is this certificate bound to the RDP listener, with a private key that NETWORK SERVICE may read? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][string]$Thumbprint
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'certificate-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $setting = Get-CimInstance -Namespace 'root/cimv2/TerminalServices' -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"
    $certificate = Get-Item -Path "Cert:\LocalMachine\My\$Thumbprint"
    $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
    if ($key -is [System.Security.Cryptography.RSACng]) {
        $path = Join-Path -Path $env:ProgramData -ChildPath "Microsoft\Crypto\Keys\$($key.Key.UniqueName)"
    }
    else {
        $path = Join-Path -Path $env:ProgramData -ChildPath "Microsoft\Crypto\RSA\MachineKeys\$($key.CspKeyContainerInfo.UniqueKeyContainerName)"
    }
    $rules = (Get-Acl -Path $path).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])
    $readable = @($rules | Where-Object -FilterScript { $_.IdentityReference.Value -eq 'S-1-5-20' -and $_.AccessControlType -eq 'Allow' }).Count -gt 0
    $result.after = @{ thumbprint = [string]$setting.SSLCertificateSHA1Hash; type = [int]$setting.SSLCertificateSHA1HashType; keyReadable = $readable; notAfter = $certificate.NotAfter.ToUniversalTime().ToString('o') }
    $result.ok = ($setting.SSLCertificateSHA1Hash -eq $Thumbprint) -and $readable
    if (-not $result.ok) { $result.error = "bound: $($setting.SSLCertificateSHA1Hash), key readable: $readable" }
}
catch {
    $result.error = [string]$_.Exception.Message
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
