namespace RdpMedic.House.Tests.Scripts;

/// <summary>Every committed script is one that Windows PowerShell 5.1 can read, uses only commands and parameters that it has, and keeps the rules for what runs as SYSTEM.</summary>
public sealed class CommittedScripts
{
    [Fact]
    public void Every_committed_script_is_for_Windows_PowerShell_and_keeps_the_rules()
    {
        var scripts = Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".ps1", StringComparison.Ordinal)).ToList();

        scripts.ShouldNotBeEmpty();
        Rule.Holds(PowerShell.Check(scripts.Select(f => new PowerShellScript(f, Repository.Read(f)))).Values.SelectMany(f => f), "Scripts run as SYSTEM under Windows PowerShell 5.1 (rules: tests/Node/pwsh-rules.mjs):");
    }
}
