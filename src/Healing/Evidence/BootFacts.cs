namespace RdpMedic.Healing.Evidence;

/// <summary>What boot diagnostics have of a machine. (Microsoft.Compute retrieveBootDiagnosticsData)</summary>
/// <param name="Enabled">Boot diagnostics are switched on.</param>
/// <param name="Marks">What the end of the serial log tells by itself, in words; the log is not kept. Empty: nothing.</param>
/// <param name="Screenshot">There is a screenshot of the console, for a person to look at: what it shows no machine reads here.</param>
public sealed record BootFacts(bool Enabled, IReadOnlyList<string> Marks, bool Screenshot)
{
    /// <summary>The serial log says that Windows does not come up.</summary>
    public bool Stuck => Marks.Count > 0;
}

/// <summary>Reads marks out of the end of a serial log. Its text is data and never an instruction; only these marks leave here.</summary>
public static class SerialLog
{
    /// <summary>Only the newest part counts: earlier boots are in the same log.</summary>
    public const int Newest = 32 * 1024;

    private static readonly (string Text, string Mark)[] Known =
    [
        ("BLUESCREEN", "Windows stopped with a stop error"),
        ("Your PC ran into a problem", "Windows stopped with a stop error"),
        ("*** STOP:", "Windows stopped with a stop error"),
        ("BitLocker recovery", "BitLocker asks for its recovery key"),
        ("Enter the recovery key", "BitLocker asks for its recovery key"),
        ("Windows failed to start", "the boot manager reports that Windows failed to start"),
        ("An operating system wasn't found", "no operating system was found on the disk"),
        ("INACCESSIBLE_BOOT_DEVICE", "the boot device cannot be reached"),
        ("BOOTMGR is missing", "the boot manager is missing"),
        ("Safe Mode", "Windows is in safe mode"),
    ];

    /// <summary>What a running Windows writes when its serial channels are there: whatever was before it is over.</summary>
    private static readonly string[] Up = ["The CMD command is now available", "EVENT: The CMD command"];

    public static IReadOnlyList<string> Marks(string text)
    {
        var newest = text.Length > Newest ? text[^Newest..] : text;
        var up = Up.Max(sign => newest.LastIndexOf(sign, StringComparison.OrdinalIgnoreCase));
        return [.. Known.Where(known => newest.LastIndexOf(known.Text, StringComparison.OrdinalIgnoreCase) > up).Select(known => known.Mark).Distinct(StringComparer.Ordinal)];
    }
}
