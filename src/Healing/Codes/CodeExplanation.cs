using System.Globalization;
using System.Text.Json.Serialization;
using RdpMedic.Healing.Failures;

namespace RdpMedic.Healing.Codes;

/// <summary>A cause that a code fits, and what tells it from the others.</summary>
/// <param name="ToldApartBy">The evidence to look for.</param>
public sealed record CodeCandidate(FailureId Failure, string Cause, string ToldApartBy);

/// <summary>A number of 32 bits, written both ways.</summary>
/// <param name="Signed">As logs print an HRESULT; null when that is the same as <paramref name="Decimal"/>.</param>
public sealed record CodeValue(string Hex, long Decimal, int? Signed)
{
    public static CodeValue Of(uint number) => new(string.Create(CultureInfo.InvariantCulture, $"0x{number:X}"), number, number > int.MaxValue ? unchecked((int)number) : null);
}

/// <summary>One way to read what was asked.</summary>
/// <param name="Place">The kind in words.</param>
/// <param name="Weight">False: no diagnosis rests on it.</param>
/// <param name="Numbers">Empty for names and texts.</param>
public sealed record CodeReading(
    CodeKind Kind, string Place, IReadOnlyList<CodeValue> Numbers, string? Symbol, string? Provider, string? Channel, string Meaning, bool Fault, Knowledge Known, bool Weight, Verdict? Verdict,
    IReadOnlyList<CodeCandidate> Candidates, string? Never, string Source);

/// <summary>
/// Everything that the catalogue says about what was asked: every reading, each with its place. An unknown code has no reading, which is an answer; what cannot be understood has a problem instead.
/// </summary>
/// <param name="Asked">As it was typed.</param>
/// <param name="Understood">Null with a problem.</param>
/// <param name="Hint">What to ask instead, when there is no reading.</param>
/// <param name="Problem">Why it is neither a number, a pair, a name nor a text.</param>
public sealed record CodeExplanation(string Asked, string? Understood, IReadOnlyList<CodeReading> Readings, string? Hint, string? Problem)
{
    /// <summary>The readings are halves of one pair, not alternatives.</summary>
    [JsonIgnore]
    public bool IsPair { get; init; }

    public static CodeExplanation Of(string asked)
    {
        if (CodeQuestion.Read(asked, out var problem) is not { } question) return new(asked, null, [], null, problem);
        var found = question.Parts.SelectMany(Find).ToList();
        if (question.IsPair && CodeCatalogue.OfPair(question.Parts[0].Number!.Value, question.Parts[1].Number!.Value) is { } together) found.Insert(0, together);
        return new(asked, question.Understood, [.. found.Distinct().Select(Read)], found.Count == 0 ? HintFor(asked.Trim(), question) : null, null) { IsPair = question.IsPair };
    }

    private static IEnumerable<Code> Find(CodePart part)
    {
        if (part.Number is not { } number)
        {
            var named = part.Symbol is { } symbol ? CodeCatalogue.OfSymbol(symbol) : [];
            return named.Count > 0 || part.Text is null ? named : CodeCatalogue.OfText(part.Text);
        }

        return CodeCatalogue.OfNumber(number).Where(code =>
            (part.Only.Count == 0 || part.Only.Contains(code.About ?? code.Kind))
            && (part.Provider is null || CodeCatalogue.From(code, part.Provider))
            && (part.Symbol is null || CodeQuestion.Tells(code, part.Symbol)));
    }

    private static CodeReading Read(Code code) => new(
        code.Kind, CodeKinds.Name(code.Kind), [.. code.Numbers.Select(CodeValue.Of)], code.Symbol, code.Provider, code.Channel, code.Meaning, code.Fault, code.Known, code.HasWeight, code.Verdict,
        [.. code.Candidates.Select(id => new CodeCandidate(id, FailureIds.All.First(named => named.Id == id.Value).Cause, TellApart.By(id)))], code.Never, code.Source);

    /// <summary>The usual slips: hexadecimal digits without 0x, and TermDD's leading D.</summary>
    private static string? HintFor(string asked, CodeQuestion question)
    {
        if (question.Parts is not [{ Number: { } number } part]) return null;
        if (part.Only.Count > 0 && CodeCatalogue.OfNumber(number).Count > 0) return $"Elsewhere {CodeNumber.Show(number)} is known: ask for the number alone.";
        if (number >> 28 == 0xD && CodeCatalogue.OfNumber((number & 0x0FFFFFFF) | 0xC0000000).Count > 0) return string.Create(CultureInfo.InvariantCulture, $"TermDD 56 writes D for C: ask for 0x{(number & 0x0FFFFFFF) | 0xC0000000:X}.");
        return CodeNumber.TryRead($"0x{asked}", out var hexadecimal) && CodeCatalogue.OfNumber(hexadecimal).Count > 0 ? $"As a hexadecimal number it is known: ask for 0x{asked}." : null;
    }
}
