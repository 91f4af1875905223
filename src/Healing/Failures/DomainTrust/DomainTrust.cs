using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The machine's secure channel to its domain is broken, so that no domain account signs in. Mending it needs a domain credential, which the product never
/// has: a person gets the exact command. Only a Netlogon service that is stopped, without which there is no channel, is started.
/// </summary>
public sealed class DomainTrust : IFailure
{
    private const string Check = "DomainTrustCheck";

    private const string Service = "Netlogon";

    public FailureId Id { get; } = new(FailureIds.DomainTrust);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.DomainTrust, Queries.Detect("DomainTrust"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var guest = cite.Read(evidence.Guest);
        if (guest is { Os.OfDomain: false }) return null;
        var reported = Reported(cite, host, evidence);
        var refused = SignInEvidence.Refused(cite, evidence, "C000018C", "C000018D", "C0000192") > 0;
        if (guest?.Service(Service) is { State: "Stopped" } service) return Stopped(cite, host, evidence, guest, service);
        // Without a controller no channel can be tested: that is another failure's.
        if (guest?.Domain is { Controller: false }) return null;
        var said = cite.Event(evidence, "NETLOGON", 3210) | refused | Told(cite, evidence);
        cite.Signals(evidence, Id.Value);
        var part = SignInEvidence.PartOf(host, evidence);
        if (guest?.Domain is { SecureChannel: false } domain)
        {
            cite.For(evidence.Guest, $"Test-ComputerSecureChannel says that {domain.Name} does not trust this machine, and a controller is found");
            return cite.Diagnose(Id, 0.95, "its domain does not trust this machine")! with { PersonOnly = true, Decisive = true, Part = part };
        }

        if (guest?.Domain is { SecureChannel: true })
        {
            cite.Against(evidence.Guest, "the secure channel is tested, and well");
            return reported ? cite.Diagnose(Id, 0.5, "the AVD service reports it, and inside all is well: the report may be older") : null;
        }

        if (reported) return cite.Diagnose(Id, 0.85, "the AVD service reports that the domain does not trust this machine")! with { PersonOnly = true, Decisive = true, Part = part };
        return said ? cite.Diagnose(Id, 0.7, "Netlogon and the sign-ins that fail say so; nobody could test the channel")! with { PersonOnly = true, Part = part } : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var domain = guest?.Domain?.Name ?? "its domain";
        if (guest?.Service(Service) is not { State: "Stopped" } service)
        {
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To(
                    "the Active Directory team",
                    $"find the computer account {host.Name} in {domain}: is it there, enabled, and is there no second machine of that name (a clone, a restored snapshot)? Then on {host.Name}, signed in with a local administrator: Test-ComputerSecureChannel -Repair -Credential (Get-Credential), with an account that may reset it; where that fails, Reset-ComputerMachinePassword -Server <controller> -Credential (Get-Credential), and only then join it anew, which restarts it.",
                    SignInEvidence.Meanwhile(host)),
            };
        }

        return new Plan
        {
            Failure = Id,
            Rungs = Owner(guest) is not null ? [] : [new Rung([Start(host, service)], service.Start == "Disabled" ? "start Netlogon again, once somebody approves: it is disabled" : "start Netlogon, which keeps the channel to the domain")],
            ForPerson = Handover.To(Owner(guest) ?? $"whoever runs Windows on {host.Name}", $"find out who stopped Netlogon on {host.Name} (event 7036 and 7040 of the Service Control Manager), then: sc.exe config Netlogon start= auto, and sc.exe start Netlogon.", SignInEvidence.Meanwhile(host)),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    private Diagnosis Stopped(Cite cite, Host host, HostEvidence evidence, GuestFacts guest, GuestService service)
    {
        cite.For(evidence.Guest, $"Netlogon is stopped, start mode {service.Start}: there is no channel to the domain");
        return cite.Diagnose(Id, 0.9, "Netlogon is stopped, and without it there is no channel to the domain")! with { Decisive = true, Part = SignInEvidence.PartOf(host, evidence), PersonOnly = Owner(guest) is not null };
    }

    /// <summary>A start mode that somebody set is his: it is set again only once, and only with an approval.</summary>
    private static Step Start(Host host, GuestService service)
    {
        var start = GuestSteps.Service(StepNames.StartNetlogon, Service, "Start");
        return service.Start == "Disabled" ? start.Once(host, "Netlogon start mode") with { NeedsApproval = true } : start;
    }

    private static string? Owner(GuestFacts guest) => SettingOwner.OfListener(guest);

    private static bool Reported(Cite cite, Host host, HostEvidence evidence)
    {
        if (!host.IsSessionHost || cite.Read(evidence.SessionHost) is not { } avd) return false;
        var reported = avd.Status == "DomainTrustRelationshipLost" || avd.FailedChecks.Contains(Check, StringComparer.Ordinal);
        if (reported) cite.For(evidence.SessionHost, $"the AVD service reports {avd.Status} ({string.Join(", ", avd.FailedChecks)})");
        return reported;
    }

    private static bool Told(Cite cite, HostEvidence evidence)
    {
        if (evidence.Logs.Value?.Connection("ConnectionFailedAdTrustedRelationshipFailure") is not { ServiceError: false } failed) return false;
        cite.For(evidence.Logs, $"{failed.Rows} connections of {failed.Users} people ended with {failed.Symbol}");
        return true;
    }
}
