using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>The Remote Desktop service is stopped, disabled or hung. Decisive: its state inside the guest, together with a listener that is not there.</summary>
public sealed class TermServiceDown : IFailure
{
    public FailureId Id { get; } = new(FailureIds.TermServiceDown);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.TermServiceDown, Queries.Detect("TermServiceDown"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var refused = false;
        if (cite.Read(evidence.Probe) is { } probe && !host.IsSessionHost)
        {
            refused = probe is { Outcome: ProbeOutcome.Refused or ProbeOutcome.NoAnswer, Reached: true };
            if (refused) cite.For(evidence.Probe, $"the RDP port ends with {probe.Outcome} from a vantage that reached it before");
            else if (probe.Outcome == ProbeOutcome.Answered) cite.Against(evidence.Probe, "RDP answers from outside");
        }

        if (host.IsSessionHost && cite.Read(evidence.SessionHost) is { } avd)
        {
            if (avd.FailedChecks.Contains("SxSStackListenerCheck", StringComparer.Ordinal)) cite.For(evidence.SessionHost, "the AVD service reports that the listener is not ready");
            else if (avd.Status == "Available") cite.Against(evidence.SessionHost, "the AVD service reports Available");
        }

        if (cite.Read(evidence.Guest) is not { } guest)
            return refused ? cite.Diagnose(Id, 0.4, "the port is refused, and nobody could look inside") : null;
        if (!guest.Services.TryGetValue("TermService", out var service)) return null;
        if (service.State != "Running")
        {
            cite.For(evidence.Guest, $"TermService is {service.State}, start mode {service.Start}");
            return Owned(guest) ? null : cite.Diagnose(Id, 0.95, $"TermService is {service.State} inside the guest");
        }

        cite.Against(evidence.Guest, "TermService runs");
        if (guest.Listener.Listening || Owned(guest)) return null;
        cite.For(evidence.Guest, "TermService runs and nothing listens on the RDP port");
        return cite.Diagnose(Id, 0.8, "TermService runs without a listener: it hangs");
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var rungs = new List<Rung>();
        if (evidence.Guest.Value?.Services.GetValueOrDefault("TermService")?.State is "Stopped" or null)
            rungs.Add(new Rung([.. PoolSteps.Leave(host, evidence), Script(StepNames.StartTermService, "Start", Risk.R1)], "start the service"));
        if (host.Role is not HostRole.Personal)
            rungs.Add(new Rung([.. PoolSteps.Drain(host), .. PoolSteps.Leave(host, evidence), Script(StepNames.RestartTermService, "Restart", Risk.R2)], "restart the service once nobody is signed in"));
        return new Plan
        {
            Failure = Id,
            Rungs = rungs,
            ForPerson = $"Collect a dump of TermService on {host.Name}, then restart the machine when nobody is signed in (az vm restart --ids {host.Id}); on a pooled AVD host hand it to the replacer instead.",
            ProofWithin = host.IsSessionHost ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(3),
        };
    }

    /// <summary>The service was seen to listen inside the guest; packets that are dropped on the way are another failure's, and no reason to stop it again.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) =>
        !host.IsSessionHost && after.Probe.Value is { Outcome: ProbeOutcome.Timeout, Reached: true }
            ? new Cure(CureVerdict.Helped, "The service listens inside the guest; something in front of the host drops the packets.")
            : Proof.Connects(host, after, appliedAt);

    /// <summary>fDenyTSConnections explains the missing listener and is another failure, not ours to start over.</summary>
    private static bool Owned(GuestFacts guest) => guest.Rdp.DenyPolicy == 1 || guest.Rdp.DenyLocal == 1;

    private static Step Script(string name, string phase, Risk risk) => new()
    {
        Name = name,
        Kind = StepKinds.Script,
        Risk = risk,
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StepArguments.Script] = "termservice-repair",
            [StepArguments.Phase] = phase,
            [StepArguments.VerifyScript] = "termservice-verify",
        },
    };
}
