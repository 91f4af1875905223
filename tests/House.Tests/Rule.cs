namespace RdpMedic.House.Tests;

/// <summary>Says what breaks a rule, all of it, and how to comply.</summary>
public static class Rule
{
    public static void Holds(IEnumerable<string> violations, string howToComply)
    {
        var found = violations.Distinct(StringComparer.Ordinal).ToList();
        found.ShouldBeEmpty($"{howToComply}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", found)}{Environment.NewLine}");
    }
}
