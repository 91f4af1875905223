using Azure;
using Azure.Identity;
using Azure.Monitor.Query;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Doctor;

/// <summary>Asks every workspace for one constant row, and whether the tables of the detectors are there.</summary>
internal sealed class LogChecks(LogsQueryClient client, Workspaces workspaces, CloudOptions options, IReadOnlyList<IFailure> failures, TimeProvider clock)
{
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck>();
        foreach (var workspace in options.Workspaces) checks.Add(await AskAsync(workspace, cancellationToken));
        if (checks.TrueForAll(check => check.Verdict == DoctorVerdict.Well)) checks.Add(await TablesAsync(cancellationToken));
        return checks;
    }

    private async Task<DoctorCheck> AskAsync(string workspace, CancellationToken cancellationToken)
    {
        const string what = "query of the logs";
        try
        {
            await client.QueryWorkspaceAsync(workspace, "print Ok = 1", new QueryTimeRange(TimeSpan.FromMinutes(5)), cancellationToken: cancellationToken);
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

    /// <summary>A table that is nowhere makes detectors blind. That may be as it should be, in a fleet without AVD say, so it is told and is no fault.</summary>
    private async Task<DoctorCheck> TablesAsync(CancellationToken cancellationToken)
    {
        const string what = "tables of the detectors";
        var detectors = failures.SelectMany(failure => failure.Detectors).ToList();
        try
        {
            var missing = await workspaces.MissingAsync([.. detectors.SelectMany(detector => detector.Tables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], clock.GetUtcNow(), cancellationToken);
            return missing.Count == 0
                ? new DoctorCheck(what, "reader", null, DoctorVerdict.Well, "All are there.")
                : new DoctorCheck(what, "reader", null, DoctorVerdict.NotTried, string.Join(" ", missing.Order(StringComparer.Ordinal).Select(table => $"{table} is in no workspace: {string.Join(", ", detectors.Where(detector => detector.Tables.Contains(table, StringComparer.Ordinal)).Select(detector => detector.Name).Distinct(StringComparer.Ordinal))} see nothing of it.")));
        }
        catch (Exception trouble) when (trouble is RetriableException or RequestFailedException)
        {
            return new DoctorCheck(what, "reader", null, DoctorVerdict.Failed, trouble.Message);
        }
    }
}
