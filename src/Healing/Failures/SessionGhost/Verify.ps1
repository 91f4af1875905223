# rdpmedic-script: session-ghost-verify
# Is there still a session without a user whose logon process is older than five minutes? Reads only.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Nonce
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$result = @{ schema = 1; script = 'session-ghost-verify'; phase = 'Verify'; nonce = $Nonce; ok = $false; changed = $false; before = @{}; after = @{}; error = '' }
try {
    # A session that is reset takes some seconds to go.
    Start-Sleep -Seconds 10
    $limit = (Get-Date).AddMinutes(-5)
    $old = @(Get-CimInstance -ClassName Win32_Process -Filter "Name='winlogon.exe'" | Where-Object -FilterScript { $_.CreationDate -lt $limit } | ForEach-Object -Process { [int]$_.SessionId })
    $left = @(@(qwinsta.exe) | Where-Object -FilterScript { $_ -match '^[\s>](?<name>rdp-\S+)?\s{2,}(?<id>\d{1,5})\s' -and $old -contains [int]$Matches.id })
    $result.after = @{ stuck = $left.Count }
    $result.ok = $left.Count -eq 0
    if (-not $result.ok) { $result.error = "$($left.Count) sessions without a user are still there" }
}
catch {
    $result.error = [string]$_.Exception.Message
    if ($result.error.Length -gt 400) { $result.error = $result.error.Substring(0, 400) }
}
Write-Output (ConvertTo-Json -InputObject $result -Compress -Depth 5)
