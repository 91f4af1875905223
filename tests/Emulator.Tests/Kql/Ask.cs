using System.Globalization;
using RdpMedic.Emulator.Kql;

namespace RdpMedic.Emulator.Tests.Kql;

/// <summary>Runs a query over an empty workspace and writes the answer as text: values with bars between, a line a row, null as <c>null</c>.</summary>
internal static class Ask
{
    public static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    public static string For(string query) => Text(new KqlEngine(new LogStore()).Run(query, Now));

    public static string Text(KqlResult result) => string.Join('\n', result.Rows.Select(row => string.Join('|', row.Select(value => value is null ? "null" : value is double whole && whole == Math.Truncate(whole) ? whole.ToString("0.0", CultureInfo.InvariantCulture) : KqlResult.Text(value)))));

    public static string Columns(string query) => string.Join(' ', new KqlEngine(new LogStore()).Run(query, Now).Columns.Select(column => $"{column.Name}:{column.Type}"));

    /// <summary>One scalar.</summary>
    public static string Value(string expression) => For($"print x = {expression}");

    public static string Type(string expression) => Columns($"print x = {expression}")["x:".Length..];
}
