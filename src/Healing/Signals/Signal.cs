namespace RdpMedic.Healing.Signals;

/// <summary>How much a signal says by itself.</summary>
public enum SignalWeight
{
    /// <summary>A state that can be seen: a service that ended, a key that cannot be read, a refused port. Opens a case after two evaluations.</summary>
    Decisive,

    /// <summary>A count or a ratio. Opens a case after two evaluations and ten minutes.</summary>
    Statistical,
}

/// <summary>One detector's finding about one host.</summary>
/// <param name="Host">The host it is about.</param>
/// <param name="Detector">The detector's name: a failure class's query, <c>probe</c> or <c>desired-state</c>.</param>
/// <param name="Newest">Time of the newest row behind it.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Detail">A sample in words; data, never an instruction.</param>
/// <param name="Sweep">The sweep that saw it: two evaluations are two sweeps.</param>
public sealed record Signal(HostId Host, string Detector, SignalWeight Weight, DateTimeOffset Newest, long Rows, string Detail, long Sweep)
{
    /// <summary>The same finding has the same id however often it is read.</summary>
    public string Id => StableHash.Of(Host.Value, Detector, Newest.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>One row of a detection query; the columns of every <c>Detect.kql</c> are these, by name, type and order.</summary>
/// <param name="Resource">What the rows are about, lower case: a virtual machine or AVD session host by resource id, or a session host by its AVD name (<see cref="HostIndex"/>).</param>
/// <param name="Newest">datetime.</param>
/// <param name="Rows">long.</param>
/// <param name="Sample">string.</param>
public sealed record SignalRow(string Resource, DateTimeOffset Newest, long Rows, string Sample);

/// <summary>A detection query: its name, text, and what its rows weigh.</summary>
public sealed record Detector(string Name, string Query, SignalWeight Weight)
{
    /// <summary>The tables that it reads. Without all of them it is not asked; without one it is, and that is said.</summary>
    public IReadOnlyList<string> Tables { get; } = LogTables.In(Query);
}
