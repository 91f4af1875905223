using System.Globalization;
using Azure.Data.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>The row <c>host</c>: the file without its case, which number that case has, and what the lists know.</summary>
internal static class HostRow
{
    private const string Number = "Case";

    private const string Open = "Open";

    private const string Listed = "Listed";

    private const string Shown = "Shown";

    /// <summary>The file's own text; the case has rows of its own.</summary>
    public static string Text(HostFile file) => Json.Write(file with { Case = null, ETag = "" });

    public static void Fill(TableEntity row, HostFile file, FileVersion next)
    {
        if (file.Case is { } c) row[Number] = TableKeys.Number(c.Id);
        row[Open] = file.Case is { Ended: false };
        row[Listed] = next.Listed;
        row[Shown] = next.Shown;
    }

    public static CaseId? CaseOf(TableEntity row, HostId host) => row.GetInt32(Number) is { } number ? CaseId.For(host, number) : null;

    public static FileVersion VersionOf(TableEntity row) => new(row.ETag.ToString(), row.GetBoolean(Listed) == true, row.GetInt32(Shown) ?? 0);

    public static bool IsOpen(TableEntity row) => row.GetBoolean(Open) == true;

    public static void Unlist(TableEntity row) => row[Listed] = false;
}

/// <summary>What <see cref="HostFile.ETag"/> carries: the row's ETag, and what was known of the lists at that version.</summary>
/// <param name="Listed">The host stands in the list of open hosts.</param>
/// <param name="Shown">The highest number of a case that stands in the list of cases.</param>
internal readonly record struct FileVersion(string ETag, bool Listed, int Shown)
{
    /// <exception cref="FormatException">It comes from another store.</exception>
    public static FileVersion Of(string text)
    {
        if (text.Length == 0) return new FileVersion("", false, 0);
        var parts = text.Split(' ', 3);
        return parts.Length == 3 ? new FileVersion(parts[2], parts[0] == "listed", int.Parse(parts[1], CultureInfo.InvariantCulture)) : throw new FormatException($"'{text}' is no version of this store.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Listed ? "listed" : "-")} {Shown} {ETag}");
}
