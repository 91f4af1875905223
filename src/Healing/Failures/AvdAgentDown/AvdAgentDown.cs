using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The AVD agent does not report: its boot loader is stopped or hangs, the agent is not installed, or its upgrade does not end. Decisive: the state of the
/// service inside the guest. A host that is not registered, or that does not reach the broker, is not cured by a start; this one then only contributes.
/// </summary>
public sealed class AvdAgentDown : IFailure
{
    private const string Service = "RDAgentBootLoader";

    private const string Administrators = "the AVD administrators";

    public FailureId Id { get; } = new(FailureIds.AvdAgentDown);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.AvdAgentDown, Queries.Detect("AvdAgentDown"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (!host.IsSessionHost || AvdReport.Off(evidence)) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var silent = AvdReport.Silent(cite, evidence, now);
        if (cite.Read(evidence.Guest) is not { } guest)
            return silent is true ? cite.Diagnose(Id, 0.4, "the AVD service hears nothing of it, and nobody could look inside") : null;
        if (guest.Service(Service) is not { } service) return silent is true ? Missing(cite, evidence, guest) : null;
        if (service.State != "Running") return Down(cite, evidence, guest, service);
        cite.Against(evidence.Guest, $"{Service} runs");
        return evidence.SessionHost.Value is { Status: "Upgrading" } upgrading ? Upgrades(cite, evidence, upgrading, now) : silent is true ? Hangs(cite, evidence, guest) : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var service = evidence.Guest.Value?.Service(Service);
        if (service is null || evidence.SessionHost.Value is { Status: "Upgrading" })
            return new Plan { Failure = Id, ForPerson = service is null && evidence.Guest.Value is not null ? Install(host) : Upgrade(host) };
        var start = GuestSteps.Service(StepNames.StartAvdAgent, Service, "Start");
        return new Plan
        {
            Failure = Id,
            Rungs = service switch
            {
                // A start mode is a setting: if it comes back, somebody else owns it.
                { State: "Stopped", Start: "Disabled" } => [new Rung([start.Once(host, $"{Service} start mode")], "let the boot loader be started again, and start it")],
                { State: "Stopped" } => [new Rung([start], "start the boot loader of the AVD agent")],
                _ => [new Rung([GuestSteps.Service(StepNames.RestartAvdAgent, Service, "Restart")], "restart the boot loader of the AVD agent; sessions go on")],
            },
            ForPerson = Handover.To(
                Administrators,
                $"on {host.Name}: Get-WinEvent -LogName Application -MaxEvents 20 | Where-Object ProviderName -like 'WVD-Agent*' tells why the agent ends. {(host.Role == HostRole.Personal ? "Agree a restart with its user" : "Restart the machine when nobody is signed in, or give the host to the replacer")}: az vm restart --ids {host.Id}.",
                Meanwhile(host)),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => AvdReport.Prove(host, after, appliedAt, null, "The agent reports again");

    private Diagnosis? Down(Cite cite, HostEvidence evidence, GuestFacts guest, GuestService service)
    {
        cite.For(evidence.Guest, $"{Service} is {service.State}, start mode {service.Start}, last start ended with {service.ExitCode}");
        var pending = service.State is "StartPending" or "StopPending";
        var diagnosis = cite.Diagnose(Id, pending ? 0.8 : 0.95, $"the boot loader of the AVD agent is {service.State}{(service.Start == "Disabled" ? ": it is disabled" : "")}")! with { Decisive = !pending };
        return Besides(guest) is { } other ? diagnosis with { Part = Part.Contributes, Because = $"{diagnosis.Because}; but {other}, which no start cures" } : diagnosis;
    }

    /// <summary>It runs, everything that it needs is there, and the service hears nothing.</summary>
    private Diagnosis? Hangs(Cite cite, HostEvidence evidence, GuestFacts guest)
    {
        if (guest.Avd is not { } avd || Besides(guest) is not null || AvdRegistration.IsRefused(avd, evidence)) return null;
        if (avd.Broker is null) return cite.Diagnose(Id, 0.5, "the agent is silent; whether it reaches the broker was not asked");
        cite.For(evidence.Guest, "the host is registered, and the broker answers from there");
        return cite.Diagnose(Id, 0.8, "the agent runs, reaches the broker, and reports nothing: it hangs");
    }

    private Diagnosis? Upgrades(Cite cite, HostEvidence evidence, SessionHostFacts avd, DateTimeOffset now)
    {
        if (avd.StatusSince is not { } since || AvdReport.IsUpgrading(avd, now)) return null;
        cite.For(evidence.SessionHost, string.Create(CultureInfo.InvariantCulture, $"the AVD service reports Upgrading since {since:u}"));
        return cite.Diagnose(Id, 0.75, "the upgrade of the agent does not end")! with { PersonOnly = true };
    }

    /// <summary>The collector asks every host for this service: where it is not, there is none.</summary>
    private Diagnosis? Missing(Cite cite, HostEvidence evidence, GuestFacts guest)
    {
        if (guest.Avd is not null || guest.Problems?.ContainsKey("avd") == true) return null;
        cite.For(evidence.Guest, $"there is no {Service}, and no trace of the agent in the registry");
        return cite.Diagnose(Id, 0.85, "the AVD agent is not installed")! with { PersonOnly = true };
    }

    /// <summary>What keeps the agent from reporting even when it runs; null: nothing that is known.</summary>
    private static string? Besides(GuestFacts guest)
    {
        if (guest.Avd is { Registered: false }) return "the host is not registered";
        return guest.Avd is { Broker: false } || guest.Network is { Resolves: false } ? "the broker is not reached" : null;
    }

    private static string Install(Host host) => Handover.To(
        Administrators,
        $"install the Azure Virtual Desktop agent and then its boot loader on {host.Name}, with a new registration key of its pool: az desktopvirtualization hostpool update --registration-info expiration-time=<in one hour> registration-token-operation=Update, then retrieve-registration-token. A pooled host is replaced sooner.",
        Meanwhile(host));

    private static string Upgrade(Host host) => Handover.To(
        Administrators,
        $"drain {host.Name}; stop RDAgentBootLoader, uninstall the newest \"Remote Desktop Services SxS Network Stack\", install the newest SxSStack*.msi of %ProgramFiles%\\Microsoft RDInfra, and restart the machine. A pooled host is given to the replacer instead.",
        Meanwhile(host));

    private static string? Meanwhile(Host host) => host.Role == HostRole.Personal ? null : "the other hosts of the pool take people.";
}
