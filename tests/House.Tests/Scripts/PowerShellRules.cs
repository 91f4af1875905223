namespace RdpMedic.House.Tests.Scripts;

/// <summary>Each rule of tests/Node/pwsh-rules.mjs turns red on a script that breaks it, and stays quiet on one that does not.</summary>
public sealed class PowerShellRules
{
    private const string Beginning = "Set-StrictMode -Version Latest\n";
    private const string Ending = "\nWrite-Output (ConvertTo-Json -InputObject @{ ok = $true } -Compress)";

    /// <summary>Stands in line 2 of a script that is right otherwise, and what is said of it.</summary>
    private static readonly Dictionary<string, string> Wrong = new(StringComparer.Ordinal)
    {
        ["if ((Get-Item -Path 'a') { 'b' }"] = "2:1: syntax: cannot be read: if ((Get-Item",
        ["$a = 'b"] = "2:5: syntax: cannot be read: 'b",
        ["$a = $true ? 1 : 2"] = "2:6: powershell-7: '?:'",
        ["$a = $b ?? 2"] = "2:6: powershell-7: '??'",
        ["$a ??= 2"] = "2:4: powershell-7: '??='",
        ["Get-Item -Path 'a' && Get-Item -Path 'b'"] = "2:20: powershell-7: '&&'",
        ["Get-Item -Path 'a' || Get-Item -Path 'b'"] = "2:20: powershell-7: '||'",
        ["$a = gci -Path 'b'"] = "2:6: alias: 'gci' is an alias of Get-ChildItem",
        ["$a = @(1) | ? { $_ }"] = "2:13: alias: '?' is an alias of Where-Object",
        ["$a = @(1) | % { $_ }"] = "2:13: alias: '%' is an alias of ForEach-Object",
        ["Get-Item -Path 'a' -ea Stop"] = "2:20: alias: '-ea' is an alias of the parameter -ErrorAction",
        ["Get-Item -LiteralPath 'a' -Recurse"] = "2:27: unknown-parameter: Get-Item has no parameter -Recurse",
        ["Get-Item -Pa 'a'"] = "2:10: unknown-parameter: Get-Item has no parameter -Pa",
        ["Get-ChildItem -Path 'a' -DeleteKey"] = "2:25: unknown-parameter: Get-ChildItem has no parameter -DeleteKey",
        ["ConvertFrom-Json -InputObject '{}' -AsHashtable"] = "2:36: unknown-parameter: ConvertFrom-Json has no parameter -AsHashtable",
        ["Get-Uptime"] = "2:1: unknown-command: Windows PowerShell 5.1 has no command 'Get-Uptime'",
        ["function Get-Own { 'a' }; Get-Own -Name 'b'"] = "2:35: unknown-parameter: Get-Own has no parameter -Name",
        ["sc config TermService start= demand"] = "2:1: alias: 'sc' is an alias of Set-Content",
        ["wmic os get version"] = "2:1: wmic: ",
        ["& 'wmic.exe' os"] = "2:3: wmic: ",
        ["Start-Process -FilePath wmic"] = "2:25: wmic: ",
        ["& $command"] = "2:1: hidden-command: ",
        ["& \"C:\\$name.exe\""] = "2:1: hidden-command: ",
        [". .\\other.ps1"] = "2:1: hidden-command: ",
        ["Get-Item @arguments"] = "2:10: hidden-parameter: parameters behind @arguments",
        ["Invoke-Expression -Command \"Get-Item $name\""] = "2:1: pasted-code: ",
        ["Invoke-Expression -Command ('Get-Item ' + $name)"] = "2:1: pasted-code: ",
        ["Invoke-Expression -Command ('Get-Item {0}' -f $name)"] = "2:1: pasted-code: ",
        ["Invoke-Expression -Command $text"] = "2:1: pasted-code: ",
        ["$text | Invoke-Expression"] = "2:9: pasted-code: ",
        ["$a = [scriptblock]::Create(\"Get-Item $name\")"] = "2:6: pasted-code: ",
        ["$a = [System.Management.Automation.ScriptBlock]::Create($text)"] = "2:6: pasted-code: ",
        ["$ExecutionContext.InvokeCommand.InvokeScript(\"Get-Item $name\")"] = "2:1: pasted-code: ",
        ["$a = [System.Math]::Clamp(1, 2, 3)"] = "2:6: unknown-member: the .NET Framework's System.Math has no static member Clamp",
        ["$a = [Convert]::ToHexString(@(1))"] = "2:6: unknown-member: the .NET Framework's Convert has no static member ToHexString",
        ["$a = [System.Text.Encoding]::Utf9.GetBytes('a')"] = "2:6: unknown-member: the .NET Framework's System.Text.Encoding has no static member Utf9",
        ["$a = [System.Text.Json.JsonDocument]::Parse('{}')"] = "2:7: unknown-type: the .NET Framework has no type System.Text.Json.JsonDocument",
        ["$a = [System.Collections.Generic.PriorityQueue[string, int]]::new()"] = "2:7: unknown-type: ",
        ["$a = New-Object -TypeName System.Net.Sockets.TcpClinet"] = "2:27: unknown-type: ",
        ["powershell.exe -Command 'Get-Item'"] = "2:1: pasted-code: powershell.exe runs text as code",
    };

    /// <summary>What is allowed in line 2.</summary>
    private static readonly string[] Right =
    [
        "Get-Item -Path 'a' -ErrorAction SilentlyContinue | Remove-Item -DeleteKey",
        "Set-ItemProperty -Path 'HKLM:\\a' -Name 'b' -Type DWord -Value 1",
        "function Get-Own {\n    param([string]$Name)\n    return $Name\n}\nGet-Own -Name 'b'",
        "function Get-Own {\n    [CmdletBinding()]\n    param([string]$Name)\n    return $Name\n}\nGet-Own -Name 'b' -ErrorAction Stop",
        "sc.exe config TermService start= demand",
        "$a = @(1) | Where-Object -FilterScript { $_ -gt 0 }",
        "& { 'a' }",
        "$a = [scriptblock]::Create('Get-Date')",
        "$a = [System.Security.Principal.SecurityIdentifier]::new('S-1-5-20')",
        "$a = [System.Text.Encoding]::UTF8.GetString([byte[]]@(65)) + [Math]::PI",
        "$a = [System.Collections.Generic.Dictionary[string, System.Int32[]]]::new()",
        "$a = [Environment+SpecialFolder]::System",
        "$a = [pscustomobject][ordered]@{ b = 1 }",
        "$a = New-Object -TypeName System.Net.Sockets.TcpClient -ArgumentList @('a', 1)",
        "# wmic, gci and $a ? 1 : 2 are gone",
        "Write-Verbose -Message \"wmic is not called, $a && $b neither\"",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> Checked = new(() => PowerShell.Check(
        Wrong.Keys.Concat(Right).Select(line => new PowerShellScript(line, Beginning + line + Ending)).Concat(
        [
            new("no strict mode", "$a = Get-Item -Path 'a'" + Ending),
            new("lax strict mode", "Set-StrictMode -Version 2.0" + Ending),
            new("late strict mode", "$a = Get-Item -Path 'a'\n" + Beginning + Ending),
            new("no ending", Beginning + "Write-Output 'done'"),
            new("two lines", Beginning + "Write-Output (ConvertTo-Json -InputObject @{ ok = $true })"),
            new("something after the result", Beginning + Ending + "\nGet-Item -Path 'a'"),
        ])));

    public static TheoryData<string, string> WrongLines => new(Wrong.Select(w => (w.Key, w.Value)));

    public static TheoryData<string> RightLines => [.. Right];

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void A_line_that_breaks_a_rule_is_reported_with_its_place(string line, string finding) =>
        Checked.Value[line].ShouldContain(f => f.StartsWith($"{line}:{finding}", StringComparison.Ordinal), string.Join('\n', Checked.Value[line]));

    [Theory]
    [MemberData(nameof(RightLines))]
    public void A_line_that_keeps_the_rules_is_passed(string line) => Checked.Value[line].ShouldBeEmpty();

    [Theory]
    [InlineData("no strict mode", "1:6: strict-mode: ")]
    [InlineData("lax strict mode", "1:1: strict-mode: ")]
    [InlineData("late strict mode", "1:6: strict-mode: ")]
    [InlineData("no ending", "2:1: ending: ")]
    [InlineData("two lines", "2:1: ending: ")]
    [InlineData("something after the result", "4:1: ending: ")]
    public void A_script_without_its_beginning_or_ending_is_reported(string script, string finding) =>
        Checked.Value[script].ShouldHaveSingleItem().ShouldStartWith($"{script}:{finding}");
}
