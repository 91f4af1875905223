using System.Globalization;
using System.Text;
using RdpMedic.Healing.Codes;

namespace RdpMedic.Cli.Codes;

/// <summary>An explanation for a terminal.</summary>
internal static class CodeText
{
    public static string Of(CodeExplanation explanation)
    {
        var text = new StringBuilder().AppendLine($"Read as {explanation.Understood}.");
        if (explanation.Readings.Count == 0) text.AppendLine("Not known here. An unknown code points to no cause; look at the server's event log of that minute.");
        var places = explanation.Readings.Select(reading => reading.Place).Distinct(StringComparer.Ordinal).Count();
        if (places > 1 && !explanation.IsPair) text.AppendLine("It is ambiguous: which reading holds depends on where it was seen.");
        foreach (var reading in explanation.Readings) Add(text, reading);
        if (explanation.Hint is { } hint) text.AppendLine(hint);
        return text.ToString();
    }

    private static void Add(StringBuilder text, CodeReading reading)
    {
        text.AppendLine().AppendLine($"{reading.Place}: {string.Join("  ", Names(reading))}");
        text.AppendLine($"  {reading.Meaning}{(reading.Fault ? "" : " No fault by itself.")}");
        foreach (var candidate in reading.Candidates)
        {
            text.AppendLine($"  could be {candidate.Failure}: {candidate.Cause}").AppendLine($"      told apart by: {candidate.ToldApartBy}");
        }

        if (reading.Never is { } never) text.AppendLine($"  beware: {never}");
        text.AppendLine($"  known: {CodeKinds.Name(reading.Known)}{(reading.Verdict is { } verdict ? $"; checked: {verdict.ToString().ToLowerInvariant()}" : "")}; source: {reading.Source}");
    }

    /// <summary>A claim may cover many numbers; five are enough to recognise it.</summary>
    private static IEnumerable<string> Names(CodeReading reading)
    {
        if (reading.Provider is { } provider) yield return $"{provider}, {reading.Channel ?? "no channel"}";
        if (reading.Symbol is { } symbol) yield return symbol;
        foreach (var number in reading.Numbers.Take(5)) yield return Written(reading.Kind, number);
        if (reading.Numbers.Count > 5) yield return $"and {reading.Numbers.Count - 5} more";
    }

    /// <summary>Events and health checks are counted in decimal only.</summary>
    private static string Written(CodeKind kind, CodeValue number) => kind is CodeKind.WindowsEvent or CodeKind.AvdAgentEvent or CodeKind.AvdHealthCheck or CodeKind.AvdError
        ? number.Decimal.ToString(CultureInfo.InvariantCulture)
        : $"{number.Hex} ({number.Signed ?? number.Decimal})";
}
