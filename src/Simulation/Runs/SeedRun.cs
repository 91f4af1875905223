using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Promises;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Runs;

/// <summary>What one seed did.</summary>
/// <param name="Unfinished">Cases that were still open at the end.</param>
public sealed record SeedResult(int Seed, long Events, int Crashes, IReadOnlyList<Violation> Violations, int Unfinished, int Healed, int Escalated, IReadOnlyDictionary<string, long> AtStake, string Hash, IReadOnlyList<string> Trace);

/// <summary>Some hours of a fleet's life from one seed: first rough, with everything failing that can fail; then calm, when everything has to come to its end.</summary>
public sealed class SeedRun
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);

    private readonly Agenda agenda = new(Start);
    private readonly Dice dice;
    private readonly Trace trace;
    private readonly Stage stage;
    private readonly People people;
    private readonly DateTimeOffset rough;
    private readonly DateTimeOffset end;
    private int acts;
    private readonly List<(string Host, DateTimeOffset At)> last = [];

    private SeedRun(int seed, Parts parts, bool keepTrace, Cuts cuts)
    {
        acts = cuts.Acts ?? int.MaxValue;
        dice = new Dice((ulong)seed);
        trace = new Trace(keepTrace);
        rough = Start + dice.Between(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(180));
        end = rough + TimeSpan.FromHours(7);
        var chaos = new Chaos(dice, Start, rough, cuts.Without);
        var azure = new SimulatedAzure(agenda, dice, chaos, 8 + dice.Below(13), seed);
        var policy = Operators.Policy(azure, dice);
        stage = new Stage(agenda, dice, chaos, azure, policy, parts, trace);
        people = new People(stage);
    }

    /// <summary>Runs a seed from its beginning to its end, or to its first broken promise.</summary>
    public static SeedResult Of(int seed, Parts parts, bool keepTrace = false, Cuts? cuts = null)
    {
        var run = new SeedRun(seed, parts, keepTrace, cuts ?? Cuts.None);
        run.Live();
        var judge = run.stage.Judge;
        var open = judge.Cases.Count(c => !c.Ended);
        return new SeedResult(seed, run.agenda.Events, run.stage.Crashes, judge.Violations, open, judge.Healed, judge.Escalated, judge.AtStake, run.trace.Hash, run.trace.Lines);
    }

    private void Live()
    {
        Every(TimeSpan.FromSeconds(20), () =>
        {
            stage.Azure.Advance();
            stage.Judge.Remember();
        });
        Every(TimeSpan.FromMinutes(2), () => Detects("detect"));
        Every(TimeSpan.FromMinutes(3), () => Detects("probe"));
        Every(TimeSpan.FromMinutes(10), () => Detects("certificates"));
        Every(TimeSpan.FromMinutes(1), () => Timer("resume"));
        agenda.After(TimeSpan.FromMinutes(8), Meddle);
        agenda.Plan(rough + TimeSpan.FromHours(2.5), LastFaults);
        try
        {
            agenda.RunUntil(end, () =>
            {
                if (stage.Judge.Violations.Count > 0) throw new BrokenException();
            });
            AtEnd();
        }
        catch (BrokenException)
        {
            return;
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            // A bug of the simulation itself is found by its seed like any other.
            stage.Judge.Violated("bug", $"the simulation threw {thrown}");
        }
    }

    private void Every(TimeSpan period, Action what)
    {
        agenda.After(period, () =>
        {
            what();
            Every(period, what);
        });
    }

    /// <summary>Hosts that nobody can mend would open a case for ever; at the end no new one is opened, and every open one has to end.</summary>
    private void Detects(string which)
    {
        if (agenda.Now < end - TimeSpan.FromHours(3)) Timer(which);
    }

    /// <summary>A timer fires on one instance; while things are rough, now and then on both.</summary>
    private void Timer(string which)
    {
        stage.Any().OnTimer(which);
        if (stage.Chaos.At(agenda.Now) && dice.Chance(0.05)) stage.Any().OnTimer(which);
    }

    private void Meddle()
    {
        if (agenda.Now > rough) return;
        if (acts-- > 0) people.Act();
        agenda.After(TimeSpan.FromSeconds(20 + (400 * dice.Next() * dice.Next())), Meddle);
    }

    /// <summary>Liveness: faults that befall well hosts when nothing else goes wrong are healed within their bound.</summary>
    private void LastFaults()
    {
        // A listing that the check at start refuses keeps its group from being mended, and rightly so.
        if (stage.Policy.Rules.Any(rule => rule.Sources.Contains("*", StringComparer.Ordinal))) return;
        foreach (var machine in stage.Azure.Fleet.Machines.Values.ToList())
        {
            var host = Inventory.Of(stage.Azure, machine);
            var automatic = host is { Enrolled: true, Role: Healing.Hosts.HostRole.Workload or Healing.Hosts.HostRole.Pooled } && stage.Policy.For(new FailureId("termservice-down"), host.Pool) == Autonomy.Automatic;
            if (!automatic || last.Count >= 3 || !dice.Chance(0.6) || !IsFree(machine, host)) continue;
            if (people.Break(machine, "termservice-down", host.IsSessionHost || machine.Guest.Sessions.Count > 0 ? "ended" : dice.Pick(["ended", "hangs"])) is null) continue;
            last.Add((machine.Name, agenda.Now));
            stage.Judge.Stake("L1");
        }
    }

    /// <summary>Well, without an open case, not lately told to a person, and not suspended: nothing stands in the way of its repair.</summary>
    private bool IsFree(Machine machine, Healing.Hosts.Host host)
    {
        if (Condition.WrongWith(stage.Azure, machine) is not null || machine.Guest.Services["TermService"].WillNotStart) return false;
        if (agenda.Now - machine.PowerSince < stage.Policy.Settle || agenda.Now - machine.Guest.BootedAt < stage.Policy.Settle) return false;
        if (stage.Judge.Cases.FirstOrDefault(c => c.Host == host.Id) is { } c && (!c.Ended || agenda.Now - c.EndedAt < stage.Policy.Cooldown + stage.Policy.RelapseWithin)) return false;
        var pool = StoredCases.Now(new Healing.Shared.SharedState(stage.Documents).PoolAsync(host.Pool, CancellationToken.None));
        return pool.Of(new FailureId("termservice-down")).Ineffective(agenda.Now - TimeSpan.FromDays(1)) == 0;
    }

    private void AtEnd()
    {
        foreach (var c in stage.Judge.Cases.Where(c => !c.Ended)) stage.Judge.Violated("S9", $"{c.HostName} is still {c.State}/{c.Doing} at the end: {string.Join("; ", c.Refusals)}");
        foreach (var (id, at) in people.Accepted)
        {
            if (StoredCases.Now(stage.Cases.FindAsync(id, CancellationToken.None)) is not { Ended: true }) stage.Judge.Violated("S9", $"the request for {id} that was accepted at {at:HH:mm:ss} never ended");
        }

        foreach (var (host, at) in last)
        {
            if (stage.Azure.Fleet.Machines.TryGetValue(host, out var machine) && Condition.WrongWith(stage.Azure, machine) is { } wrong) stage.Judge.Violated("L1", $"{host} broke at {at:HH:mm} in calm, and {wrong} at the end");
        }

        Lent();
        stage.Judge.Stake("L3");
        foreach (var queue in stage.Bus.Broker.Queues)
        {
            var left = queue.Peek(0, 10).Count + queue.DeadLetter!.Peek(0, 10).Count;
            if (left > 0) stage.Judge.Violated("L3", $"{left} messages are left in {queue.Definition.Name}");
        }

        foreach (var ((id, state), at) in stage.Judge.Untold) stage.Judge.Violated("L3", $"nobody was told that {id} is {state}, which it was at {at:HH:mm:ss}");
    }

    /// <summary>Slots that are held, drains that are ours, and run commands of ours, after everything ended.</summary>
    private void Lent()
    {
        foreach (var pool in stage.Azure.Fleet.Machines.Values.Select(machine => Inventory.Of(stage.Azure, machine).Pool).Distinct())
        {
            stage.Judge.Stake("L2");
            var file = StoredCases.Now(new Healing.Shared.SharedState(stage.Documents).PoolAsync(pool, CancellationToken.None));
            foreach (var slot in file.Slots.Where(slot => slot.Until > agenda.Now)) stage.Judge.Violated("L2", $"{slot.Owner} still holds a slot of {pool}");
        }

        foreach (var machine in stage.Azure.Fleet.Machines.Values)
        {
            if (stage.Judge.LeftOn(machine) is { } run) stage.Judge.Violated("L2", $"the run command {run} is left on {machine.Name}");
        }

        foreach (var entity in stage.Azure.Ownership.Entities.Where(entity => entity.StartsWith("drain ", StringComparison.Ordinal)))
        {
            if (stage.Azure.Ownership.Last(entity) is { Writer: Ownership.Us, Value: "drained" } ours && stage.Judge.Cases.Any(c => ours.Work!.StartsWith(c.Id.Value, StringComparison.Ordinal) && !c.Ended)) stage.Judge.Violated("L2", $"{entity} is still drained by {ours.Work}");
        }
    }

    /// <summary>The run has shown what it has to show.</summary>
    private sealed class BrokenException : Exception;
}
