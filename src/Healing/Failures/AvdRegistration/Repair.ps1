# rdpmedic-script: registration-repair
# Registers the AVD agent with its pool anew. The token is a protected parameter: it is never printed, it is given to no command whose parameters module logging
# writes down, and it does not stay behind: a registration that fails takes back what it wrote before it ends. While it runs, a hash of the token lies beside
# it, so that an undo after a run that was cut off knows ours from somebody else's.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Register', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$Token = '',
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$agent = 'HKLM:\SOFTWARE\Microsoft\RDInfraAgent'
$agentKey = 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\RDInfraAgent'
$marks = 'HKLM:\SOFTWARE\RdpMedic'
$mark = 'RegistrationTokenHash'
$service = 'RDAgentBootLoader'

# Stopping and starting wait for as long as a service says that it is about to; one that hangs would keep the result from being printed.
$patience = [TimeSpan]::FromSeconds(60)

function Read-Agent {
    $item = Get-ItemProperty -Path $agent
    $registered = $null -ne $item.PSObject.Properties['IsRegistered'] -and [int]$item.IsRegistered -eq 1
    # Whether there is one, never which one.
    $token = $null -ne $item.PSObject.Properties['RegistrationToken'] -and [string]$item.RegistrationToken -ne ''
    $it = Get-CimInstance -ClassName Win32_Service -Filter "Name='$service'"
    if ($null -eq $it) { throw "there is no service $service" }
    return @{ registered = $registered; tokenPresent = $token; state = [string]$it.State; start = [string]$it.StartMode }
}

function Get-Token { return [string][Microsoft.Win32.Registry]::GetValue($agentKey, 'RegistrationToken', '') }

# Not Set-ItemProperty: its parameters may be logged.
function Set-Token([string]$Value) { [Microsoft.Win32.Registry]::SetValue($agentKey, 'RegistrationToken', $Value, [Microsoft.Win32.RegistryValueKind]::String) }

function Get-TokenHash([string]$Value) {
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return [System.BitConverter]::ToString($sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($Value))) }
    finally { $sha.Dispose() }
}

function Get-Mark {
    $item = Get-ItemProperty -Path $marks -Name $mark -ErrorAction SilentlyContinue
    if ($null -eq $item) { return '' }
    return [string]$item.$mark
}

function Remove-Mark {
    if ((Get-Mark) -ne '') { Remove-ItemProperty -Path $marks -Name $mark }
}

# Ours is what has the hash that we left; whatever else is there somebody else wrote.
function Test-Ours {
    $left = Get-Mark
    return $left -ne '' -and (Get-TokenHash (Get-Token)) -eq $left
}

function Get-Captured { return [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json }

function Restart-Agent {
    $it = Get-Service -Name $service
    if ($it.Status -ne 'Stopped') { Stop-Service -Name $service -Force -NoWait }
    $it.WaitForStatus('Stopped', $patience)
    $it.Start()
    $it.WaitForStatus('Running', $patience)
}

function Wait-Registered {
    # The agent answers within seconds; it empties the token when it has registered.
    for ($look = 0; $look -lt 18; $look++) {
        Start-Sleep -Seconds 5
        $now = Read-Agent
        if ($now.registered -and -not $now.tokenPresent) { return $true }
    }
    return $false
}

function Register-Agent($Captured) {
    $old = Get-Token
    $done = $false
    try {
        if (-not (Test-Path -Path $marks)) { $null = New-Item -Path $marks }
        Set-ItemProperty -Path $marks -Name $mark -Value (Get-TokenHash $Token) -Type String
        if ($Captured.start -eq 'Disabled') { Set-Service -Name $service -StartupType Automatic }
        Set-ItemProperty -Path $agent -Name IsRegistered -Value 0 -Type DWord
        Set-Token $Token
        Restart-Agent
        if (-not (Wait-Registered)) { throw 'the agent did not register within a minute and a half; what was written is taken back' }
        $done = $true
    }
    finally {
        if (-not $done) {
            if (Test-Ours) { Set-Token $old }
            if ($Captured.registered) { Set-ItemProperty -Path $agent -Name IsRegistered -Value 1 -Type DWord }
            if ($Captured.start -eq 'Disabled') { Set-Service -Name $service -StartupType Disabled }
        }
        # Not reached when taking back failed: then the undo finds the mark.
        Remove-Mark
        $result.changed = $done
    }
}

$result = @{ schema = 1; script = 'registration-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-Agent
    if ($Phase -eq 'Register') {
        if ($Token -notmatch '^[\w-]+\.[\w-]+\.[\w-]+$') { throw 'there is no token to register with' }
        $captured = Get-Captured
        # What is not as it was captured somebody is at work on: a host that registered meanwhile is not torn out again, and no token of others is overwritten.
        if ($captured.registered -or -not $result.before.registered) {
            if ($result.before.tokenPresent -and -not $captured.tokenPresent) { throw 'somebody put a token there in the meantime' }
            if ($result.before.start -ne $captured.start) { throw "somebody set the start mode of $service to $($result.before.start) in the meantime" }
            $result.changed = $true
            Register-Agent $captured
        }
    }
    if ($Phase -eq 'Revert' -and (Get-Mark) -ne '') {
        $captured = Get-Captured
        # A run of ours was cut off. A host that has registered stays registered; of one that has not, nothing of ours stays, and least of all the token.
        if (-not $result.before.registered) {
            $result.changed = $true
            if (Test-Ours) { Set-Token '' }
            if ($captured.registered) { Set-ItemProperty -Path $agent -Name IsRegistered -Value 1 -Type DWord }
            if ($captured.start -eq 'Disabled') { Set-Service -Name $service -StartupType Disabled }
        }
        Remove-Mark
    }
    $result.after = Read-Agent
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($Token -ne '') { $result.error = $result.error.Replace($Token, 'the token') }
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
