using Azure;
using Azure.Data.Tables;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>One table, read by a client that asks again and written by one that does not. Made before its first use.</summary>
internal sealed class StoredTable(TableClient reader, TableClient writer)
{
    private readonly Lock gate = new();
    private Task? made;

    /// <summary>Null: there is no such row.</summary>
    /// <exception cref="RetriableException">It cannot be read now.</exception>
    public async Task<TableEntity?> FindAsync(string partition, string key, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        return await TableTrouble.ReadAsync(
            async () =>
            {
                var found = await reader.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
                return found.HasValue ? found.Value : null;
            },
            cancellationToken);
    }

    /// <summary>The rows of a partition whose key starts with the prefix and a bar, by key; without a prefix all.</summary>
    /// <param name="most">How many at most; null: all.</param>
    /// <exception cref="RetriableException">They cannot be read now.</exception>
    public async Task<List<TableEntity>> RangeAsync(string partition, string? prefix, int? most, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        var filter = prefix is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {TableKeys.From(prefix)} and RowKey lt {TableKeys.After(prefix)}");
        return await TableTrouble.ReadAsync(
            async () =>
            {
                var rows = new List<TableEntity>();
                if (most == 0) return rows;
                await foreach (var row in reader.QueryAsync<TableEntity>(filter, most is { } some ? Math.Min(some, 1000) : null, cancellationToken: cancellationToken))
                {
                    rows.Add(row);
                    if (rows.Count == most) break;
                }

                return rows;
            },
            cancellationToken);
    }

    /// <summary>All rows or none. Answers the ETag of the first, or null when another version is stored than the one that was to be written over.</summary>
    /// <exception cref="RetriableException">Nothing was written.</exception>
    /// <exception cref="UncertainException">It may have been written.</exception>
    public async Task<string?> WriteAsync(IReadOnlyList<TableTransactionAction> rows, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        var answers = await TableTrouble.WriteAsync(async () => (await writer.SubmitTransactionAsync(rows, cancellationToken)).Value, cancellationToken);
        return answers?[0].Headers.ETag?.ToString();
    }

    /// <summary>Puts a row in place of whatever is there.</summary>
    /// <exception cref="RetriableException">Put it again.</exception>
    public async Task PutAsync(TableEntity row, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        await TableTrouble.RepeatableAsync(() => writer.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    /// <summary>Puts a row over the version of it that was read. False: another version is there.</summary>
    /// <exception cref="RetriableException">It may have been written; read it again.</exception>
    public async Task<bool> ReplaceAsync(TableEntity row, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        return await TableTrouble.RepeatableAsync(() => writer.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken), cancellationToken) is not null;
    }

    /// <summary>Deletes this version of a row; nothing happens when there is none or another.</summary>
    /// <exception cref="RetriableException">Delete it again.</exception>
    public async Task DeleteAsync(string partition, string key, ETag version, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        await TableTrouble.RepeatableAsync(() => writer.DeleteEntityAsync(partition, key, version, cancellationToken), cancellationToken);
    }

    /// <summary>Everybody waits for the same making. One that failed is not remembered: the next who comes tries again.</summary>
    private Task MadeAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (made is null or { IsFaulted: true } or { IsCanceled: true }) made = TableTrouble.RepeatableAsync(() => MakeAsync(), CancellationToken.None);
            return made.IsCompletedSuccessfully ? Task.CompletedTask : made.WaitAsync(cancellationToken);
        }
    }

    private async Task<Response> MakeAsync()
    {
        var answer = await writer.CreateIfNotExistsAsync(CancellationToken.None);
        return answer?.GetRawResponse()!;
    }
}
