# rdpmedic-script: registration-repair
# Registers the AVD agent with its pool anew. The token is a protected parameter: it is never printed, and it does not stay behind.
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

$result = @{ schema = 1; script = 'registration-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-Agent
    if ($Phase -eq 'Register') {
        if ($Token -notmatch '^[\w-]+\.[\w-]+\.[\w-]+$') { throw 'there is no token to register with' }
        $result.changed = $true
        if ($result.before.start -eq 'Disabled') { Set-Service -Name $service -StartupType Automatic }
        Set-ItemProperty -Path $agent -Name IsRegistered -Value 0 -Type DWord
        Set-ItemProperty -Path $agent -Name RegistrationToken -Value $Token -Type String
        Restart-Agent
        if (-not (Wait-Registered)) { throw 'the agent did not register within a minute and a half' }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        # A host that has registered stays registered; of one that has not, nothing of ours stays, and least of all the token.
        if (-not $result.before.registered) {
            $result.changed = $result.before.tokenPresent -or $captured.registered
            Set-ItemProperty -Path $agent -Name RegistrationToken -Value '' -Type String
            if ($captured.registered) { Set-ItemProperty -Path $agent -Name IsRegistered -Value 1 -Type DWord }
            if ($captured.start -eq 'Disabled' -and $result.before.start -ne 'Disabled') {
                $result.changed = $true
                Set-Service -Name $service -StartupType Disabled
            }
        }
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
