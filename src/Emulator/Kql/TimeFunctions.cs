namespace RdpMedic.Emulator.Kql;

/// <summary>Now is the world's time at the beginning of the run, the same for every row. (Datetime functions)</summary>
internal static class TimeFunctions
{
    public static IReadOnlyDictionary<string, Func<string, IReadOnlyList<Bound>, Bound>> All { get; } = new Dictionary<string, Func<string, IReadOnlyList<Bound>, Bound>>(StringComparer.Ordinal)
    {
        ["now"] = Now,
        ["ago"] = Ago,
        ["ingestion_time"] = Ingested,
        ["startofday"] = (name, arguments) => OfTime(name, arguments, "datetime", at => new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero)),
        ["hourofday"] = (name, arguments) => OfTime(name, arguments, "int", at => (long)at.UtcDateTime.Hour),
        ["dayofweek"] = (name, arguments) => OfTime(name, arguments, "timespan", at => TimeSpan.FromDays((int)at.UtcDateTime.DayOfWeek)),
    };

    private static Bound Now(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 0, "timespan");
        return arguments.Count == 0 ? new Bound("datetime", (_, frame) => frame.Now, Constant: true) : Shifted(arguments[0], (now, by) => now + by);
    }

    private static Bound Ago(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "timespan");
        return Shifted(arguments[0], (now, by) => now - by);
    }

    private static Bound Shifted(Bound by, Func<DateTimeOffset, TimeSpan, DateTimeOffset> shift) => new("datetime", (row, frame) => by.Eval(row, frame) is TimeSpan time ? shift(frame.Now, time) : null, by.Constant);

    private static Bound Ingested(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 0);
        return new Bound("datetime", (row, _) => row.Ingested) { IsIngestionTime = true };
    }

    private static Bound OfTime(string name, IReadOnlyList<Bound> arguments, string type, Func<DateTimeOffset, object> of)
    {
        Functions.Need(name, arguments, 1, "datetime");
        return new Bound(type, (row, frame) => arguments[0].Eval(row, frame) is DateTimeOffset at ? of(at) : null, arguments[0].Constant);
    }
}
