using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// One person, or one network, cannot keep a connection to a host on which others work: it is the client or what lies before it. Nothing of the host explains
/// it and nothing there is repaired, so it is named beside what else is found, and explained to whoever asks about just that.
/// </summary>
public sealed class ClientSide : IFailure
{
    /// <summary>Connections that break on the way. Wrong passwords and missing assignments are somebody else's matter, and no fault of a network.</summary>
    private static readonly string[] Broken =
    [
        "ConnectionBroken", "UnexpectedNetworkDisconnect", "ShortpathTransportNetworkDrop", "ShortpathTransportReliabilityThresholdFailure",
        "ConnectionBrokenMissedHeartbeatThresholdExceeded", "ConnectionFailedClientDisconnect",
    ];

    public FailureId Id { get; } = new(FailureIds.ClientSide);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (!host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.SessionHost) is not { Status: "Available" }) return null;
        if (cite.Read(evidence.Logs) is not { Connections: { } failures, Successes: { } others } logs) return null;
        var broken = failures.Where(one => !one.ServiceError && Broken.Contains(one.Symbol, StringComparer.OrdinalIgnoreCase)).ToList();
        // Where several people from several networks fail alike it is not the clients; and where nobody else works nothing tells host and client apart.
        if (broken.Count == 0 || broken.Exists(one => one.Users > 1 && one.Networks > 1) || others.Users < 2) return null;
        foreach (var one in broken) cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{one.Symbol}, {one.Rows} times, of {one.Users} user from {one.Networks} network"));
        cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{others.Users} others connected to the same host in the same half hour"));
        cite.For(evidence.SessionHost, "the AVD service reports the host as Available");
        return cite.Diagnose(Id, 0.8, "only one person or one network fails on a host on which others work")! with { Part = Part.Bystander, PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the help desk of that person or site",
            $"{host.Name} is well. Update the client (Windows App or the Remote Desktop client), try another network, and look at the site's firewall, VPN and proxy for TCP 443 and UDP 3478 to AVD. In Log Analytics: WVDConnections | where UserName == \"<user>\" | join kind=leftouter WVDErrors on CorrelationId | project TimeGenerated, ClientOS, ClientVersion, ClientSideIPAddress, UdpUse, CodeSymbolic.",
            "the web client, from another network."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
