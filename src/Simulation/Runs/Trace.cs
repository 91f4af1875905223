using System.Globalization;

namespace RdpMedic.Simulation.Runs;

/// <summary>What happened, as lines for a person and as one hash for comparing runs.</summary>
public sealed class Trace(bool keep)
{
    private ulong hash = 14695981039346656037;

    public List<string> Lines { get; } = [];

    /// <summary>FNV-1a over all lines: two runs with the same hash told the same story.</summary>
    public string Hash => hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Add(DateTimeOffset at, string line)
    {
        foreach (var letter in line) hash = (hash ^ letter) * 1099511628211;
        hash = (hash ^ (ulong)at.UtcTicks) * 1099511628211;
        if (keep) Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at:HH:mm:ss.fff} {line}"));
    }
}
