using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The Windows firewall keeps RDP out: the built-in rule is off or not for the profile in use, the profile ignores its rules, or a rule blocks the port.
/// Only the inbound side of what is wrong is set back; a profile is never switched off, outbound is never touched, and a block rule is somebody's decision.
/// AVD hosts need no inbound port, so this class does not exist for them.
/// </summary>
public sealed class GuestFirewallShut : IFailure
{
    /// <summary>The port that the built-in rule lets in.</summary>
    private const int BuiltIn = 3389;

    public FailureId Id { get; } = new(FailureIds.GuestFirewall);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { } guest || Wrong(guest) is not { } wrong) return null;
        var probe = cite.Read(evidence.Probe);
        // Whatever the door says, a packet that got there passed the firewall.
        if (probe is { Outcome: ProbeOutcome.Answered } or { Reached: true, Outcome: not ProbeOutcome.Timeout }) return null;
        cite.For(evidence.Guest, wrong);
        var missed = probe is { Reached: true };
        if (missed) cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
        var diagnosis = cite.Diagnose(Id, missed ? 0.9 : 0.5, missed ? wrong : $"{wrong}; no vantage that reached it before tells whether people miss it")!;
        return diagnosis with { Decisive = missed, PersonOnly = Whose(host, guest) is not null };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        if (evidence.Guest.Value is not { } guest) return new Plan { Failure = Id, ForPerson = Handover.To("the Windows team", $"look at the inbound rules of Remote Desktop on {host.Name}: Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752'.") };
        if (Whose(host, guest) is { } owner) return new Plan { Failure = Id, ForPerson = Handover.To(owner, Ask(host, guest, policy), "the serial console.") };
        var steps = new List<Step>();
        if (guest.Firewall.BlockAllInbound) steps.Add(Change(StepNames.AllowFirewallInbound, "allow-inbound"));
        if (!guest.Firewall.RdpRuleEnabled || guest.Firewall.PortCovered == false) steps.Add(Change(StepNames.EnableFirewallRule, "enable-rule"));
        return new Plan
        {
            Failure = Id,
            Rungs = [new Rung(steps, "let the built-in inbound rule of Remote Desktop count again in the profile in use")],
            ForPerson = $"{Ask(host, guest, policy)} Never switch a firewall profile off instead.",
            ProofWithin = TimeSpan.FromMinutes(3),
        };

        Step Change(string name, string change) =>
            GuestSteps.Script(name, "firewall-repair", "firewall-verify", "Apply", Risk.R1, [KeyValuePair.Create(StepArguments.ParameterPrefix + "Change", change)]).Once(host, $"firewall {change}");
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        // Packets come to the door again, which was what this was about.
        if (after.Probe.Value is { Reached: true, Outcome: not (ProbeOutcome.Timeout or ProbeOutcome.Answered) } other)
            return new Cure(CureVerdict.Helped, $"The Windows firewall lets RDP in again; the host itself now ends with {other.Outcome}.");
        if (after.Probe.Value is { Outcome: ProbeOutcome.Timeout } && after.Network.Value?.Rules.FirstOrDefault(rule => rule.State != RuleState.AsListed) is { } closed)
            return new Cure(CureVerdict.Helped, $"The Windows firewall lets RDP in again; before the host, {closed.Rule.Name} is {closed.State}.");
        return Proof.Connects(host, after, appliedAt);
    }

    /// <summary>What keeps RDP out of the guest, in words; null: nothing does, or nobody could tell.</summary>
    private static string? Wrong(GuestFacts guest)
    {
        var firewall = guest.Firewall;
        // A profile that is off lets everything in, whatever its rules say; which profile counts is known from newer collectors only.
        if (firewall.ProfilesOff is { Count: > 0 } off && (firewall.Active is null || firewall.Active.Any(name => off.Contains(name, StringComparer.OrdinalIgnoreCase)))) return null;
        var profile = firewall.Active is { Count: > 0 } active ? $" in profile {string.Join(" and ", active)}" : "";
        if (firewall.BlockedBy is { } rule) return string.Create(CultureInfo.InvariantCulture, $"the firewall rule {rule} blocks port {guest.Rdp.Port}{profile}");
        if (firewall.BlockAllInbound) return $"the firewall blocks all inbound connections{profile} and ignores its rules";
        if (firewall.PortCovered == true) return null;
        if (!firewall.RdpRuleEnabled) return "the inbound rule of Remote Desktop is off";
        return firewall.PortCovered == false ? string.Create(CultureInfo.InvariantCulture, $"no enabled inbound rule lets port {guest.Rdp.Port} in{profile}") : null;
    }

    /// <summary>Who has to decide; null: a machine may.</summary>
    private static string? Whose(Host host, GuestFacts guest)
    {
        if (SettingOwner.OfFirewall(guest) is { } owner) return owner;
        if (guest.Firewall.BlockedBy is not null) return $"whoever made the block rule on {host.Name}";
        return guest.Rdp.Port == BuiltIn || guest.Firewall.BlockAllInbound ? null : $"the owner of {host.Name}";
    }

    private static string Ask(Host host, GuestFacts guest, Policy policy)
    {
        if (guest.Firewall.BlockedBy is { } rule) return $"decide about the firewall rule {rule} on {host.Name}, which blocks RDP: Get-NetFirewallRule -Name '{rule}'. A block wins over every allow, and it is not ours to lift.";
        if (guest.Firewall.BlockAllInbound) return $"let the profile in use on {host.Name} heed its inbound rules again: Set-NetFirewallProfile -Name {Profile(guest)} -AllowInboundRules True.";
        if (guest.Rdp.Port == BuiltIn) return $"switch the inbound rule of Remote Desktop on for the profile in use on {host.Name}: Enable-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP'.";
        var sources = policy.Rules.Where(listed => host.NetworkSecurityGroups.Contains(listed.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).SelectMany(listed => listed.Sources).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var from = sources.Count > 0 ? string.Join(',', sources) : "the addresses of your administrators";
        return string.Create(CultureInfo.InvariantCulture, $"RDP on {host.Name} uses port {guest.Rdp.Port}, which no built-in rule lets in: New-NetFirewallRule -DisplayName 'Remote Desktop' -Direction Inbound -Protocol TCP -LocalPort {guest.Rdp.Port} -RemoteAddress {from} -Action Allow.");
    }

    private static string Profile(GuestFacts guest) => guest.Firewall.Active is { Count: > 0 } active ? string.Join(',', active) : "Domain";
}
