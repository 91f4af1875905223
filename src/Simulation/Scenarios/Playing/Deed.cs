using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>people</c>: one deed of one person.</summary>
internal sealed class Deed(PersonSpec person, IScene scene, Hand hand)
{
    /// <summary>Who waits for a case looks this often.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    public void Play()
    {
        switch (person)
        {
            case { Approve: { } host }:
                Await(host, Verdict.Approve, c => c.State == CaseState.AwaitingApproval, c => c.Plan!.Hash);
                break;
            case { ApproveStale: { } host }:
                Await(host, Verdict.Approve, c => c.State == CaseState.AwaitingApproval, _ => "0123456789abcdef");
                break;
            case { Reject: { } host }:
                Await(host, Verdict.Reject, c => c.State == CaseState.AwaitingApproval, c => c.Plan!.Hash);
                break;
            case { Cancel: { } host }:
                Await(host, Verdict.Cancel, _ => true, c => c.Plan?.Hash);
                break;
            case { Request: { } request }:
                Ask(request);
                break;
            case { Pause: { } why }:
                scene.Pause(why, person.Who);
                break;
            case { Resume: not null }:
                scene.Pause(null, person.Who);
                break;
            default:
                hand.Do(person.Who, Touch);
                break;
        }
    }

    /// <summary>As soon as there is a case of that kind, decides about it.</summary>
    private void Await(string host, Verdict verdict, Func<Case, bool> fits, Func<Case, string?> plan)
    {
        if (scene.CaseOf(host) is { Ended: false } c && fits(c))
        {
            scene.Note($"{person.Who} decides {verdict} on {host}");
            scene.Decide(c, new DecisionBody(verdict, plan(c), person.Who, "by telephone"));
        }
        else if (scene.Now < scene.World.End) scene.Plan(scene.Now + Look, () => Await(host, verdict, fits, plan));
    }

    private void Ask(RequestSpec request)
    {
        if (!scene.World.Fleet.Machines.TryGetValue(request.Host, out var machine)) return;
        scene.Note($"{person.Who} asks for {request.Host}{(request.DryRun ? ", a dry run" : "")}");
        scene.Ask(Inventory.Of(scene.World.Fleet, machine), new RequestBody(request.Failure is { } failure ? new FailureId(failure) : null, request.DryRun, request.Reason, person.Who));
    }

    private void Touch()
    {
        var fleet = scene.World.Fleet;
        scene.Note($"{person.Who} acts by hand");
        if (person.DeleteRule?.Split('/') is [var group, var rule]) fleet.SecurityGroups[group].Rules.Remove(rule);
        if (person.RemoveMember?.Split('/') is [var balancer, var pool, var member] && fleet.LoadBalancers[balancer].Pools.TryGetValue(pool, out var members)) members.Members.Remove(member);
        Each(person.Drain, machine => Open(machine, open: false));
        Each(person.Open, machine => Open(machine, open: true));
        Each(person.Stop, machine => machine.Power = Power.Deallocated);
        Each(person.StartMachine, machine => MachineBoot.Complete(machine, scene.Now));
        Each(person.Restart, machine => MachineBoot.Complete(machine, scene.Now));
        Each(person.SignOff, machine => machine.Guest.Sessions.Clear());
        Each(person.DeleteMachine, Delete);
        if (person.SignIn is { } some) Each([some.Host], machine => SignIn(machine, some));
        if (person.Set is { } set)
        {
            Each(set.On, machine =>
            {
                set.World.Fill(machine, scene.World.Making);
                scene.Meddled(machine.Name);
            });
        }

        if (person.SetWorld is { } shared) Faults.Change([], null, shared, scene);
    }

    private void Each(IReadOnlyList<string>? hosts, Action<Machine> deed)
    {
        foreach (var host in hosts ?? [])
        {
            if (scene.World.Fleet.Machines.TryGetValue(host, out var machine)) deed(machine);
        }
    }

    private void Open(Machine machine, bool open)
    {
        if (scene.World.SessionHostOf(machine) is { } session) session.AllowNewSession = open;
    }

    private void SignIn(Machine machine, SignInSpec some)
    {
        var making = scene.World.Making;
        var session = new Session { Id = ++making.Sessions, User = some.User ?? $"user{making.Sessions}@corp.example", Since = scene.Now, Until = some.For is { } stays ? scene.Now + stays : scene.World.End.AddDays(1) };
        machine.Guest.Sessions.Add(session);
        if (some.For is not null) scene.Plan(session.Until, () => machine.Guest.Sessions.Remove(session));
    }

    private void Delete(Machine machine)
    {
        var fleet = scene.World.Fleet;
        fleet.Machines.Remove(machine.Name);
        foreach (var pool in fleet.HostPools.Values) pool.Hosts.Remove(machine.Name);
        foreach (var pool in fleet.LoadBalancers.Values.SelectMany(balancer => balancer.Pools.Values)) pool.Members.Remove(machine.Name);
    }
}
