using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// What inside a guest keeps RDP from answering, each with the failure that owns it. Where two stand together the one is cured, and is no failed
/// repair because of the other; and nothing is started over a reason that a start does not cure.
/// </summary>
internal static class ListenerReasons
{
    /// <summary>fDenyTSConnections as it counts: a policy wins over the machine's own value.</summary>
    public static bool Denied(GuestFacts guest) => (guest.Rdp.DenyPolicy ?? guest.Rdp.DenyLocal) == 1;

    /// <summary>A process that is not the Remote Desktop service sits on the port.</summary>
    public static bool Occupied(GuestFacts guest) =>
        guest.Listener is { Listening: true, OwnerPid: > 0 } listener && guest.Service("TermService") is { } service && listener.OwnerPid != service.Pid;

    /// <summary>Those that no start of the service cures, in the order in which they have to be cured. On an AVD host the listener of RDP-Tcp is not what people reach, and does not count.</summary>
    public static IEnumerable<(string Failure, string Said)> BeforeStart(Host host, GuestFacts guest)
    {
        if (Denied(guest)) yield return (FailureIds.RdpDisabled, "connections are denied");
        if (host.IsSessionHost) yield break;
        if (guest.Server is { EnableWinStation: 0 }) yield return (FailureIds.ListenerMissing, "the listener is switched off");
        if (Occupied(guest)) yield return (FailureIds.PortConflict, $"{guest.Listener.Owner ?? "another process"} sits on port {guest.Listener.Port}");
    }

    /// <summary>All of them but those of one failure.</summary>
    private static IEnumerable<string> Others(Host host, GuestFacts guest, FailureId own)
    {
        foreach (var (failure, said) in BeforeStart(host, guest))
        {
            if (failure != own.Value) yield return said;
        }

        if (host.IsSessionHost && own.Value != FailureIds.AvdSxsListener && guest.Avd is { } avd && AvdSxsListener.IsOff(avd)) yield return "the side-by-side listener is switched off";
        if (!host.IsSessionHost && own.Value != FailureIds.PortChanged && guest.Rdp.Port != host.RdpPort) yield return $"the listener is set to port {guest.Rdp.Port}";
        if (own.Value != FailureIds.TermServiceDown && guest.Service("TermService") is { State: not "Running" } service) yield return $"TermService is {service.State}";
    }

    /// <summary>Cites what is seen of the door from outside; answers whether people come in there.</summary>
    public static bool Answers(Cite cite, HostEvidence evidence)
    {
        if (cite.Read(evidence.Probe) is not { } probe) return false;
        if (probe.Outcome == ProbeOutcome.Answered) cite.Against(evidence.Probe, "RDP answers from outside");
        else if (probe.Reached) cite.For(evidence.Probe, $"the RDP port ends with {probe.Outcome} from a vantage that reached it before");
        return probe.Outcome == ProbeOutcome.Answered;
    }

    /// <summary>
    /// Proves a cure inside the guest. When this reason is gone and people still do not come in because of something else, it has helped: the guest is as
    /// it was read before the repair, so what else stood there stands there still.
    /// </summary>
    /// <param name="done">What was done, as half a sentence.</param>
    public static Cure Prove(Host host, HostEvidence after, DateTimeOffset appliedAt, FailureId own, string done)
    {
        var cure = Proof.Connects(host, after, appliedAt);
        if (cure.Verdict != CureVerdict.NotCured) return cure;
        if (!host.IsSessionHost && after.Probe.Value is { Reached: true } probe)
        {
            if (probe.Outcome == ProbeOutcome.Timeout) return new Cure(CureVerdict.Helped, $"{done}; something in front of the host drops the packets.");
            if (probe.Outcome is ProbeOutcome.TlsFailed or ProbeOutcome.NegotiationRefused) return new Cure(CureVerdict.Helped, $"{done}, and RDP listens again; the handshake ends with {probe.Outcome}.");
        }

        return after.Guest.Value is { } guest && Others(host, guest, own).FirstOrDefault() is { } other ? new Cure(CureVerdict.Helped, $"{done}; besides, {other}.") : cure;
    }
}
