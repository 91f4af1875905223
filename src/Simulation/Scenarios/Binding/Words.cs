using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>Values in the words of a scenario.</summary>
public static class Words
{
    public static string Of(object? value, DateTimeOffset start) => value switch
    {
        null => "nothing",
        bool flag => flag ? "true" : "false",
        string { Length: 0 } => "''",
        string text => text,
        TimeSpan time => Times.Said(time),
        DateTimeOffset moment when (moment - start).Duration() < TimeSpan.FromDays(4000) => moment == start ? "now" : (moment > start ? "+" : "") + Times.Said(moment - start),
        DateTimeOffset moment => moment.ToString("u", CultureInfo.InvariantCulture),
        IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Select(one => Of(one, start)))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>As they are written.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Enum> words) => [.. words.Select(word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()))];

    /// <summary>A property's name as a field.</summary>
    public static string Field(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
