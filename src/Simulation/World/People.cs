using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Processes;

namespace RdpMedic.Simulation.World;

/// <summary>People, pipelines and autoscale: they break things, decide things, and change things while the product works on them.</summary>
public sealed class People(Stage stage)
{
    private const string Person = "dana@corp.example";

    private static readonly (string Failure, string Variant)[] OfMachines =
        [("termservice-down", "ended"), ("termservice-down", "ended"), ("termservice-down", "stopped"), ("termservice-down", "hangs"), ("termservice-down", "hangs"), ("termservice-down", "broken"), ("cert-custom-invalid", "expired"), ("cert-custom-invalid", "key-unreadable"), ("lb-misconfig", "down"), ("lb-misconfig", "removed"), ("cert-expiring", "soon"), ("nsg-deny", "deleted"), ("nsg-deny", "altered"),
         ("cert-key-access", "denied"), ("cert-selfsigned-stale", "expired"), ("cert-selfsigned-stale", "held"), ("cert-custom-invalid", "missing"), ("security-layer-downgraded", "reset"),
         ("termservice-down", "wrong-account"), ("rdp-disabled", "local"), ("rdp-disabled", "policy"), ("listener-missing", "off"), ("port-changed", "taken"), ("guest-firewall", "rule-off"),
         ("domain-trust", "netlogon-stopped"), ("time-skew", "service-stopped"),
         ("vm-not-running", "shut-down-inside")];

    private static readonly (string Failure, string Variant)[] OfSessionHosts = [.. Enumerable.Repeat(("termservice-down", "ended"), 4), ("termservice-down", "stopped"), ("rdp-disabled", "local"), .. Enumerable.Repeat(("termservice-down", "hangs"), 5), ("termservice-down", "broken"), ("security-layer-downgraded", "no-nla"), ("domain-trust", "netlogon-stopped"), ("time-skew", "unsynchronised"),
        ("avd-agent-down", "stopped"), ("avd-agent-down", "stopped"), ("avd-agent-down", "disabled"), ("avd-agent-down", "hangs"), ("avd-registration", "expired"), ("avd-sxs-listener", "off"), ("avd-sxs-listener", "away"),
        ("logon-hang", "profile-service"), ("fslogix", "service"), ("session-ghost", "stuck"), ("resource-disk", "caches"), ("resource-memory", "tight")];

    private Fleet Fleet => stage.Azure.Fleet;

    /// <summary>Requests that were accepted: each has to end as a case.</summary>
    public List<(CaseId Case, DateTimeOffset At)> Accepted { get; } = [];

    /// <summary>One thing that people do, by chance.</summary>
    public void Act()
    {
        Action[] things =
        [
            BreakOne, BreakOne, BreakOne, BreakOne, BreakMany, DeleteRule, DeleteRule, Drain, Drain, Open, Open, RemoveMember, RemoveMember, Pause, Hold, Incident, Request, Request, Request, Decide, Decide, Decide, Decide, DeleteMachine, Reboot, Logons, Poison,
        ];
        stage.Dice.Pick(things)();
    }

    /// <summary>Answers what was broken; null: the chosen host is not well.</summary>
    public string? Break(Machine machine, string failure, string variant)
    {
        if (failure is "nsg-deny" && (machine.SecurityGroup is not { } name || !Fleet.SecurityGroups[name].Rules.ContainsKey("allow-rdp-inside"))) return null;
        if (failure is "lb-misconfig" && !Fleet.LoadBalancers.Values.Any(balancer => balancer.ResourceGroup == machine.ResourceGroup && balancer.Pools["rdp"].Members.ContainsKey(machine.Name))) return null;
        if (machine.Power != Power.Running) return null;
        if (failure is "lb-misconfig" && variant == "down" && Balancer(machine).Pools["rdp"].Members[machine.Name].AdminState == "Down") return null;
        stage.Azure.Breaking.Host(machine.Name, failure, variant);
        Meddled(machine, failure);
        if (failure == "nsg-deny") stage.Azure.Ownership.Wrote($"rule {Fleet.SecurityGroups[machine.SecurityGroup!].Id}/allow-rdp-inside", Person, variant == "deleted" ? null : variant);
        if (failure == "lb-misconfig") stage.Azure.Ownership.Wrote($"member {Balancer(machine).Id}/rdp/{machine.Address}", Person, variant);
        stage.Note($"{machine.Name} breaks: {failure}, {variant}");
        return failure;
    }

    private void BreakOne()
    {
        var machine = stage.Dice.Pick(Fleet.Machines.Values.ToList());
        var (failure, variant) = stage.Dice.Pick(IsDesktop(machine) ? OfSessionHosts : OfMachines);
        Break(machine, failure, variant);
    }

    private void BreakMany()
    {
        var pool = stage.Dice.Pick(Fleet.HostPools.Values.ToList());
        var (failure, variant) = stage.Dice.Pick(OfSessionHosts);
        foreach (var host in pool.Hosts.Keys.ToList()) Break(Fleet.Machines[host], failure, variant);
    }

    private void DeleteRule()
    {
        var group = stage.Dice.Pick(Fleet.SecurityGroups.Values.ToList());
        if (!group.Rules.Remove("allow-rdp-inside")) return;
        group.ETag = Fleet.NextETag();
        var who = stage.Dice.Chance(0.5) ? Person : "terraform";
        stage.Azure.Ownership.Wrote($"rule {group.Id}/allow-rdp-inside", who, null);
        foreach (var machine in Fleet.Machines.Values.Where(machine => machine.SecurityGroup == group.Name)) Meddled(machine, "nsg-deny");
        stage.Note($"{who} deletes allow-rdp-inside of {group.Name}");
    }

    private void Drain() => SetDrain(open: false, Person);

    /// <summary>Autoscale opens what it thinks is needed; it does not know who drained it.</summary>
    private void Open() => SetDrain(open: true, "autoscale");

    private void SetDrain(bool open, string who)
    {
        var hosts = Fleet.HostPools.Values.Where(pool => pool.Type == "Pooled").SelectMany(pool => pool.Hosts.Values).Where(host => host.AllowNewSession != open).ToList();
        if (hosts.Count == 0) return;
        var host = stage.Dice.Pick(hosts);
        if (hosts.Where(one => Acting().Exists(machine => machine.Name == one.Machine)).ToList() is { Count: > 0 } acting && stage.Dice.Chance(0.5)) host = stage.Dice.Pick(acting);
        host.AllowNewSession = open;
        Fleet.Activities.Add(new Activity(stage.Agenda.Now, "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", host.Id, who));
        stage.Azure.Ownership.Wrote($"drain {host.Id}", who, open ? "open" : "drained");
        stage.Note($"{who} {(open ? "opens" : "drains")} {host.Machine}");
        // Nobody leaves a host drained for ever.
        if (!open) stage.Agenda.After(stage.Dice.Between(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(60)), () =>
        {
            if (host.AllowNewSession || stage.Azure.Ownership.Last($"drain {host.Id}")?.Writer != who) return;
            host.AllowNewSession = true;
            Fleet.Activities.Add(new Activity(stage.Agenda.Now, "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", host.Id, who));
            stage.Azure.Ownership.Wrote($"drain {host.Id}", who, "open");
            stage.Note($"{who} opens {host.Machine} again");
        });
    }

    private void RemoveMember()
    {
        var machine = stage.Dice.Pick(Fleet.Machines.Values.ToList());
        // Mostly one that the product works on: that is where two hands meet.
        if (Acting() is { Count: > 0 } acting && stage.Dice.Chance(0.7)) machine = stage.Dice.Pick(acting);
        if (!IsDesktop(machine)) Break(machine, "lb-misconfig", "removed");
    }

    private void Pause()
    {
        if (stage.Judge.PausedSince is not null) return;
        stage.Judge.PausedSince = stage.Agenda.Now;
        stage.Note("somebody pauses everything");
        var shared = new Healing.Shared.SharedState(stage.Documents);
        StoredCases.Now(Done(shared.PauseAsync("change freeze", CancellationToken.None)));
        stage.Agenda.After(stage.Dice.Between(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(50)), () =>
        {
            StoredCases.Now(Done(shared.PauseAsync(null, CancellationToken.None)));
            stage.Judge.PausedSince = null;
            stage.Note("the pause is lifted");
        });
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private void Hold()
    {
        var machine = stage.Dice.Pick(Fleet.Machines.Values.ToList());
        machine.Tags["rdpmedic-hold"] = "isolated by the security team";
        stage.Note($"{machine.Name} is put on hold");
        stage.Agenda.After(stage.Dice.Between(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(50)), () => machine.Tags.Remove("rdpmedic-hold"));
    }

    private void Incident()
    {
        var machine = stage.Dice.Pick(Fleet.Machines.Values.ToList());
        machine.PlatformIncident = "We are sorry, your virtual machine is unavailable because of a hardware issue.";
        machine.PlatformPlanned = stage.Dice.Chance(0.3);
        stage.Agenda.After(stage.Dice.Between(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(40)), () => (machine.PlatformIncident, machine.PlatformPlanned) = (null, false));
    }

    private void Request()
    {
        var machine = stage.Dice.Pick(Fleet.Machines.Values.ToList());
        var host = Inventory.Of(stage.Azure, machine);
        if (!host.Enrolled) return;
        var app = stage.Any();
        var request = new RequestBody(null, stage.Dice.Chance(0.4), "a user called", Person);
        app.Process.Run(
            async () =>
            {
                var id = await app.Intake.AcceptAsync(host, request, CancellationToken.None);
                Accepted.Add((id, stage.Agenda.Now));
                if (!request.DryRun) stage.Judge.DryRuns.Remove(id);
                else if (stage.Judge.Cases.All(c => c.Id != id) && Accepted.Count(one => one.Case == id) == 1) stage.Judge.DryRuns.Add(id);
                stage.Judge.Stake("S9");
                stage.Note($"a request for {host.Name} was accepted{(request.DryRun ? ", a dry run" : "")}");
            },
            stage.Expected);
    }

    private void Decide()
    {
        var waiting = stage.Judge.Cases.Where(c => c is { Ended: false, Plan: not null } && (c.State == CaseState.AwaitingApproval || stage.Dice.Chance(0.05))).OrderBy(c => c.Id.Value, StringComparer.Ordinal).ToList();
        if (waiting.Count == 0) return;
        var c = stage.Dice.Pick(waiting);
        var verdict = c.State == CaseState.AwaitingApproval && stage.Dice.Chance(0.8) ? Verdict.Approve : stage.Dice.Chance(0.5) ? Verdict.Reject : Verdict.Cancel;
        // Some approve what they saw an hour ago.
        var hash = stage.Dice.Chance(0.2) ? "0123" : c.Plan!.Hash;
        var app = stage.Any();
        app.Process.Run(() => app.Intake.DecideAsync(c.Host, c.Id, new DecisionBody(verdict, hash, Person, "by telephone"), CancellationToken.None), stage.Expected);
        stage.Note($"{Person} decides {verdict} on {c.HostName}");
    }

    private void DeleteMachine()
    {
        // Mostly in mid-repair, which is the case that matters.
        var acting = Acting();
        if (acting.Count == 0 || Fleet.Machines.Count < 6 || stage.Dice.Chance(0.6)) return;
        var machine = stage.Dice.Pick(acting);
        Fleet.Machines.Remove(machine.Name);
        foreach (var pool in Fleet.HostPools.Values) pool.Hosts.Remove(machine.Name);
        foreach (var balancer in Fleet.LoadBalancers.Values.Where(balancer => balancer.Pools["rdp"].Members.Remove(machine.Name))) stage.Azure.Ownership.Wrote($"member {balancer.Id}/rdp/{machine.Address}", Person, null);
        stage.Note($"{machine.Name} is deleted");
    }

    /// <summary>A patch day: hosts restart, and nothing is wrong.</summary>
    private void Reboot()
    {
        foreach (var machine in Fleet.Machines.Values.Where(machine => machine.Power == Power.Running && stage.Dice.Chance(0.2)))
        {
            MachineBoot.Complete(machine, stage.Agenda.Now);
            stage.Note($"{machine.Name} restarts for its updates");
        }
    }

    /// <summary>Monday 07:55.</summary>
    private void Logons()
    {
        foreach (var host in Fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).Where(host => host.AllowNewSession))
        {
            var guest = Fleet.Machines[host.Machine].Guest;
            if (!guest.Listens) continue;
            for (var person = 0; person < 4; person++) guest.Sessions.Add(new Session { Id = 10_000 + stage.Dice.Below(80_000), User = $"user{person}@corp.example", Since = stage.Agenda.Now, Until = stage.Agenda.Now + stage.Dice.Between(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(70)) });
        }
    }

    private void Poison()
    {
        if (!stage.Dice.Chance(stage.Chaos.Poison)) return;
        var host = Inventory.Of(stage.Azure, stage.Dice.Pick(Fleet.Machines.Values.ToList())).Id;
        string[] bodies =
        [
            "{", "null", """{"schema":1}""", $$"""{"schema":9,"kind":"continue","hostId":"{{host}}"}""", $$"""{"schema":1,"kind":"dance","hostId":"{{host}}"}""",
            $$"""{"schema":1,"kind":"continue","caseId":"ffffffffffffffffffffffffffffffff-1","hostId":"{{host}}","turn":3}""",
            """{"schema":1,"kind":"signals","hostId":"/subscriptions/other/virtualmachines/unknown","body":{"signals":[]}}""",
            $$"""{"schema":1,"kind":"signals","hostId":"{{host}}","body":"no object"}""",
        ];
        stage.Bus.Poison(stage.Dice.Chance(0.8) ? host.Key : "somebody", stage.Dice.Pick(bodies));
    }

    /// <summary>Machines whose case holds something.</summary>
    private List<Machine> Acting() => [.. stage.Judge.Cases.Where(c => c is { Ended: false, Reserved: true }).Select(c => c.HostName).Where(Fleet.Machines.ContainsKey).Order(StringComparer.Ordinal).Select(name => Fleet.Machines[name])];

    private void Meddled(Machine machine, string failure)
    {
        // A rule stands before the whole group.
        var touched = failure == "nsg-deny" ? Fleet.Machines.Values.Where(other => other.SecurityGroup == machine.SecurityGroup) : [machine];
        foreach (var one in touched) stage.Judge.Faults.Changed(one.Name, stage.Agenda.Now);
    }

    private LoadBalancer Balancer(Machine machine) => Fleet.LoadBalancers.Values.First(balancer => balancer.ResourceGroup == machine.ResourceGroup);

    private bool IsDesktop(Machine machine) => Fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name));
}
