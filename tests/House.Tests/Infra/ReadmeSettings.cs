using RdpMedic.Functions.Settings;

namespace RdpMedic.House.Tests.Infra;

/// <summary>The README tells of every setting that the code reads.</summary>
public sealed class ReadmeSettings
{
    [Fact]
    public void Every_setting_stands_in_the_table_of_the_README()
    {
        var readme = Repository.Read("README.md");
        var table = readme[readme.IndexOf("## Settings", StringComparison.Ordinal)..];
        Rule.Holds(AppSettings.Names.Select(name => name.Replace(":", "__", StringComparison.Ordinal)).Where(name => !table.Contains($"`{name}`", StringComparison.Ordinal)), "Tell what it does and its default in README.md:");
    }
}
