using System.Text.Json;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>A script to check.</summary>
public sealed record PowerShellScript(string Name, string Text);

/// <summary>What breaks a rule, and where.</summary>
public sealed record PowerShellFinding(int Line, int Column, string Rule, string Message);

/// <summary>Checks scripts for Windows PowerShell 5.1 by their syntax trees.</summary>
public static class PowerShell
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Findings by the name of the script, as <c>name:line:column: rule: message</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Check(IEnumerable<PowerShellScript> scripts)
    {
        var output = NodePackages.RunScript("pwsh.mjs", JsonSerializer.Serialize(new { scripts }, Format));
        return JsonSerializer.Deserialize<Checked[]>(output, Format)!.ToDictionary(
            c => c.Name, IReadOnlyList<string> (c) => [.. c.Findings.Select(f => $"{c.Name}:{f.Line}:{f.Column}: {f.Rule}: {f.Message}")], StringComparer.Ordinal);
    }

    private sealed record Checked(string Name, IReadOnlyList<PowerShellFinding> Findings);
}
