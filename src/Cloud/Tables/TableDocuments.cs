using Azure;
using Azure.Data.Tables;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>Shared documents in the table <c>shared</c>: a partition each, one row, written over the version that was read. Trouble is always a <see cref="RetriableException"/>: whoever meets it loads the document again.</summary>
public sealed class TableDocuments(TableStore store) : IDocuments
{
    private readonly StoredTable shared = store.Shared;

    public async Task<Document> LoadAsync(string key, CancellationToken cancellationToken) =>
        await shared.FindAsync(TableKeys.Safe(key), TableKeys.Document, cancellationToken) is { } row
            ? new Document(key, await RowBatch.TextAsync(shared, row, cancellationToken), row.ETag.ToString())
            : new Document(key, null, "");

    public async Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString("N");
        var partition = TableKeys.Safe(document.Key);
        var batch = new RowBatch(shared, partition, stamp);
        if (document.ETag.Length == 0) batch.Add(TableTransactionActionType.Add, TableKeys.Document, document.Json);
        else batch.Add(TableTransactionActionType.UpdateReplace, TableKeys.Document, document.Json, new ETag(document.ETag));
        try
        {
            return await batch.WriteAsync(cancellationToken) is { } etag ? document with { ETag = etag } : null;
        }
        catch (UncertainException lost)
        {
            return await shared.FindAsync(partition, TableKeys.Document, cancellationToken) is { } row && RowBatch.StampOf(row) == stamp
                ? document with { ETag = row.ETag.ToString() }
                : throw new RetriableException($"{lost.Message} (the document {document.Key} may have been written; load it again)", null, lost);
        }
    }
}
