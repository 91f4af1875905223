using System.Globalization;
using System.Text;
using RdpMedic.Healing;

namespace RdpMedic.Cloud.Tables;

/// <summary>
/// Partition and row keys. Keys must not hold <c>/ \ # ?</c> or control characters, and <c>%</c> and letters beyond ASCII meet trouble in some clients; so whatever is not plainly safe is
/// written as <c>=</c> and four hex digits, which no two texts share.
/// </summary>
internal static class TableKeys
{
    public const string Host = "host";

    public const string Document = "document";

    /// <summary>Everything that starts with <c>prefix|</c> is from here on and before <see cref="After"/>.</summary>
    public static string From(string prefix) => prefix + "|";

    /// <summary>The character after the bar.</summary>
    public static string After(string prefix) => prefix + "}";

    public static string Case(CaseId id) => $"case|{Number(id)}";

    public static string Journal(CaseId id) => $"case|{Number(id)}|journal";

    /// <summary>Entries that were saved together are one row. The stamp of the save keeps a row from ever being written over.</summary>
    public static string Journal(CaseId id, int sequence, string stamp) => string.Create(CultureInfo.InvariantCulture, $"{Journal(id)}|{sequence:D10}|{stamp}");

    public const string AllOutbox = "outbox";

    /// <summary>Not under the case: the unsent messages of a host are one short range, however many cases it had.</summary>
    public static string Outbox(string messageId) => $"{AllOutbox}|{Safe(messageId)}";

    public static string Spill(string name, int piece) => string.Create(CultureInfo.InvariantCulture, $"spill|{name}|{piece:D4}");

    /// <summary>The partition of a case, from its id alone.</summary>
    public static string Partition(CaseId id) => id.Value.LastIndexOf('-') is var dash and > 0 ? Safe(id.Value[..dash]) : "none";

    /// <summary>The number of a case; 0 when the id has none.</summary>
    public static int Number(CaseId id) => int.TryParse(id.Value.AsSpan(id.Value.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '|' or '.' or '_') safe.Append(c);
            else safe.Append(CultureInfo.InvariantCulture, $"={(int)c:X4}");
        }

        return safe.ToString();
    }
}
