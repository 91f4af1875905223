using System.Globalization;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Doctor;

/// <summary>A row of <c>TableAges.kql</c>.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Newest">When its newest row came in; null: none did within <see cref="TableAges.Back"/>.</param>
public sealed record TableAgeRow(string Table, DateTimeOffset? Newest);

/// <summary>What one workspace answered: the tables that are in it.</summary>
public sealed record WorkspaceTables(string Workspace, IReadOnlyList<TableAgeRow> Tables);

/// <summary>Judges how old the rows are that detectors read, workspace by workspace.</summary>
public static class TableAges
{
    /// <summary>Rows that were generated within this time are looked at: an outage of a weekend is still told from a table that nobody fills.</summary>
    public static TimeSpan Back { get; } = TimeSpan.FromDays(3);

    /// <summary>
    /// A check for each workspace. It fails when a table got rows and gets none now, though a host runs that makes them come, and no other workspace gets them. What was
    /// never filled may be as it should be, in a fleet without AVD say, and so may silence of what comes now and then: that is told and is no fault.
    /// </summary>
    public static IReadOnlyList<DoctorCheck> Judge(IReadOnlyList<WorkspaceTables> read, IReadOnlyList<Detector> detectors, IReadOnlyList<Host> hosts, DateTimeOffset now)
    {
        var needed = detectors.SelectMany(detector => detector.Tables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var ages = read.Select(one => (one.Workspace, Tables: needed.Select(table => AgeOf(table, one, detectors, now)).ToList())).ToList();
        var enough = ages.SelectMany(one => one.Tables).Where(table => table.Enough).Select(table => table.Table).ToHashSet(StringComparer.Ordinal);
        return [.. ages.Select(one => Check(one.Workspace, one.Tables, enough, hosts))];
    }

    private static TableAge AgeOf(string table, WorkspaceTables workspace, IReadOnlyList<Detector> detectors, DateTimeOffset now)
    {
        var source = TableSource.All[table];
        var row = workspace.Tables.FirstOrDefault(row => row.Table == table);
        TimeSpan? age = row?.Newest is { } newest ? newest < now ? now - newest : TimeSpan.Zero : null;
        var enough = age <= source.Needed;
        return new TableAge(table, row is not null, row?.Newest, age, source.Needed, enough, enough ? null : source.Sender, [.. detectors.Where(detector => detector.Tables.Contains(table, StringComparer.Ordinal)).Select(detector => detector.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static DoctorCheck Check(string workspace, IReadOnlyList<TableAge> tables, HashSet<string> enough, IReadOnlyList<Host> hosts)
    {
        var silent = tables.Where(table => table.There && !enough.Contains(table.Table)).ToList();
        var stopped = silent.Where(table => table.Age is not null && TableSource.All[table.Table].IsDue(hosts)).ToList();
        var verdict = stopped.Count > 0 ? DoctorVerdict.Failed : silent.Count > 0 ? DoctorVerdict.NotTried : DoctorVerdict.Well;
        var said = silent.Count == 0 ? $"{tables.Count(table => table.Enough)} of {tables.Count} tables of the detectors get rows here." : string.Join(" ", silent.Select(table => Said(table, stopped.Contains(table))));
        return new DoctorCheck("rows of the detectors' tables", "reader", workspace, verdict, said) { Tables = tables };
    }

    private static string Said(TableAge table, bool stopped)
    {
        if (table.Age is not { } age) return $"{table.Table} got no row within {Words(Back)}: if it should, check {table.Check}.";
        return $"{table.Table} got its newest row {Words(age)} ago, and {(stopped ? "rows should be coming" : "a sweep reads none that old")} (needed: within {Words(table.Needed)}): {(stopped ? "check" : "if it should get some, check")} {table.Check}.";
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min");
}
