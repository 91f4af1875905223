# rdpmedic-script: service-repair
# Starts or restarts a service that sign-ins depend on and whose restart ends no session. TermService has a script of its own.
# Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Start', 'Restart', 'Resync', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [Parameter(Mandatory = $true)][ValidateSet('SessionEnv', 'UmRdpService', 'RDAgentBootLoader', 'frxsvc', 'ProfSvc', 'AppReadiness', 'Netlogon', 'W32Time', 'Dhcp')][string]$Service,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Start-Service waits for as long as a service says that it is about to; one that hangs would keep the result from being printed.
$patience = [TimeSpan]::FromSeconds(60)

# The start modes that Windows and the agents come with; a disabled service gets its own back.
$usual = @{ SessionEnv = 'Manual'; UmRdpService = 'Manual'; RDAgentBootLoader = 'Automatic'; frxsvc = 'Automatic'; ProfSvc = 'Automatic'; AppReadiness = 'Manual'; Netlogon = 'Automatic'; W32Time = 'Manual'; Dhcp = 'Automatic' }

function Read-Service {
    $found = Get-CimInstance -ClassName Win32_Service -Filter "Name='$Service'"
    if ($null -eq $found) { throw "there is no service $Service" }
    return @{ state = [string]$found.State; start = [string]$found.StartMode }
}

function Start-It {
    $it = Get-Service -Name $Service
    if ($it.Status -eq 'Stopped') { $it.Start() }
    $it.WaitForStatus('Running', $patience)
}

function Stop-It {
    $it = Get-Service -Name $Service
    if ($it.Status -ne 'Stopped') { Stop-Service -Name $Service -Force -NoWait }
    $it.WaitForStatus('Stopped', $patience)
}

$result = @{ schema = 1; script = 'service-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Read-Service
    if ($Phase -eq 'Start' -or $Phase -eq 'Restart' -or $Phase -eq 'Resync') {
        if ($result.before.start -eq 'Disabled') {
            $result.changed = $true
            Set-Service -Name $Service -StartupType $usual[$Service]
        }
        # Profiles and sign-ins hang on these two; they are started when they are down, and never taken away from under somebody.
        if ($Phase -eq 'Restart' -and $Service -ne 'ProfSvc' -and $Service -ne 'frxsvc') {
            $result.changed = $true
            Stop-It
        }
        if ((Get-Service -Name $Service).Status -ne 'Running') {
            $result.changed = $true
            Start-It
        }
        if ($Phase -eq 'Resync') {
            if ($Service -ne 'W32Time') { throw 'only the time service can be synchronised' }
            $result.changed = $true
            $said = @(w32tm.exe /resync /force)
            if ($LASTEXITCODE -ne 0) { throw "w32tm ended with $LASTEXITCODE`: $said" }
        }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        if ($captured.state -eq 'Stopped' -and (Get-Service -Name $Service).Status -ne 'Stopped') {
            $result.changed = $true
            Stop-It
        }
        if ($captured.start -ne $result.before.start) {
            $result.changed = $true
            $mode = switch ($captured.start) {
                'Auto' { 'Automatic' }
                'Disabled' { 'Disabled' }
                default { 'Manual' }
            }
            Set-Service -Name $Service -StartupType $mode
        }
    }
    $result.after = Read-Service
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
