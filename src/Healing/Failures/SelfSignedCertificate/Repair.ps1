# rdpmedic-script: own-certificate-repair
# Has Windows make its own certificate for RDP anew (Renew), after it gave the service back the rights on that one key (Repair). Nothing else in the folder of
# machine keys is touched, and neither is what the listener asks of its clients. Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Renew', 'Repair', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$store = 'Cert:\LocalMachine\Remote Desktop'
$patience = [TimeSpan]::FromSeconds(60)
$access = [System.Security.AccessControl.AccessControlSections]::Access

# The container TSSecKeySet1 of this machine: the only key that Windows makes RDP's own certificate with.
$machine = [string](Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Cryptography' -Name MachineGuid).MachineGuid
$file = Join-Path -Path $env:ProgramData -ChildPath "Microsoft\Crypto\RSA\MachineKeys\f686aace6942fb7f7ceb231212eef4a4_$machine"

# As Windows sets them: SYSTEM, Administrators, and NETWORK SERVICE, under which TermService runs. SIDs are the same in every language.
$rights = @{ 'S-1-5-18' = 'FullControl'; 'S-1-5-32-544' = 'FullControl'; 'S-1-5-20' = 'Read' }

function Read-Rights {
    # Empty: there is no file, or not even SYSTEM may read its rights.
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) { return '' }
    try { return [System.IO.File]::GetAccessControl($file, $access).GetSecurityDescriptorSddlForm($access) }
    catch [System.UnauthorizedAccessException] { return '' }
}

function Write-Rights {
    param([System.Security.AccessControl.FileSecurity]$Wanted)
    try { [System.IO.File]::SetAccessControl($file, $Wanted) }
    catch [System.UnauthorizedAccessException] {
        $null = takeown.exe /F $file /A
        if ($LASTEXITCODE -ne 0) { throw "the key file cannot be taken over: takeown ended with $LASTEXITCODE" }
        [System.IO.File]::SetAccessControl($file, $Wanted)
    }
}

function Get-OwnRule {
    # The file's rules by SID, without those that it inherits.
    $acl = [System.IO.File]::GetAccessControl($file, $access)
    return @($acl.GetAccessRules($true, $false, [System.Security.Principal.SecurityIdentifier]))
}

function Test-Granted {
    # As this script leaves it: each of the three has its right, and nothing denies one of them.
    $rules = @(Get-OwnRule)
    foreach ($sid in $rights.Keys) {
        $of = @($rules | Where-Object -FilterScript { $_.IdentityReference.Value -eq $sid })
        if ($of.Count -ne 1 -or $of[0].AccessControlType -ne 'Allow') { return $false }
    }
    return $true
}

function Grant-Key {
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) { return }
    # Without a readable list one begins from nothing; what stood there cannot be kept.
    try { $acl = [System.IO.File]::GetAccessControl($file, $access) }
    catch [System.UnauthorizedAccessException] { $acl = New-Object -TypeName System.Security.AccessControl.FileSecurity }
    foreach ($sid in $rights.Keys) {
        $identity = New-Object -TypeName System.Security.Principal.SecurityIdentifier -ArgumentList $sid
        $acl.PurgeAccessRules($identity)
        $acl.AddAccessRule((New-Object -TypeName System.Security.AccessControl.FileSystemAccessRule -ArgumentList @($identity, $rights[$sid], 'Allow')))
    }
    $result.changed = $true
    Write-Rights -Wanted $acl
}

function Get-Fresh {
    return Get-ChildItem -Path $store -ErrorAction SilentlyContinue | Where-Object -FilterScript { $_.NotAfter -gt (Get-Date) } | Sort-Object -Property NotAfter -Descending | Select-Object -First 1
}

function Read-Own {
    $found = @{ thumbprint = $null; notAfter = $null; keyFile = Test-Path -LiteralPath $file -PathType Leaf; acl = Read-Rights; sessionEnv = [string](Get-CimInstance -ClassName Win32_Service -Filter "Name='SessionEnv'").StartMode }
    $newest = Get-ChildItem -Path $store -ErrorAction SilentlyContinue | Sort-Object -Property NotAfter -Descending | Select-Object -First 1
    if ($null -ne $newest) {
        $found.thumbprint = [string]$newest.Thumbprint
        $found.notAfter = $newest.NotAfter.ToUniversalTime().ToString('o')
    }
    return $found
}

function Restart-SessionEnv {
    $it = Get-Service -Name SessionEnv
    if ($it.Status -ne 'Stopped') {
        Stop-Service -Name SessionEnv -Force -NoWait
        $it.WaitForStatus('Stopped', $patience)
    }
    $it.Start()
    $it.WaitForStatus('Running', $patience)
}

function Update-Certificate {
    $old = @(Get-ChildItem -Path $store -ErrorAction SilentlyContinue)
    $disabled = $result.before.sessionEnv -eq 'Disabled'
    $result.changed = $true
    # Hardened images disable SessionEnv on purpose: it is lent for as long as making a certificate takes.
    if ($disabled) { Set-Service -Name SessionEnv -StartupType Manual }
    $made = $null
    try {
        # Their keys stay, so that they can be put back as they were.
        foreach ($one in $old) { Remove-Item -Path "$store\$($one.Thumbprint)" }
        Restart-SessionEnv
        $limit = (Get-Date).Add($patience)
        while ($null -eq $made -and (Get-Date) -lt $limit) {
            Start-Sleep -Seconds 2
            $made = Get-Fresh
        }
    }
    finally {
        if ($null -eq $made -and $old.Count -gt 0) {
            $back = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Store -ArgumentList @('Remote Desktop', 'LocalMachine')
            $back.Open('ReadWrite')
            try { foreach ($one in $old) { $back.Add($one) } } finally { $back.Close() }
        }
        if ($disabled) {
            Stop-Service -Name SessionEnv -Force -NoWait
            Set-Service -Name SessionEnv -StartupType Disabled
        }
    }
    if ($null -eq $made) { throw 'Windows made no certificate; what was in its store is back there' }
}

$result = @{ schema = 1; script = 'own-certificate-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-Own
    if ($Phase -eq 'Repair') {
        Grant-Key
        Update-Certificate
    }
    # One that still lasts is left alone.
    if ($Phase -eq 'Renew' -and $null -eq (Get-Fresh)) { Update-Certificate }
    if ($Phase -eq 'Revert') {
        # The certificate that Windows made stays: the one before it was of no use to anybody. Only rights that are still as this script set them are its own to take back.
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        if ($captured.keyFile -and $result.before.acl -ne '' -and $result.before.acl -ne $captured.acl -and (Test-Granted)) {
            if ([string]$captured.acl -eq '') { throw 'the rights on the key file could not be read before; they are left as Windows sets them' }
            $acl = New-Object -TypeName System.Security.AccessControl.FileSecurity
            $acl.SetSecurityDescriptorSddlForm([string]$captured.acl, $access)
            $result.changed = $true
            Write-Rights -Wanted $acl
        }
    }
    $result.after = Read-Own
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
