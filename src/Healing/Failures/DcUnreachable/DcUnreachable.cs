using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// No domain controller answers this machine, or the domain's name does not resolve. There is nothing to mend on the member: controllers, the virtual network's
/// DNS and the rules before them are others', and a stopped controller is named and never started.
/// </summary>
public sealed class DcUnreachable : IFailure
{
    /// <summary>Azure's own resolver, which knows no private domain.</summary>
    private const string AzureDns = "168.63.129.16";

    /// <summary>Netlogon asks before the network is up, and then it complains.</summary>
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(20);

    public FailureId Id { get; } = new(FailureIds.DcUnreachable);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.DcUnreachable, Queries.Detect("DcUnreachable"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var guest = cite.Read(evidence.Guest);
        if (guest is { Os.OfDomain: false } or { Domain.Controller: true }) return null;
        var refused = SignInEvidence.Refused(cite, evidence, "C000005E") > 0;
        var complained = Complained(cite, evidence, guest);
        var reported = host.IsSessionHost && cite.Read(evidence.SessionHost) is { } avd && avd.FailedChecks.Contains("DomainReachable", StringComparer.Ordinal);
        if (reported) cite.For(evidence.SessionHost, "the AVD service reports that the domain is not reached");
        cite.Signals(evidence, Id.Value);
        var part = SignInEvidence.PartOf(host, evidence);
        if (guest?.Domain is { Controller: false } domain)
        {
            cite.For(evidence.Guest, $"no domain controller of {domain.Name} is found");
            var resolves = guest.Network?.Resolves;
            if (guest.Network is { } network) cite.For(evidence.Guest, $"its DNS servers are {string.Join(", ", network.Dns)}, and the domain's name {(resolves == false ? "does not resolve" : resolves == true ? "resolves" : "was not asked")}");
            return cite.Diagnose(Id, 0.9, resolves == false ? "the domain's name does not resolve, so that no controller is found" : "no domain controller answers")! with { PersonOnly = true, Decisive = true, Part = part };
        }

        if (reported) return cite.Diagnose(Id, 0.8, "the AVD service reports that the domain is not reached")! with { PersonOnly = true, Decisive = true, Part = part };
        if (refused) return cite.Diagnose(Id, 0.7, "sign-ins fail because no logon server is found; nobody could look inside")! with { PersonOnly = true, Part = part };
        return complained ? cite.Diagnose(Id, 0.5, "Netlogon found no controller at some time; nobody could look inside") : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var domain = guest?.Domain?.Name ?? "the domain";
        var servers = guest?.Network?.Dns ?? [];
        var dns = servers.Contains(AzureDns, StringComparer.Ordinal)
            ? $"the virtual network hands out {AzureDns}, Azure's own DNS, which does not know {domain}: set its DNS servers to the domain's (az network vnet update --dns-servers), then renew the lease on {host.Name} (ipconfig /renew)."
            : guest?.Network?.Resolves == false
                ? $"{domain} does not resolve with the DNS servers {string.Join(", ", servers)}: do they run, and does the virtual network hand out the right ones (az network vnet show --query dhcpOptions)?"
                : "do the domain controllers run (az vm list -d --query \"[?powerState!='VM running'].name\")? RdpMedic never starts one.";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                "the Active Directory team and the network team",
                $"{dns} From {host.Name}: nltest /dsgetdc:{domain} /force; Resolve-DnsName _ldap._tcp.dc._msdcs.{domain} -Type SRV; Test-NetConnection <controller> -Port 88, and the same with 389 and 445; then the network security groups and firewalls between. On {host.Name} itself there is nothing to mend.",
                SignInEvidence.Meanwhile(host)),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    private static bool Complained(Cite cite, HostEvidence evidence, GuestFacts? guest)
    {
        var since = guest?.Os.BootedAt ?? evidence.Machine.Value?.RunningSince;
        if (since is { } start && evidence.Logs.Value?.Of("NETLOGON", 5719).All(one => one.Newest < start + Boot) == true) return false;
        return cite.Event(evidence, "NETLOGON", 5719);
    }
}
