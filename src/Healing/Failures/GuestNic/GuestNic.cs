using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The guest has lost its network: its adapter is disabled, it has an address of its own instead of Azure's, or its DHCP client is off. No script reaches it
/// then, and nothing outside tells it from a guest that does not boot, so it is named for a person. Network interfaces are never written. The DHCP client
/// is started while the guest is still reached.
/// </summary>
public sealed class GuestNic : IFailure
{
    /// <summary>Heartbeats come every minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    public FailureId Id { get; } = new(FailureIds.GuestNic);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is { } guest) return Inside(cite, evidence, guest);
        if (cite.Read(evidence.Machine) is not { Running: true, AgentReady: false }) return null;
        cite.For(evidence.Machine, "the machine runs, and its guest agent is not ready");
        var silent = Silent(cite, evidence, now);
        var unreached = host.IsSessionHost ? Lost(cite, evidence, now) : Dropped(cite, evidence);
        if (silent is false || unreached is false) return null;
        var boots = Boots(cite, evidence);
        var closed = evidence.Network.Value?.Rules.FirstOrDefault(rule => rule.State != RuleState.AsListed);
        if (closed is not null) cite.Against(evidence.Network, $"{closed.Rule.Name} is {closed.State}, which explains why RDP times out");
        var denied = evidence.Path.Value?.Denied ?? ClosedByJustInTime.Of(evidence);
        if (denied is not null) cite.Against(evidence.Network, $"{denied.RuleName} of {denied.GroupName} denies RDP, which explains why it times out");
        var agreed = silent is true && unreached is true && !boots && closed is null && denied is null;
        var because = agreed ? "agent, logs and network fell silent together on a machine that runs and did not restart" : "it is silent, and other causes explain that as well";
        return cite.Diagnose(Id, agreed ? 0.7 : 0.4, because)! with { PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        if (evidence.Guest.Value is { Network.Dhcp: true } guest && guest.Service("Dhcp") is { State: not "Running" })
        {
            return new Plan
            {
                Failure = Id,
                Rungs = [new Rung([GuestSteps.Service(StepNames.StartDhcpClient, "Dhcp", "Start").Once(host, "Dhcp")], "start the DHCP client before the address runs out")],
                ForPerson = $"Find out what stops the DHCP client of {host.Name}; without it the machine loses its address.",
            };
        }

        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                "the Azure operators",
                $"look at the boot diagnostics screenshot of {host.Name} first: a sign-in screen means that Windows is up and its network is not. Then over the serial console: netsh.exe interface show interface; netsh.exe interface set interface name=\"Ethernet\" admin=enabled; netsh.exe interface ip set address name=\"Ethernet\" source=dhcp; sc.exe config Dhcp start= auto; sc.exe start Dhcp. If there is no serial console: az vm reapply, then give the network interface another free static address and take it back, which makes a new adapter; that restarts the machine and changes what DNS, rules and pools refer to. Not on an interface with several addresses.",
                host.IsSessionHost ? "the other hosts of the pool take people." : null),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>The guest answers, so its network works; it may not for long.</summary>
    private Diagnosis? Inside(Cite cite, HostEvidence evidence, GuestFacts guest)
    {
        if (guest.Network is not { } network) return null;
        if (!network.Dhcp) cite.For(evidence.Guest, "the adapter has an address of its own instead of the one that Azure gives it");
        else if (guest.Service("Dhcp") is { State: not "Running" } dhcp) cite.For(evidence.Guest, $"the DHCP client is {dhcp.State}, start mode {dhcp.Start}: the address is lost when its lease ends");
        if (cite.Supports.Count == 0) return null;
        return cite.Diagnose(Id, 0.8, network.Dhcp ? "the DHCP client does not run" : "the guest has a static address")! with { Part = network.Dhcp ? Part.Contributes : Part.Bystander, PersonOnly = !network.Dhcp };
    }

    /// <summary>Null: heartbeats are not collected, which says nothing.</summary>
    private static bool? Silent(Cite cite, HostEvidence evidence, DateTimeOffset now)
    {
        if (cite.Read(evidence.Logs) is not { } logs || logs.NotCollected.Any(missing => missing.StartsWith("Heartbeat", StringComparison.Ordinal))) return null;
        if (logs.Heartbeat is { } last && now - last <= Silence)
        {
            cite.Against(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"its monitoring agent sent a heartbeat at {last:HH:mm:ss}"));
            return false;
        }

        cite.For(evidence.Logs, logs.Heartbeat is { } newest ? string.Create(CultureInfo.InvariantCulture, $"no heartbeat since {newest:HH:mm:ss}") : "no heartbeat in the last half hour");
        return true;
    }

    private static bool? Dropped(Cite cite, HostEvidence evidence)
    {
        if (cite.Read(evidence.Probe) is not { } probe) return null;
        // A reset comes from the guest's own network: that works.
        if (probe.Outcome != ProbeOutcome.Timeout) return false;
        if (!probe.Reached) return null;
        cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
        return true;
    }

    private static bool? Lost(Cite cite, HostEvidence evidence, DateTimeOffset now)
    {
        if (cite.Read(evidence.SessionHost) is not { } avd) return null;
        if (avd.LastHeartBeat is not { } last) return null;
        // What reports has a network.
        if (now - last <= Silence) return false;
        cite.For(evidence.SessionHost, string.Create(CultureInfo.InvariantCulture, $"the AVD service has heard nothing since {last:HH:mm:ss}, status {avd.Status}"));
        return true;
    }

    /// <summary>It went down before it fell silent: then it may not have come up.</summary>
    private static bool Boots(Cite cite, HostEvidence evidence)
    {
        var went = evidence.Logs.Value?.Of("Kernel-Power", 41).Concat(evidence.Logs.Value.Of("WER-SystemErrorReporting", 1001)).ToList() ?? [];
        foreach (var one in went) cite.Against(evidence.Logs, $"event {one.EventId} of {one.Source}: it went down, and may not have started again");
        return went.Count > 0;
    }
}
