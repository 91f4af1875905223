using Azure;
using Azure.Data.Tables;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>
/// The rows of one save: at most 100 and 4 MiB of one partition, written together or not at all. A text that does not fit into a row or into what is left of the batch is laid down before, in rows
/// of a name that nobody knows until the batch names it: so it appears with the batch, and is litter when the batch is refused.
/// </summary>
/// <param name="stamp">Names this save.</param>
internal sealed class RowBatch(StoredTable table, string partition, string stamp)
{
    /// <summary>Of the service.</summary>
    public const int Most = 100;

    private const string Stamp = "Stamp";

    private const string Spilled = "Spilled";

    private const string Pieces = "Pieces";

    private readonly List<TableTransactionAction> rows = [];
    private readonly List<TableEntity> spills = [];

    /// <summary>Bytes; what the service takes, less half a MiB for what surrounds the texts.</summary>
    private int room = 3_600_000;

    /// <summary>Adds a row; the first one is the one whose version decides.</summary>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public TableEntity Add(TableTransactionActionType how, string key, string? text, ETag version = default)
    {
        if (rows.Count == Most) throw new InvalidOperationException($"A save writes at most {Most} rows together.");
        var row = new TableEntity(partition, key) { [Stamp] = stamp };
        if (text is not null) Put(row, text);
        rows.Add(new TableTransactionAction(how, row, version));
        return row;
    }

    /// <summary>Answers the new ETag of the first row, or null when another version of it is stored than the one that was to be written over; then nothing was written.</summary>
    /// <exception cref="RetriableException">Nothing was written.</exception>
    /// <exception cref="UncertainException">All was written, or nothing.</exception>
    public async Task<string?> WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var spill in spills) await table.PutAsync(spill, cancellationToken);
        return await table.WriteAsync(rows, cancellationToken);
    }

    /// <summary>Which save wrote a row.</summary>
    public static string? StampOf(TableEntity row) => row.GetString(Stamp);

    /// <summary>The text of a row; null when there is none.</summary>
    /// <param name="row">As it was read.</param>
    /// <exception cref="RetriableException">It cannot be read now.</exception>
    public static async Task<string?> TextAsync(StoredTable table, TableEntity row, CancellationToken cancellationToken)
    {
        if (row.GetString(Spilled) is not { } name) return TableText.Read(row);
        var texts = new List<string>();
        for (var piece = 0; piece < row.GetInt32(Pieces); piece++)
        {
            var found = await table.FindAsync(row.PartitionKey, TableKeys.Spill(name, piece), cancellationToken);
            texts.Add(found is null ? throw new InvalidOperationException($"Piece {piece} of {row.RowKey} in {row.PartitionKey} is gone.") : TableText.Read(found)!);
        }

        return string.Concat(texts);
    }

    private void Put(TableEntity row, string text)
    {
        var bytes = TableText.OnTheWire(text);
        if (text.Length <= TableText.Row && bytes <= room)
        {
            room -= bytes;
            TableText.Write(row, text);
            return;
        }

        // One name for each row of a save.
        var name = $"{stamp}-{rows.Count}";
        var pieces = TableText.Cuts(text, TableText.Row - TableText.Cut);
        for (var piece = 0; piece < pieces.Count; piece++)
        {
            var spill = new TableEntity(partition, TableKeys.Spill(name, piece));
            TableText.Write(spill, text.AsSpan()[pieces[piece]]);
            spills.Add(spill);
        }

        row[Spilled] = name;
        row[Pieces] = pieces.Count;
    }
}
