using System.Text.RegularExpressions;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Replaces <c>%Name%</c> by app settings. A nested name may be written with <c>:</c> or <c>__</c>, as in configuration.</summary>
internal sealed partial class SettingExpressions(IReadOnlyDictionary<string, string> settings)
{
    private readonly Dictionary<string, string> byName = settings
        .GroupBy(pair => Plain(pair.Key), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The text with every expression replaced; settings that are missing are added to <paramref name="missing"/>.</summary>
    public string Resolve(string text, ICollection<string> missing) => Expression().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        if (byName.TryGetValue(Plain(name), out var value))
        {
            return value;
        }

        missing.Add(name);
        return match.Value;
    });

    private static string Plain(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
