using System.Globalization;
using RdpMedic.Emulator.Kql;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>Values of log columns, by the types that the emulator's tables declare.</summary>
public static class Columns
{
    /// <summary>False: no such table.</summary>
    public static bool Of(string table, out IReadOnlyList<KqlColumn> columns)
    {
        var found = Tables.All.TryGetValue(table, out var known);
        columns = known ?? [];
        return found;
    }

    public static bool Has(string table, string column) => Of(table, out var known) && known.Any(one => one.Name == column);

    /// <summary>Null: nothing is wrong.</summary>
    public static Problem? Wrong(IReadOnlyList<KqlColumn> known, Entry entry, DateTimeOffset start)
    {
        var column = known.FirstOrDefault(one => one.Name == entry.Key.Text);
        if (column is null) return new Problem(entry.Key.Place, $"the table has no column '{entry.Key.Text}'{Reading.Like(entry.Key.Text, known.Select(one => one.Name))}");
        return Value(column.Type, ((Scalar)entry.Value).Text, start) is null ? new Problem(entry.Value.Place, $"expected a {column.Type} for {column.Name}, and here is {entry.Value.Called}") : null;
    }

    /// <summary>A value as the table keeps it.</summary>
    public static object Value(string table, string column, string text, DateTimeOffset start) => Value(Tables.All[table].First(one => one.Name == column).Type, text, start)!;

    private static object? Value(string type, string text, DateTimeOffset start) => type switch
    {
        "int" => int.TryParse(text, CultureInfo.InvariantCulture, out var small) ? small : null,
        "long" => long.TryParse(text, CultureInfo.InvariantCulture, out var large) ? large : null,
        "real" => double.TryParse(text, CultureInfo.InvariantCulture, out var real) ? real : null,
        "bool" => bool.TryParse(text, out var flag) ? flag : null,
        "datetime" => Times.TryMoment(text, start, out var moment) ? moment : null,
        _ => text,
    };
}
