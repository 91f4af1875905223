using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The listener's port differs from the one that people, rules and load balancers know. What the operator listed decides which is right: that port is
/// restored. Where nothing is listed, or the lists name another port than people use, somebody meant something, and a person decides.
/// </summary>
public sealed class PortChanged : IFailure
{
    public FailureId Id { get; } = new(FailureIds.PortChanged);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { } guest) return null;
        var (port, listed) = (guest.Rdp.Port, DesiredPort.Of(host, policy));
        // As listed is right, whatever others believe.
        if (port == host.RdpPort || listed.Contains(port)) return null;
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"the listener is set to port {port}"));
        var answers = ListenerReasons.Answers(cite, evidence);
        var missed = evidence.Probe.Value is { Reached: true, Outcome: ProbeOutcome.Refused or ProbeOutcome.Timeout };
        if (answers)
        {
            var waits = cite.Diagnose(Id, 0.8, string.Create(CultureInfo.InvariantCulture, $"port {port} waits in the registry and is taken at the next start of the service"))!;
            return waits with { Part = Part.Contributes, PersonOnly = !Restores(host, guest, listed) };
        }

        // A port of its own that nobody listed and nobody misses here is no fault.
        if (listed.Count == 0 && !missed) return null;
        var because = listed.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"the listener is set to port {port}, and nobody listed which port is right")
            : string.Create(CultureInfo.InvariantCulture, $"the listener is set to port {port}, listed is {string.Join(" and ", listed)}");
        return cite.Diagnose(Id, listed.Count == 0 ? 0.8 : 0.9, because)! with { Decisive = listed.Count > 0 && missed, PersonOnly = !Restores(host, guest, listed) };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var (guest, listed) = (evidence.Guest.Value, DesiredPort.Of(host, policy));
        if (guest is null || !Restores(host, guest, listed))
        {
            var port = guest?.Rdp.Port.ToString(CultureInfo.InvariantCulture) ?? "another port";
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To(
                    guest is null ? "the owner of the machine" : SettingOwner.OfListener(guest) ?? "the owner of the machine",
                    $"RDP on {host.Name} is set to port {port}. Either set PortNumber under HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp to {host.RdpPort} and restart TermService when nobody is signed in, or let the security rules, the load balancer and the Windows firewall follow port {port}, and list it as desired state.",
                    $"connect to port {port} where the network lets you, or use the serial console."),
            };
        }

        var text = host.RdpPort.ToString(CultureInfo.InvariantCulture);
        var restore = GuestSteps.Registry(StepNames.RestorePort, "restore-port", Risk.R1, text).Once(host, "PortNumber");
        var waits = evidence.Probe.Value is { Outcome: ProbeOutcome.Answered };
        return new Plan
        {
            Failure = Id,
            Rungs = waits
                ? [new Rung([restore], $"take the waiting port back to {text}; the service has not taken it yet")]
                : [new Rung([.. PoolSteps.Leave(host, evidence), restore, GuestSteps.RestartTermService()], $"restore port {text}, which is listed, and restart the service once nobody is signed in")],
            ForPerson = $"Find out what sets PortNumber on {host.Name} and change it there; listed for RDP is port {text}.",
            ProofWithin = TimeSpan.FromMinutes(3),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => ListenerReasons.Prove(host, after, appliedAt, Id, "The listed port is restored");

    /// <summary>The listed port is the one that people use, no other is listed beside it, and nobody else owns the value.</summary>
    private static bool Restores(Host host, GuestFacts guest, IReadOnlyList<int> listed) => listed.Count == 1 && listed[0] == host.RdpPort && SettingOwner.OfListener(guest) is null;
}
