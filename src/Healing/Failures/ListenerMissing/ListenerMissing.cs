using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The service runs, and its listener RDP-Tcp is switched off (fEnableWinStation), refuses every logon (fLogonDisabled), or is bound to one adapter only
/// (LanAdapter). Not on AVD hosts: people reach another listener there, and hardened images switch this one off on purpose.
/// </summary>
public sealed class ListenerMissing : IFailure
{
    public FailureId Id { get; } = new(FailureIds.ListenerMissing);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ListenerMissing, Queries.Detect("ListenerMissing"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { } guest || guest.Server is not { } server) return null;
        if (server.EnableWinStation == 0) cite.For(evidence.Guest, "fEnableWinStation of RDP-Tcp is 0");
        if (server.LogonDisabled == 1) cite.For(evidence.Guest, "fLogonDisabled of RDP-Tcp is 1");
        var off = cite.Supports.Count > 0;
        if (server.LanAdapter != 0) cite.For(evidence.Guest, $"LanAdapter of RDP-Tcp is {server.LanAdapter}: it is bound to one adapter");
        if (cite.Supports.Count == 0) return null;
        var answers = ListenerReasons.Answers(cite, evidence);
        cite.Signals(evidence, Id.Value);
        // One adapter is the right one on a machine with several networks, for as long as people come in through it.
        if (!off) return evidence.Probe.Value is { Reached: true, Outcome: ProbeOutcome.Refused } ? cite.Diagnose(Id, 0.85, "the listener is bound to an adapter that people do not come through") : null;
        var diagnosis = cite.Diagnose(Id, 0.95, server.EnableWinStation == 0 ? "the listener RDP-Tcp is switched off" : "the listener RDP-Tcp refuses every logon")!;
        // A switched-off listener that still answers ends at the next start of the service; one that refuses logons answers the handshake all the same.
        return diagnosis with { Decisive = true, PersonOnly = SettingOwner.OfListener(guest) is not null, Part = answers && server.LogonDisabled != 1 ? Part.Contributes : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var (guest, server) = (evidence.Guest.Value, evidence.Guest.Value?.Server);
        var own = $"Open WinStations\\RDP-Tcp under HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server on {host.Name}: fEnableWinStation 1, fLogonDisabled 0, LanAdapter 0; if the key is damaged save it, import it from a healthy machine of the same build, and restart TermService.";
        if (guest is null || server is null || SettingOwner.OfListener(guest) is { })
            return new Plan { Failure = Id, ForPerson = Handover.To(guest is null ? "the Windows team" : SettingOwner.OfListener(guest) ?? "the Windows team", own, "the serial console.") };
        var settings = new List<Step>();
        if (server.EnableWinStation == 0) settings.Add(Change(StepNames.EnableListener, "enable-listener"));
        else if (server.LogonDisabled == 1) settings.Add(Change(StepNames.EnableLogons, "enable-listener"));
        if (server.LanAdapter != 0) settings.Add(Change(StepNames.BindAllAdapters, "all-adapters"));
        var rungs = new List<Rung>();
        // The adapter is read when the listener starts, so there the setting alone is no rung.
        if (server.LanAdapter == 0) rungs.Add(new Rung(settings, "switch the listener on"));
        rungs.Add(new Rung([.. PoolSteps.Leave(host, evidence), .. settings, GuestSteps.RestartTermService()], "set the listener right, and restart the service once nobody is signed in"));
        return new Plan { Failure = Id, Rungs = rungs, ForPerson = own, ProofWithin = LogonsOnly(server) ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(3) };

        Step Change(string name, string change) => GuestSteps.Registry(name, change, Risk.R1).Once(host, change);
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => plan.Rungs.SelectMany(rung => rung.Steps).Any(step => step.Name == StepNames.EnableLogons)
        ? Proof.SignsIn(host, after, appliedAt)
        : ListenerReasons.Prove(host, after, appliedAt, Id, "The listener is set right");

    private static bool LogonsOnly(GuestServer server) => server is { EnableWinStation: not 0, LogonDisabled: 1 };
}
