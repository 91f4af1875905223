using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.World.Users;

/// <summary>
/// What the AVD service writes about its hosts (WVDAgentHealthStatus): every five minutes a row for each, those that are shut down or silent included. Checks are
/// numbers in the log, where Azure Resource Manager has names.
/// </summary>
internal sealed class HostReports(Fleet fleet, RowWriter rows)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private static readonly string[] Numbers = ["DomainJoinedCheck", "DomainTrustCheck", "FSLogixHealthCheck", "SxSStackListenerCheck", "UrlsAccessibleCheck", "MonitoringAgentCheck", "DomainReachable", "WebRTCRedirectorCheck", "SupportedEncryptionCheck", "MetaDataServiceCheck", "AppAttachHealthCheck"];

    private readonly Dictionary<string, (string Status, DateTimeOffset Next)> known = new(StringComparer.Ordinal);

    public void Look(HostPool pool, SessionHost host, Machine machine)
    {
        var now = fleet.Now;
        var status = SessionHostHealth.StatusOf(machine, host, now);
        if (!known.TryGetValue(host.Id, out var last)) last = (status, now);
        if (last.Status != status) host.StatusSince = now;
        known[host.Id] = (status, last.Next <= now ? now + Every : last.Next);
        if (last.Next > now) return;
        var active = machine.Guest.Sessions.Count(session => session.Active);
        rows.Write(
            "WVDAgentHealthStatus",
            ("SessionHostName", host.Name),
            ("SessionHostResourceId", machine.Id),
            ("Status", status),
            ("StatusTimeStamp", host.StatusSince),
            ("LastHeartBeat", host.LastHeartBeat),
            ("AllowNewSessions", host.AllowNewSession ? "True" : "False"),
            ("ActiveSessions", active.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("InactiveSessions", (machine.Guest.Sessions.Count - active).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("AgentVersion", machine.Guest.Agent?.AgentVersion ?? ""),
            ("SxSStackVersion", machine.Guest.Agent?.SxsVersion ?? ""),
            ("SessionHostHealthCheckResult", Checks(SessionHostHealth.FailedChecks(machine))),
            ("_ResourceId", pool.Id.ToLowerInvariant()));
    }

    private static JsonArray Checks(IReadOnlyList<string> failed) => [.. Numbers.Select((name, number) => new JsonObject
    {
        ["HealthCheckName"] = number,
        ["HealthCheckResult"] = failed.Contains(name, StringComparer.Ordinal) ? 2 : 1,
        ["AdditionalFailureDetails"] = failed.Contains(name, StringComparer.Ordinal) ? new JsonObject { ["ErrorCode"] = -2147467259, ["Message"] = $"{name} failed." } : new JsonObject { ["ErrorCode"] = 0, ["Message"] = "" },
    })];
}
