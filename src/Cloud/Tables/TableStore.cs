using Azure.Core;
using Azure.Data.Tables;

namespace RdpMedic.Cloud.Tables;

/// <summary>
/// The three tables of one storage account: <c>state</c> (hosts, cases, journals, outboxes; a partition per host), <c>shared</c> (documents; a partition each) and <c>index</c>
/// (which hosts have work, which cases there are; it lists and never decides). Made on first use.
/// </summary>
public sealed class TableStore
{
    /// <summary>How long one request may take. A turn has 30 seconds for everything, and its message is locked for a minute.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <param name="connect">Makes a client of the account with these options.</param>
    public TableStore(Func<TableClientOptions, TableServiceClient> connect)
    {
        var reading = new TableClientOptions();
        reading.Retry.NetworkTimeout = Patience;
        reading.Retry.MaxRetries = 2;
        reading.Retry.Delay = TimeSpan.FromMilliseconds(200);
        reading.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        var writing = new TableClientOptions();
        writing.Retry.NetworkTimeout = Patience;
        // A second sending of a write that did arrive would meet its own ETag and look like somebody else's.
        writing.Retry.MaxRetries = 0;
        var (reader, writer) = (connect(reading), connect(writing));
        State = new StoredTable(reader.GetTableClient("state"), writer.GetTableClient("state"));
        Shared = new StoredTable(reader.GetTableClient("shared"), writer.GetTableClient("shared"));
        Index = new StoredTable(reader.GetTableClient("index"), writer.GetTableClient("index"));
    }

    internal StoredTable State { get; }

    internal StoredTable Shared { get; }

    internal StoredTable Index { get; }

    /// <summary>By a token. Table storage takes tokens over https only.</summary>
    public static TableStore At(Uri endpoint, TokenCredential credential) => new(options => new TableServiceClient(endpoint, credential, options));

    /// <summary>By a connection string, for a storage emulator on this machine.</summary>
    public static TableStore Local(string connection) => new(options => new TableServiceClient(connection, options));
}
