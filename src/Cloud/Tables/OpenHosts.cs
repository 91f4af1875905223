using Azure.Data.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>
/// The list of hosts that have an open case or an unsent message: a row each in <c>index</c>, in the partition <c>open</c>. It may name too many and never too few, whatever crashes:
/// <list type="bullet">
/// <item>The row is put before the save that makes it needed. That save marks the host's own row as listed, so the next saves need not put it again.</item>
/// <item>A row goes in this order: it is read; the host's row is read and is found to need nothing; the host's row is written over that version as not listed; the row of the list is deleted
/// in the version that was read first. A save that was loaded before the third step loses its version there and writes nothing. One that was loaded after it sees "not listed" and
/// puts the row again: before the deletion, then the version differs and the deletion does nothing; or after it, then the row is back.</item>
/// <item>A host's row that is not there yet belongs to a save that has only begun: its row of the list stays.</item>
/// </list>
/// </summary>
internal sealed class OpenHosts(StoredTable index, StoredTable state)
{
    private const string Partition = "open";

    private const string HostColumn = "Host";

    /// <summary>Reads at once; each is small.</summary>
    private const int AtOnce = 16;

    /// <summary>Before the save that needs it.</summary>
    public Task AddAsync(HostId host, string stamp, CancellationToken cancellationToken) =>
        index.PutAsync(new TableEntity(Partition, host.Key) { [HostColumn] = host.Value, ["Stamp"] = stamp }, cancellationToken);

    public async Task<IReadOnlyList<HostId>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await index.RangeAsync(Partition, null, null, cancellationToken);
        var open = new List<HostId>();
        foreach (var some in rows.Chunk(AtOnce))
        {
            var needed = await Task.WhenAll(some.Select(row => KeepAsync(row, cancellationToken)));
            open.AddRange(some.Where((_, i) => needed[i]).Select(row => new HostId(row.GetString(HostColumn))));
        }

        return [.. open.OrderBy(host => host.Value, StringComparer.Ordinal)];
    }

    /// <summary>False: nothing is open, and the row was let go.</summary>
    private async Task<bool> KeepAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var partition = row.RowKey;
        if (await state.FindAsync(partition, TableKeys.Host, cancellationToken) is not { } host || HostRow.IsOpen(host)) return true;
        if ((await state.RangeAsync(partition, TableKeys.AllOutbox, 1, cancellationToken)).Count > 0) return true;
        try
        {
            HostRow.Unlist(host);
            if (!await state.ReplaceAsync(host, cancellationToken)) return true;
            await index.DeleteAsync(Partition, row.RowKey, row.ETag, cancellationToken);
        }
        catch (RetriableException)
        {
            // It stays in the list; the next look lets it go.
        }

        return false;
    }
}
