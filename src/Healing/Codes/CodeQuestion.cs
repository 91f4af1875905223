using System.Globalization;
using System.Text.RegularExpressions;

namespace RdpMedic.Healing.Codes;

/// <summary>One thing that was asked for: a number, a name or a text, and the places that it is asked about.</summary>
public sealed record CodePart
{
    public uint? Number { get; init; }

    /// <summary>A name, or the words inside an event that tell it from others of its number.</summary>
    public string? Symbol { get; init; }

    public string? Text { get; init; }

    /// <summary>Part of a provider's name.</summary>
    public string? Provider { get; init; }

    /// <summary>Empty: everywhere.</summary>
    public IReadOnlyList<CodeKind> Only { get; init; } = [];
}

/// <summary>What somebody typed or pasted, understood.</summary>
/// <param name="Understood">How it was understood, in words.</param>
/// <param name="Parts">What is asked for; two for a pair.</param>
/// <param name="IsPair">The parts are mstsc's two numbers.</param>
public sealed partial record CodeQuestion(string Understood, IReadOnlyList<CodePart> Parts, bool IsPair = false)
{
    /// <summary>What is longer is no code, and no sentence of a client.</summary>
    public const int Longest = 600;

    private static readonly CodeKind[] Events = [CodeKind.WindowsEvent, CodeKind.AvdAgentEvent];

    /// <summary>A word before a number that says where it belongs, the more particular first.</summary>
    private static readonly (string Word, CodeKind[] Kinds)[] Places =
    [
        ("extended", [CodeKind.ClientExtended]), ("ext", [CodeKind.ClientExtended]), ("extendeddisconnectreason", [CodeKind.ClientExtended]), ("errinfo", [CodeKind.ClientExtended]),
        ("discreason", [CodeKind.ClientDisconnect]), ("disconnect", [CodeKind.ClientDisconnect]), ("mstsc", [CodeKind.ClientDisconnect, CodeKind.ClientExtended]),
        ("check", [CodeKind.AvdHealthCheck]), ("healthcheck", [CodeKind.AvdHealthCheck]), ("healthcheckname", [CodeKind.AvdHealthCheck]), ("negotiation", [CodeKind.NegotiationFailure]),
        ("substatus", [CodeKind.LogonStatus]), ("status", [CodeKind.LogonStatus, CodeKind.SecurityStatus]), ("hresult", [CodeKind.GenericResult, CodeKind.SecurityStatus]),
        ("wvderrors", [CodeKind.AvdError, CodeKind.GenericResult]), ("avd", [CodeKind.AvdError, CodeKind.GenericResult]), ("start", [CodeKind.ServiceStart]), ("event", Events), ("eventid", Events),
    ];

    /// <summary>Reads it; null with a problem in one sentence when it is neither a number, a pair, a name nor a text.</summary>
    public static CodeQuestion? Read(string asked, out string problem)
    {
        problem = "";
        var text = Neutral().Replace(Spaces().Replace(asked.Trim().Trim('"', '“', '”', '\'', '`'), " ").Trim(), "");
        if (text.Length > Longest) problem = $"A code or a sentence has at most {Longest} characters.";
        else if (!text.Any(char.IsLetterOrDigit)) problem = "There is neither a number nor a word in it.";
        else if (Event().Match(text) is { Success: true, Index: 0 } named && Words.Count(Words.Of(text)) <= 2 && !text.Any(char.IsAsciiDigit)) problem = $"'{named.Value.Trim()}' wants a number, as in: event 1057.";
        if (problem.Length > 0) return null;
        return Numbers(text) ?? Qualified(text) ?? (Fault(text) is { } fault ? Refuse(fault, out problem) : Named(text));
    }

    /// <summary>One number, or two: side by side, or as mstsc's dialog words them.</summary>
    private static CodeQuestion? Numbers(string text)
    {
        if (CodeNumber.TryRead(text, out var only)) return new($"the number {CodeNumber.Show(only)}, everywhere", [new CodePart { Number = only }]);
        var dialog = Dialog().Match(text);
        var pair = dialog.Success ? dialog : Pair().Match(text);
        if (pair.Success && CodeNumber.TryRead(pair.Groups["one"].Value, out var one) && CodeNumber.TryRead(pair.Groups["two"].Value, out var two))
        {
            if (one == 4625) return new($"the status {CodeNumber.Show(two)} of event 4625", [new CodePart { Number = two, Only = [CodeKind.LogonStatus] }]);
            return new(
                $"mstsc's two numbers: disconnect reason {CodeNumber.Show(one)}, extended disconnect reason {CodeNumber.Show(two)}",
                [new CodePart { Number = one, Only = [CodeKind.ClientDisconnect] }, new CodePart { Number = two, Only = [CodeKind.ClientExtended] }, .. dialog.Success ? [new CodePart { Text = text }] : (CodePart[])[]], IsPair: true);
        }

        var logon = LogonPair().Match(text);
        return logon.Success && CodeNumber.TryRead(logon.Groups["two"].Value, out var status) ? new($"the status {CodeNumber.Show(status)} of event 4625", [new CodePart { Number = status, Only = [CodeKind.LogonStatus] }]) : null;
    }

    /// <summary>A number with words around it that say where it belongs.</summary>
    private static CodeQuestion? Qualified(string text)
    {
        var match = Around().Match(text);
        if (!match.Success || !CodeNumber.TryRead(match.Groups["number"].Value, out var number)) return null;
        var (before, after) = (match.Groups["before"].Value.Trim(' ', ':', '#', '=', '('), OfWord().Replace(match.Groups["after"].Value.Trim(' ', ':', '(', ')'), ""));
        var part = new CodePart { Number = number };
        if (before.Length > 0)
        {
            var place = Array.Find(Places, place => Words.Contains(Words.Of(before), place.Word));
            var provider = OfWord().Replace(Event().Replace(before, ""), "").Trim();
            if (Event().IsMatch(before) && provider.Length > 0 && !CodeCatalogue.IsProvider(provider)) return null;
            if (CodeCatalogue.IsProvider(provider)) part = part with { Provider = provider, Only = Events };
            else if (place.Kinds is not null) part = part with { Only = place.Kinds };
            else if (CodeCatalogue.OfSymbol(before) is { Count: > 0 }) return new($"the name {before}", [new CodePart { Symbol = before }]);
            else return null;
        }

        if (after.Length > 0 && CodeNumber.TryRead(after, out var second)) return new($"the numbers {CodeNumber.Show(number)} and {CodeNumber.Show(second)}", [part, new CodePart { Number = second }]);
        if (after.Length > 0 && CodeCatalogue.IsProvider(after)) part = part with { Provider = after, Only = Events };
        else if (after.Length > 0 && CodeCatalogue.OfNumber(number).Any(code => Tells(code, after))) part = part with { Symbol = after };
        else if (after.Length > 0) return null;
        var what = part.Only.SequenceEqual(Events) ? string.Create(CultureInfo.InvariantCulture, $"event {number}") : $"number {CodeNumber.Show(number)}";
        return new($"the {what}{Where(part)}", [part]);
    }

    /// <summary>Whether words pasted beside a number mean this one of the codes that have it.</summary>
    internal static bool Tells(Code code, string words) => code.Symbol is { } symbol && Words.Of(words) is { Length: > 3 } said && (Words.Contains(said, Words.Of(symbol)) || Words.Contains(Words.Of(symbol), said));

    private static CodeQuestion Named(string text) => text.Contains(' ', StringComparison.Ordinal) ? new("a quoted text", [new CodePart { Text = text }]) : new($"the name {text}", [new CodePart { Symbol = text, Text = text }]);

    /// <summary>What looks like a number and is none must not be looked up as a word.</summary>
    private static string? Fault(string text)
    {
        var words = text.Split([' ', '/', ',', ';', '(', ')', '+'], StringSplitOptions.RemoveEmptyEntries);
        var broken = Array.Find(words, word => word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !CodeNumber.TryRead(word, out _));
        if (broken is not null) return $"'{broken}' is no hexadecimal number of 32 bits.";
        if (words.Length == 1 && char.IsAsciiDigit(text.TrimStart('-', '+')[0]) && !CodeNumber.TryRead(words[0], out _)) return $"'{words[0]}' is neither a decimal number of 32 bits nor a hexadecimal one with 0x.";
        return words.Length > 0 && Array.TrueForAll(words, word => CodeNumber.TryRead(word, out _)) ? "Two numbers are a pair, as in 0x904/0x7; this is neither one number nor two." : null;
    }

    private static string Where(CodePart part) => part switch
    {
        { Provider: { } provider } => $" of {provider}",
        { Only.Count: > 0 } when !part.Only.SequenceEqual(Events) => $" as {string.Join(" or ", part.Only.Select(CodeKinds.Name))}",
        { Symbol: { } symbol } => $" with {symbol}",
        _ => "",
    };

    private static CodeQuestion? Refuse(string fault, out string problem)
    {
        problem = fault;
        return null;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    private const string Digits = "(0x[0-9a-f]+|[c-d8-9][0-9a-f]{7}|-?[0-9]+)";

    [GeneratedRegex("\\s+", Options, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex("^(the )?(error |status )?(code|number|error)[ :#=]+(?=0x|-?[0-9])(?!.*extended)", Options, 1000)]
    private static partial Regex Neutral();

    [GeneratedRegex($"^\\(?\\s*(?<one>{Digits})\\s*[/,;+]\\s*(?<two>{Digits})\\s*\\)?$|^\\(?\\s*(?<one>0x[0-9a-f]+) (?<two>0x[0-9a-f]+)\\s*\\)?$", Options, 1000)]
    private static partial Regex Pair();

    [GeneratedRegex($"(?<!extended )error code:?\\s*(?<one>{Digits}).{{0,80}}?extended error code:?\\s*(?<two>{Digits})", Options, 1000)]
    private static partial Regex Dialog();

    [GeneratedRegex($"^(event )?4625[\\s:(]+((sub ?)?status:? )?(?<two>{Digits})\\)?$", Options, 1000)]
    private static partial Regex LogonPair();

    [GeneratedRegex($"^(?<before>[a-z][a-z0-9 ._:#=-]*?[ :#=(])??(?<number>{Digits})(?<after>[ :(].*|\\))?$", Options, 1000)]
    private static partial Regex Around();

    [GeneratedRegex("\\bevent( ?id)?\\b", Options, 1000)]
    private static partial Regex Event();

    [GeneratedRegex("^(of|from|by|in|the) | (of|from|by|in)$", Options, 1000)]
    private static partial Regex OfWord();
}
