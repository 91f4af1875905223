using System.Globalization;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>
/// One entry that stands for several: <c>vm-{n}: {count: 12, ...}</c> is vm-01 to vm-12, and <c>{n}</c> and <c>{name}</c> in it are the number and the
/// name of each. A key without <c>{n}</c> gets the number at its end.
/// </summary>
internal static class Counting
{
    private const int Most = 400;

    public static IEnumerable<Entry> Each(Entry entry)
    {
        if (CountOf(entry) is not { } count) return [Named(entry, entry.Key.Text, "")];
        var digits = count.ToString(CultureInfo.InvariantCulture).Length;
        return Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')).Select(number => Named(entry, NameOf(entry.Key.Text, number), number));
    }

    /// <summary>The names that the entry stands for; null: it stands for itself.</summary>
    public static IReadOnlyList<string>? NamesOf(Entry entry) => CountOf(entry) is null ? null : [.. Each(entry).Select(one => one.Key.Text)];

    /// <summary>By which all of them are meant.</summary>
    public static string GroupOf(Entry entry) => entry.Key.Text.Replace("-{n}", "", StringComparison.Ordinal).Replace("{n}", "", StringComparison.Ordinal);

    private static int? CountOf(Entry entry) => entry.Value is Mapping mapping && mapping["count"] is Scalar scalar && int.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= Most ? count : null;

    private static string NameOf(string pattern, string number) => pattern.Contains("{n}", StringComparison.Ordinal) ? pattern.Replace("{n}", number, StringComparison.Ordinal) : $"{pattern}-{number}";

    private static Entry Named(Entry entry, string name, string number) =>
        new(entry.Key with { Text = name }, entry.Value.With(text => text.Contains('{', StringComparison.Ordinal) ? text.Replace("{n}", number, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal) : text));
}
