using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The side-by-side listener of AVD (rdp-sxs) is not there, while the Remote Desktop service runs: it is switched off in the registry, did not come up, or is
/// not installed. Decisive: its two values. Where the service is down or connections are denied, that is cured first, and this one only contributes.
/// </summary>
public sealed class AvdSxsListener : IFailure
{
    private const string Administrators = "the AVD administrators";

    public FailureId Id { get; } = new(FailureIds.AvdSxsListener);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.AvdSxsListener, Queries.Detect("AvdSxsListener"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (!host.IsSessionHost || AvdReport.Off(evidence)) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var avd = cite.Read(evidence.SessionHost);
        var reported = avd is { Status: "SxSStackListenerNotReady" } || avd?.FailedChecks.Contains(AvdReport.SxsCheck, StringComparer.Ordinal) == true;
        if (reported) cite.For(evidence.SessionHost, $"the AVD service reports {avd!.Status}, {AvdReport.SxsCheck} failed");
        if (cite.Read(evidence.Guest) is not { } guest) return reported ? cite.Diagnose(Id, 0.4, "the listener is reported missing, and nobody could look inside") : null;
        if (guest.Avd is not { SxsListener: null } inside) return null;
        cite.For(evidence.Guest, "qwinsta shows no rdp-sxs listener");
        var diagnosis = Why(cite, evidence, guest, inside);
        if (diagnosis is null) return null;
        if (avd is { Status: "Available" }) cite.Against(evidence.SessionHost, "the AVD service reports Available");
        if (ListenerReasons.Denied(guest)) return diagnosis with { Part = Part.Contributes, Because = $"{diagnosis.Because}; but connections are denied" };
        return guest.Service("TermService") is { State: not "Running" } service ? diagnosis with { Part = Part.Contributes, Because = $"{diagnosis.Because}; but TermService is {service.State}" } : diagnosis;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var inside = evidence.Guest.Value?.Avd;
        var installed = inside is { SxsVersion: not null };
        return new Plan
        {
            Failure = Id,
            Rungs = !installed || host.Role == HostRole.Personal ? [] : Ladder(host, inside!),
            ForPerson = Handover.To(
                Administrators,
                installed
                    ? $"{(host.Role == HostRole.Personal ? $"agree a time with the user of {host.Name}" : $"drain {host.Name}, and wait until nobody is signed in")}; restart the machine (az vm restart --ids {host.Id}). If qwinsta shows no rdp-sxs listener then: stop RDAgentBootLoader, uninstall the newest \"Remote Desktop Services SxS Network Stack\", install the newest SxSStack*.msi of %ProgramFiles%\\Microsoft RDInfra, restart. A pooled host is given to the replacer instead."
                    : $"install the newest SxSStack*.msi of %ProgramFiles%\\Microsoft RDInfra on {host.Name} and restart it. An edition of Windows that AVD does not support never shows the listener; a pooled host is replaced sooner.",
                host.Role == HostRole.Personal ? null : "the other hosts of the pool take people."),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => AvdReport.Prove(host, after, appliedAt, AvdReport.SxsCheck, "The side-by-side listener is ready");

    private Diagnosis? Why(Cite cite, HostEvidence evidence, GuestFacts guest, GuestAvd inside)
    {
        if (inside is { SxsVersion: null, SxsEnabled: null })
        {
            cite.For(evidence.Guest, "no side-by-side stack is installed");
            return cite.Diagnose(Id, 0.8, "the side-by-side stack is not installed")! with { PersonOnly = true };
        }

        if (IsOff(inside))
        {
            cite.For(evidence.Guest, $"the listener has fEnableWinStation {Shown(inside.SxsEnabled)}, fReverseConnectMode {Shown(inside.ReverseConnect)}; both should be 1");
            return cite.Diagnose(Id, 0.95, "the side-by-side listener is switched off")! with { Decisive = true };
        }

        // With neither listener there, the service hangs; unless RDP-Tcp was switched off, as hardened images do.
        if (guest.Service("TermService") is not { State: "Running" } || (!guest.Listener.Listening && guest.Server is not { EnableWinStation: 0 })) return null;
        return cite.Diagnose(Id, evidence.SessionHost.Value is { Status: "Available" } ? 0.5 : 0.8, "the Remote Desktop service runs, and the side-by-side listener did not come up");
    }

    private static List<Rung> Ladder(Host host, GuestAvd inside)
    {
        var drain = PoolSteps.Drain(host).ToList();
        return IsOff(inside)
            ? [new Rung([.. drain, GuestSteps.Registry(StepNames.EnableSxsListener, "sxs-listener", Risk.R1).Once(host, "rdp-sxs"), GuestSteps.RestartTermService()], "switch the listener on, and restart the service once nobody is signed in")]
            : [new Rung([.. drain, GuestSteps.RestartTermService()], "restart the service once nobody is signed in, so that the listener comes up")];
    }

    /// <summary>One of its two values is there and is not 1.</summary>
    internal static bool IsOff(GuestAvd inside) => inside.SxsEnabled is not null and not 1 || inside.ReverseConnect is not null and not 1;

    private static string Shown(int? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unset";
}
