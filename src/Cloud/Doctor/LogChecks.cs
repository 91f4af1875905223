using Azure;
using Azure.Identity;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Cloud.Doctor;

/// <summary>Asks every workspace once: whether it answers, which tables of the detectors are in it, and when they got their newest rows.</summary>
internal sealed class LogChecks(Workspaces workspaces, CloudOptions options, IReadOnlyList<IFailure> failures, TimeProvider clock, InTime inTime)
{
    /// <param name="inventory">The hosts, from which follows what should be coming.</param>
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(Task<IReadOnlyList<Host>> inventory, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(options.Workspaces.Select(workspace => AskAsync(workspace, cancellationToken)));
        var read = asked.Select(one => one.Tables).OfType<WorkspaceTables>().ToList();
        var detectors = failures.SelectMany(failure => failure.Detectors).ToList();
        var ages = TableAges.Judge(read, detectors, await inventory, clock.GetUtcNow());
        return [.. asked.Select(one => one.Check), .. ages, .. read.Count == asked.Length ? [Nowhere(ages)] : Array.Empty<DoctorCheck>()];
    }

    private async Task<(DoctorCheck Check, WorkspaceTables? Tables)> AskAsync(string workspace, CancellationToken cancellationToken)
    {
        const string what = "query of the logs";
        WorkspaceTables? tables = null;
        var check = await inTime.AskAsync(what, "reader", workspace, Read, cancellationToken);
        return (check, check.Verdict == DoctorVerdict.Well ? tables : null);

        async Task<DoctorCheck> Read(CancellationToken cancellation)
        {
            try
            {
                tables = await ReadAsync(workspace, cancellation);
                return new DoctorCheck(what, "reader", workspace, DoctorVerdict.Well, "The workspace answers.");
            }
            catch (RequestFailedException refused) when (refused.Status == 403)
            {
                return new DoctorCheck(what, "reader", workspace, DoctorVerdict.Missing, Trouble.Said(refused)) { Missing = [.. Permissions.All.Files["Logs"].Diagnose.Select(action => RoleChecks.Missing(action, "read logs"))] };
            }
            catch (Exception trouble) when (trouble is RequestFailedException or AuthenticationFailedException or AggregateException)
            {
                return new DoctorCheck(what, "reader", workspace, DoctorVerdict.Failed, trouble is RequestFailedException failed ? Trouble.Said(failed) : trouble.Message);
            }
        }
    }

    private async Task<WorkspaceTables> ReadAsync(string workspace, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var answer = await workspaces.QueryOneAsync(workspace, Query.Text("Doctor", "TableAges.kql"), now - TableAges.Back, now, cancellationToken);
        return new WorkspaceTables(workspace, [.. answer.Rows.Select(row => new TableAgeRow(row.GetString(nameof(TableAgeRow.Table)), row.GetDateTimeOffset(nameof(TableAgeRow.Newest))))]);
    }

    /// <summary>A table that is nowhere makes detectors blind. That may be as it should be, in a fleet without AVD say, so it is told and is no fault.</summary>
    private static DoctorCheck Nowhere(IReadOnlyList<DoctorCheck> ages)
    {
        const string what = "tables of the detectors";
        var missing = ages.SelectMany(check => check.Tables).GroupBy(table => table.Table, StringComparer.Ordinal).Where(table => table.All(one => !one.There)).Select(table => table.First()).ToList();
        return missing.Count == 0
            ? new DoctorCheck(what, "reader", null, DoctorVerdict.Well, "All are there.")
            : new DoctorCheck(what, "reader", null, DoctorVerdict.NotTried, string.Join(" ", missing.Select(table => $"{table.Table} is in no workspace: {string.Join(", ", table.ReadBy)} see nothing of it. If it should be, check {table.Check}.")));
    }
}
