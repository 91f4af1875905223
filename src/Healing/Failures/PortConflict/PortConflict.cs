using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Another process sits on the RDP port. It is named and handed over: what a program is for nobody here knows, so none is ever ended. Not on AVD hosts,
/// which are not reached through that port.
/// </summary>
public sealed class PortConflict : IFailure
{
    public FailureId Id { get; } = new(FailureIds.PortConflict);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { } guest || !ListenerReasons.Occupied(guest)) return null;
        if (ListenerReasons.Answers(cite, evidence)) return null;
        var named = Named(guest.Listener);
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"port {guest.Listener.Port} is held by {named}; TermService is {guest.Service("TermService")!.State} with process {guest.Service("TermService")!.Pid}"));
        // Between two readings a restarted service has another process of the same name; only what answers strangely from outside tells then.
        var certain = !IsServiceHost(guest.Listener) || evidence.Probe.Value is { Outcome: ProbeOutcome.NotRdp };
        return cite.Diagnose(Id, certain ? 0.95 : 0.5, $"{named} sits on the RDP port")! with { Decisive = certain, PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var named = evidence.Guest.Value is { } guest ? Named(guest.Listener) : "another process";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                $"the owner of the application on {host.Name}",
                $"{named} listens on port {host.RdpPort}. Give it another port or stop it (Get-NetTCPConnection -State Listen -LocalPort {host.RdpPort} shows it; for a port proxy: netsh.exe interface portproxy show all), then Start-Service TermService. RDP may move to another port instead, if the rules, the load balancer and the lists move with it.",
                "the serial console."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private static string Named(GuestListener listener) => string.Create(CultureInfo.InvariantCulture, $"{listener.Owner ?? "a process that could not be named"} (process {listener.OwnerPid})");

    private static bool IsServiceHost(GuestListener listener) => listener.Owner is null || string.Equals(listener.Owner, "svchost", StringComparison.OrdinalIgnoreCase);
}
