using System.Globalization;
using Azure.Data.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Cloud.Tables;

/// <summary>The list of cases for people: a row each in <c>index</c>, in the partition <c>cases</c>, whose key counts down with time, so that the newest comes first. It names cases and holds none.</summary>
internal sealed class CaseList(StoredTable index)
{
    private const string Partition = "cases";

    private const string IdColumn = "Case";

    /// <summary>Before the save of a case's first version: a case that nobody finds would be worse than a name without a case.</summary>
    public Task AddAsync(Case c, CancellationToken cancellationToken) =>
        index.PutAsync(new TableEntity(Partition, Key(c)) { [IdColumn] = c.Id.Value }, cancellationToken);

    /// <param name="find">Reads a case. What is not there, or was opened at another time than the row says, is a row of a save that never took place.</param>
    public async Task<IReadOnlyList<Case>> NewestAsync(int most, Func<CaseId, Task<Case?>> find, CancellationToken cancellationToken)
    {
        var rows = await index.RangeAsync(Partition, null, most, cancellationToken);
        var found = new List<Case>();
        foreach (var some in rows.Chunk(16))
        {
            var cases = await Task.WhenAll(some.Select(row => find(new CaseId(row.GetString(IdColumn)))));
            found.AddRange(cases.Where((c, i) => c is not null && Key(c) == some[i].RowKey).Select(c => c!));
        }

        return found;
    }

    private static string Key(Case c) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - c.OpenedAt.UtcTicks:D19}|{TableKeys.Safe(c.Id.Value)}");
}
