using System.Globalization;

namespace RdpMedic.Healing.Repairs;

/// <summary>Port ranges as ARM writes them: <c>3389</c>, <c>3000-4000</c>, <c>*</c>.</summary>
internal static class PortRanges
{
    /// <summary>A range that cannot be read overlaps everything: closed when in doubt.</summary>
    public static bool Overlap(string one, string other)
    {
        var (from, to) = Read(one);
        var (start, end) = Read(other);
        return from <= end && start <= to;
    }

    private static (int From, int To) Read(string range)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && Number(range.AsSpan(0, dash), out var from) && Number(range.AsSpan(dash + 1), out var to)) return (from, to);
        return Number(range, out var port) ? (port, port) : (0, ushort.MaxValue);
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
