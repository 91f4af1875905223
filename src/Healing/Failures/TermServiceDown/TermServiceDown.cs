using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The Remote Desktop service is stopped, disabled, has a wrong account, crashes or hangs. Decisive: its state inside the guest. What a start would not
/// cure (denied connections, a listener that is switched off, another process on the port) belongs to other failures, and this one then only contributes.
/// </summary>
public sealed class TermServiceDown : IFailure
{
    private const string Scm = "Service Control Manager";

    public FailureId Id { get; } = new(FailureIds.TermServiceDown);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.TermServiceDown, Queries.Detect("TermServiceDown"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var refused = Outside(cite, host, evidence);
        if (cite.Read(evidence.Guest) is not { } guest)
            return refused ? cite.Diagnose(Id, 0.4, "the port is refused, and nobody could look inside") : null;
        if (guest.Service("TermService") is not { } service) return null;
        var complained = Complained(cite, evidence);
        var diagnosis = service.State == "Running" ? Hangs(cite, host, evidence, guest, complained) : Down(cite, evidence, service);
        return diagnosis is not null && ListenerReasons.BeforeStart(host, guest).Select(reason => reason.Said).FirstOrDefault() is { } other
            ? diagnosis with { Part = Part.Contributes, Because = $"{diagnosis.Because}; but {other}, which no start cures" }
            : diagnosis;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var service = evidence.Guest.Value?.Service("TermService");
        var ending = ServiceEndings.Of(service);
        if (ending == ServiceEnding.AccessDenied)
        {
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To("the Windows team", $"TermService on {host.Name} may not start (error 5, access denied). Compare what NETWORK SERVICE may read (service rights: sc.exe sdshow TermService; files and registry: a Process Monitor trace) with a healthy machine of the same build.", "the serial console."),
            };
        }

        return new Plan
        {
            Failure = Id,
            Rungs = [.. Ladder(host, evidence, service, ending)],
            ForPerson = $"Collect a dump of TermService on {host.Name}, then restart the machine when nobody is signed in (az vm restart --ids {host.Id}); on a pooled AVD host hand it to the replacer instead. If nothing listens after that, the key WinStations\\RDP-Tcp may be damaged: save it, and import it from a healthy machine of the same build.",
            ProofWithin = host.IsSessionHost ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(3),
        };
    }

    /// <summary>The service was seen to listen inside the guest; packets that are dropped on the way are another failure's, and no reason to stop it again.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => ListenerReasons.Prove(host, after, appliedAt, Id, "The service listens inside the guest");

    /// <summary>What is seen without looking inside; answers whether the door is shut where it was open before.</summary>
    private static bool Outside(Cite cite, Host host, HostEvidence evidence)
    {
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

        return refused;
    }

    /// <summary>The service control manager said that this service, and not another, ended or hangs.</summary>
    private static bool Complained(Cite cite, HostEvidence evidence)
    {
        var said = evidence.Logs.Value?.Of(Scm, 7011, 7022, 7031, 7034).Where(one => Names(one.Sample)).ToList() ?? [];
        foreach (var one in said) cite.For(evidence.Logs, $"event {one.EventId} of {Scm}, {one.Rows} times: {one.Sample}");
        return said.Count > 0;
    }

    private static bool Names(string text) => text.Contains("TermService", StringComparison.OrdinalIgnoreCase) || text.Contains("Remote Desktop Services", StringComparison.OrdinalIgnoreCase);

    private Diagnosis? Down(Cite cite, HostEvidence evidence, GuestService service)
    {
        var ending = ServiceEndings.Of(service);
        var state = $"TermService is {service.State} inside the guest";
        cite.For(evidence.Guest, $"TermService is {service.State}, start mode {service.Start}, account {service.Account}, last start ended with {service.ExitCode}");
        // A pending state may be one of passing; only one that was complained of, or that a start ended in before, hangs for certain.
        var hangs = service.State is "StartPending" or "StopPending";
        return cite.Diagnose(Id, hangs ? 0.8 : 0.95, $"{state}{ServiceEndings.Said(ending, service)}") is { } found
            ? found with { Decisive = !hangs, PersonOnly = ending == ServiceEnding.AccessDenied }
            : null;
    }

    /// <summary>It runs, and what it should listen with is not there although nothing else explains that.</summary>
    private Diagnosis? Hangs(Cite cite, Host host, HostEvidence evidence, GuestFacts guest, bool complained)
    {
        cite.Against(evidence.Guest, "TermService runs");
        if (guest.Listener.Listening || ListenerReasons.BeforeStart(host, guest).Any()) return null;
        // People reach an AVD host through the side-by-side listener, whatever became of RDP-Tcp.
        if (host.IsSessionHost && guest.Avd?.SxsListener is not null) return null;
        if (evidence.Probe.Value is { Outcome: ProbeOutcome.Answered }) return null;
        cite.For(evidence.Guest, "TermService runs and nothing listens on the RDP port");
        // A port that waits for the next start is listened on by nobody yet. On an AVD host RDP-Tcp that was switched off says nothing, and a missing
        // side-by-side listener may be its own stack's fault.
        var telling = complained || (host.IsSessionHost ? guest.Server is not { EnableWinStation: 0 } : guest.Rdp.Port == host.RdpPort);
        return cite.Diagnose(Id, telling ? complained ? 0.9 : 0.8 : 0.5, "TermService runs without a listener: it hangs");
    }

    private static IEnumerable<Rung> Ladder(Host host, HostEvidence evidence, GuestService? service, ServiceEnding ending)
    {
        var leave = PoolSteps.Leave(host, evidence).ToList();
        if (service?.State is "Stopped" or null)
        {
            // The account of a service and its start mode are settings: if they come back, somebody else owns them, and no rung tries that again.
            if (ending == ServiceEnding.WrongAccount)
            {
                yield return new Rung([.. leave, Script(StepNames.RestoreServiceAccount, "Account", Risk.R1).Once(host, "TermService account")], "give the service its own account back, and start it");
                yield break;
            }

            var start = Script(StepNames.StartTermService, "Start", Risk.R1);
            if (service?.Start == "Disabled")
            {
                yield return new Rung([.. leave, start.Once(host, "TermService start mode")], "let the service be started again, and start it");
                yield break;
            }

            yield return new Rung([.. leave, start], "start the service");
        }

        // A personal desktop is its user's: what needs a drain waits for him.
        if (host.Role is HostRole.Personal) yield break;
        yield return new Rung([.. PoolSteps.Drain(host), .. leave, Script(StepNames.RestartTermService, "Restart", Risk.R2)], "restart the service once nobody is signed in");
    }

    private static Step Script(string name, string phase, Risk risk) => GuestSteps.Script(name, "termservice-repair", "termservice-verify", phase, risk, []);
}
