using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RdpMedic.Healing.Repairs;

/// <summary>The PowerShell scripts that this build carries, by the name in their first line (<c># rdpmedic-script: name</c>).</summary>
public static partial class ScriptLibrary
{
    private static readonly FrozenDictionary<string, string> Texts = Load();

    public static IReadOnlyCollection<string> Names => Texts.Keys;

    /// <exception cref="KeyNotFoundException">No script has that name: a bug in a plan.</exception>
    public static string Text(string name) => Texts.TryGetValue(name, out var text) ? text : throw new KeyNotFoundException($"No script is named {name}.");

    /// <summary>SHA-256 of the text, lower-case hexadecimal; published so that a security team can allow exactly these.</summary>
    public static string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(name))));

    /// <summary>The parameters that a script declares; Run Command hands over no others, because PowerShell refuses a name that it does not know.</summary>
    public static IReadOnlySet<string> Parameters(string name)
    {
        var text = Text(name);
        var end = text.IndexOf("\nSet-StrictMode", StringComparison.Ordinal);
        return Declared().Matches(text[..end]).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, string> Load()
    {
        var assembly = typeof(ScriptLibrary).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".ps1", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var text = reader.ReadToEnd().ReplaceLineEndings("\n");
            var header = Header().Match(text);
            if (!header.Success) throw new InvalidOperationException($"{resource} does not begin with '# rdpmedic-script: name'.");
            texts.Add(header.Groups["name"].Value, text);
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    [GeneratedRegex("\\[string\\]\\$(?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex("\\A# rdpmedic-script: (?<name>[a-z-]+)\n", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Header();
}
