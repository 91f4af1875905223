using Azure;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Evidence;

/// <summary>Who changed what lately, from the activity log that the workspaces collect. It lags by 3 to 20 minutes.</summary>
public sealed class ActivityLog(Workspaces workspaces, TimeProvider clock) : IChanges
{
    private const string Source = "activity log";

    public async Task<Reading<Changes>> ReadAsync(IReadOnlyList<string> resources, TimeSpan back, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            var query = $"let resources = dynamic([{string.Join(", ", resources.Select(KqlText.Literal))}]);\n{Query.Text("Evidence", "ActivityLog.kql")}";
            if (await workspaces.QueryAsync(query, now - back, now, cancellationToken) is not { } table) return Reading<Changes>.Missing("not collected: the activity log is in no workspace", Source, Vantage.Logs, now);
            var changes = table.Rows.Select(row => new Change(row.GetDateTimeOffset("TimeGenerated")!.Value, row.GetString("OperationNameValue") ?? "", row.GetString("Resource") ?? "", row.GetString("Caller") ?? ""));
            return Reading<Changes>.Of(new Changes([.. changes]), Source, Vantage.Logs, now);
        }
        catch (RequestFailedException failed)
        {
            return Reading<Changes>.Missing($"not collected: {Trouble.Said(failed)}", Source, Vantage.Logs, now);
        }
        catch (RetriableException trouble)
        {
            return Reading<Changes>.Missing($"not collected: {trouble.Message}", Source, Vantage.Logs, now);
        }
    }
}
