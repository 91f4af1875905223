# rdpmedic-script: termservice-repair
# Brings the Remote Desktop services back. Windows PowerShell 5.1, SYSTEM. Safe to run twice. Prints one line of compact JSON last.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Capture', 'Start', 'Restart', 'Account', 'Revert')][string]$Phase,
    [Parameter(Mandatory = $true)][string]$Nonce,
    [string]$State = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# In the order in which they are started: UmRdpService depends on TermService.
$names = @('SessionEnv', 'TermService', 'UmRdpService')

# Start-Service and Stop-Service wait for as long as a service says that it is about to; a service that hangs would keep the result from being printed.
$patience = [TimeSpan]::FromSeconds(60)

function Get-RdpService {
    $found = @{}
    foreach ($name in $names) {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='$name'"
        if ($null -ne $service) {
            $found[$name] = @{ state = [string]$service.State; start = [string]$service.StartMode }
            if ($name -eq 'TermService') { $found[$name].account = [string]$service.StartName; $found[$name].type = [string]$service.ServiceType }
        }
    }
    return $found
}

function Get-SessionCount {
    # Win32_LogonSession of type 10 outlives its session, so sessions are counted by what runs in them: a logon under way (userinit), the host of every user's
    # session, whatever its shell is (sihost), a shell, a RemoteApp shell, or the clipboard.
    $filter = "(Name='userinit.exe' OR Name='sihost.exe' OR Name='explorer.exe' OR Name='rdpshell.exe' OR Name='rdpclip.exe') AND SessionId<>0"
    return @(Get-CimInstance -ClassName Win32_Process -Filter $filter | Select-Object -Property SessionId -Unique).Count
}

function Start-Rdp {
    param([string]$Name)
    $service = Get-Service -Name $Name
    if ($service.Status -eq 'Stopped') { $service.Start() }
    $service.WaitForStatus('Running', $patience)
}

function Stop-Rdp {
    param([string]$Name)
    $service = Get-Service -Name $Name
    if ($service.Status -ne 'Stopped') { Stop-Service -Name $Name -Force -NoWait }
    $service.WaitForStatus('Stopped', $patience)
}

function Set-Rdp {
    # Win32_Service.Change: what is not given stays. It answers 0, or why not.
    param([hashtable]$Values)
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='TermService'"
    $answer = Invoke-CimMethod -InputObject $service -MethodName Change -Arguments $Values
    if ($answer.ReturnValue -ne 0) { throw "Win32_Service.Change answered $($answer.ReturnValue)" }
}

function Set-OwnProcess {
    if ((Get-CimInstance -ClassName Win32_Service -Filter "Name='TermService'").ServiceType -eq 'Own Process') { return }
    # 16: a process of its own; it counts from the next start on.
    $result.changed = $true
    Set-Rdp -Values @{ ServiceType = [byte]16 }
}

function Stop-RdpProcess {
    # A service that does not stop is ended by its process, but only when nothing else lives in there.
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='TermService'"
    if ($service.ProcessId -eq 0) { return }
    $others = @(Get-CimInstance -ClassName Win32_Service -Filter "ProcessId=$($service.ProcessId)" | Where-Object -FilterScript { $_.Name -ne 'TermService' })
    if ($others.Count -gt 0) { throw "its process hosts $($others[0].Name) too; only a restart of the machine ends it" }
    $result.changed = $true
    Stop-Process -Id $service.ProcessId -Force
    (Get-Service -Name TermService).WaitForStatus('Stopped', $patience)
}

$result = @{ schema = 1; script = 'termservice-repair'; phase = $Phase; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    $result.before = Get-RdpService
    if ($Phase -ne 'Capture' -and $Phase -ne 'Revert') {
        if ($Phase -eq 'Restart' -and (Get-SessionCount) -gt 0) {
            throw 'there are sessions; a restart would end them'
        }
        if (-not $result.before.ContainsKey('TermService')) { throw 'there is no TermService' }
        if ($result.before.TermService.start -eq 'Disabled') {
            $result.changed = $true
            Set-Service -Name TermService -StartupType Manual
        }
        if ($Phase -eq 'Account') {
            # The account that Windows gives it; it has no password.
            $result.changed = $true
            Set-Rdp -Values @{ StartName = 'NT AUTHORITY\NetworkService'; StartPassword = '' }
        }
        if ($Phase -eq 'Restart') {
            $result.changed = $true
            try { Stop-Rdp -Name TermService }
            catch {
                Stop-RdpProcess
                Set-OwnProcess
            }
        }
        foreach ($name in $names) {
            # Hardened images disable the two companions on purpose, and RDP does without them.
            if ($name -ne 'TermService' -and ((-not $result.before.ContainsKey($name)) -or $result.before[$name].start -eq 'Disabled')) { continue }
            if ((Get-Service -Name $name).Status -eq 'Running') { continue }
            $result.changed = $true
            try { Start-Rdp -Name $name }
            catch {
                if ($name -ne 'TermService') { continue }
                if ($Phase -ne 'Restart') { throw }
                # What shares its process may be what it fails on.
                Set-OwnProcess
                Start-Rdp -Name $name
            }
        }
    }
    if ($Phase -eq 'Revert') {
        $captured = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($State)) | ConvertFrom-Json
        for ($index = $names.Count - 1; $index -ge 0; $index--) {
            $name = $names[$index]
            $was = $captured.PSObject.Properties[$name]
            if ($null -eq $was) { continue }
            if ($was.Value.state -eq 'Stopped' -and (Get-Service -Name $name).Status -ne 'Stopped') {
                if ($name -ne 'SessionEnv' -and (Get-SessionCount) -gt 0) { throw 'there are sessions; stopping the service would end them' }
                $result.changed = $true
                Stop-Rdp -Name $name
            }
            $mode = switch ($was.Value.start) {
                'Auto' { 'Automatic' }
                'Disabled' { 'Disabled' }
                default { 'Manual' }
            }
            if ($result.before[$name].start -ne $was.Value.start) {
                $result.changed = $true
                Set-Service -Name $name -StartupType $mode
            }
        }
        $service = $captured.TermService
        if ($null -ne $service.PSObject.Properties['type'] -and $service.type -eq 'Share Process' -and $result.before.TermService.type -eq 'Own Process') {
            # 32: a process that it shares; it counts from its next start on.
            $result.changed = $true
            Set-Rdp -Values @{ ServiceType = [byte]32 }
        }
        if ($null -ne $service.PSObject.Properties['account'] -and $service.account -ne $result.before.TermService.account) {
            # Any other account has a password, which nobody here knows.
            if (@('LocalSystem', 'NT AUTHORITY\LocalService') -notcontains $service.account) { throw "the account $($service.account) can only be given back by somebody who knows its password" }
            $result.changed = $true
            Set-Rdp -Values @{ StartName = [string]$service.account; StartPassword = '' }
        }
    }
    $result.after = Get-RdpService
    $result.ok = $true
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
