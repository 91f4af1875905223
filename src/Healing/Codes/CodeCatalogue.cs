namespace RdpMedic.Healing.Codes;

/// <summary>Every code that the product knows, in one place. Tables lie beside it by family; to add a code, add a row.</summary>
public static class CodeCatalogue
{
    public static IReadOnlyList<Code> All { get; } =
    [
        .. ClientDisconnects.All, .. ClientExtended.All, .. ProtocolErrors.All, .. ClientTexts.All, .. SecurityStatuses.All, .. LogonStatuses.All, .. HandshakeAndServices.All,
        .. AvdErrors.All, .. AvdHosts.All, .. AvdAgentEvents.All, .. RemoteDesktopEvents.All, .. SystemEvents.All, .. ArticleClaims.All,
    ];

    /// <summary>What has this number, by place. A number of the protocol range that nobody assigned is said to be that, last of all but the claims.</summary>
    public static IReadOnlyList<Code> OfNumber(uint number)
    {
        var found = All.Where(code => code.Kind != CodeKind.ClientPair && code.Numbers.Contains(number)).ToList();
        if (number is >= ProtocolErrors.First and <= ProtocolErrors.Last && !found.Exists(code => code.Kind == CodeKind.ClientExtended)) found.Add(ProtocolErrors.Unassigned(number));
        return [.. found.OrderBy(code => code.Kind == CodeKind.ArticleClaim).ThenBy(code => code.Symbol == ProtocolErrors.UnassignedSymbol).ThenBy(code => code.Kind)];
    }

    /// <summary>The pair of a disconnect reason and an extended one, where something can be said about both together.</summary>
    public static Code? OfPair(uint reason, uint extended) => All.FirstOrDefault(code => code.Kind == CodeKind.ClientPair && code.Numbers[0] == reason && code.Numbers[1] == extended);

    /// <summary>What bears this name; when nothing does, what has it as a part of its name.</summary>
    public static IReadOnlyList<Code> OfSymbol(string symbol)
    {
        var exact = All.Where(code => Named(code, symbol)).ToList();
        if (exact.Count > 0 || symbol.Length < 6) return exact;
        return [.. All.Where(code => code.Kind != CodeKind.ArticleClaim && code.Symbol?.Contains(symbol, StringComparison.OrdinalIgnoreCase) == true).Take(12)];
    }

    /// <summary>What a quoted text is recognised by, and codes whose whole name stands in it.</summary>
    public static IReadOnlyList<Code> OfText(string text)
    {
        var words = Words.Of(text);
        var quoted = Words.Count(words) >= 2;
        return [.. All.Where(code => code.Texts.Any(known => Words.Contains(words, Words.Of(known)) || (quoted && Words.Contains(Words.Of(known), words))) || (Distinct(code.Symbol) && Words.Contains(words, Words.Of(code.Symbol!))))
            .OrderBy(code => code.Kind == CodeKind.ArticleClaim).ThenBy(code => code.Kind)];
    }

    /// <summary>Whether events of such a provider are known; the words may be a part of its name.</summary>
    public static bool IsProvider(string words) => All.Any(code => From(code, words));

    /// <summary>Whether the code's provider is meant by these words.</summary>
    public static bool From(Code code, string words)
    {
        var wanted = Words.Of(words) switch { "scm" => "service control manager", "rcm" => "remoteconnectionmanager", "lsm" => "localsessionmanager", var other => other };
        return code.Provider is { } provider && wanted.Length >= 3 && Words.Of(provider).Contains(wanted, StringComparison.Ordinal);
    }

    private static bool Named(Code code, string name) => string.Equals(code.Symbol, name, StringComparison.OrdinalIgnoreCase) || code.Texts.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that no sentence has by chance.</summary>
    private static bool Distinct(string? symbol) => symbol is { Length: >= 8 } && !symbol.Contains(' ', StringComparison.Ordinal) && (symbol.Contains('_', StringComparison.Ordinal) || symbol.Skip(1).Any(char.IsAsciiLetterUpper));
}
