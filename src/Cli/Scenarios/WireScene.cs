using System.Globalization;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Playing;
using RdpMedic.Simulation.World;

namespace RdpMedic.Cli.Scenarios;

/// <summary>What happens in a scenario, played into a world with sockets as its time passes.</summary>
internal sealed class WireScene : IScene
{
    private readonly WireWorld wire;
    private readonly WirePeople people;
    private readonly List<string>? trace;
    private readonly Script script;
    private readonly Ownership ownership;
    private readonly Measures measures;
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> planned = new();
    private readonly Dictionary<string, DateTimeOffset> meddled = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<Case> cases = [];
    private DateTimeOffset lost;
    private DateTimeOffset busy;
    private long order;

    /// <param name="trace">Gets the story; null: nobody wants it.</param>
    public WireScene(WireWorld wire, WirePeople people, List<string>? trace)
    {
        (this.wire, this.people, this.trace) = (wire, people, trace);
        ownership = new Ownership(wire.Clock);
        measures = new Measures(World);
        script = new Script(this);
        wire.Life.ScriptRan = script.ScriptRan;
        lost = busy = World.Start;
        lock (World.Fleet.Gate)
        {
            script.Plan();
            script.Look((_, _) => { });
        }
    }

    public ScenarioWorld World => wire.World;

    public DateTimeOffset Now => wire.Clock.GetUtcNow();

    public Break Breaking => wire.Breaking;

    public AppendRow Append => wire.Append;

    /// <summary>When the last thing happened: of the script, or the end of a case. Null: something is still to happen, or a case is open.</summary>
    public DateTimeOffset? QuietSince => planned.Count > 0 || cases.Any(c => !c.Ended) ? null : cases.Select(c => c.EndedAt ?? busy).Append(busy).Max();

    /// <summary>When the next thing of the story happens; null: nothing is left.</summary>
    public DateTimeOffset? Next => planned.TryPeek(out _, out var next) ? next.At : null;

    public IReadOnlyDictionary<string, DateTimeOffset> HostsMeddled => meddled;

    public double UserMinutesLost => measures.UserMinutesLost;

    public int MaxActing => measures.MaxActing;

    /// <summary>Brings the world up to now, and lets happen what is due.</summary>
    /// <param name="seen">The cases as they stand.</param>
    public void Advance(IReadOnlyList<Case> seen)
    {
        cases = seen;
        lock (World.Fleet.Gate)
        {
            script.Look((entity, value) => ownership.Wrote(entity, Ownership.Us, value, ""));
            while (planned.TryPeek(out _, out var next) && next.At <= Now)
            {
                busy = Now;
                planned.Dequeue()();
            }

            MachineSessions.Advance(World.Fleet);
            measures.Count(cases);
            var now = Now;
            measures.Lose(now - lost);
            lost = now;
        }

        wire.Life.Advance();
    }

    /// <summary>Changes of others that the product changed back.</summary>
    public int ForeignReverted(IReadOnlyList<Case> all) => script.OverOwners + Foreign.Reverted(ownership, all);

    public void Plan(DateTimeOffset at, Action what) => planned.Enqueue(what, (at < Now ? Now : at, order++));

    public void Note(string what)
    {
        if (trace is null) return;
        lock (trace) trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Now:yyyy-MM-dd HH:mm:ss} {what}"));
    }

    public void Meddled(string host) => meddled.TryAdd(host, Now);

    public void Wrote(string entity, string who, string? value) => ownership.Wrote(entity, who, value);

    public Case? CaseOf(string host) => cases.Where(c => string.Equals(c.HostName, host, StringComparison.OrdinalIgnoreCase)).MaxBy(c => c.OpenedAt);

    public void Ask(Host host, RequestBody request) => people.Ask(request.By, new CaseAsked(host.Id.Value, request.Failure?.Value, request.DryRun, request.Reason));

    public void Decide(Case about, DecisionBody decision)
    {
#pragma warning disable CA1308 // The words of the addresses are lower case.
        people.Decide(decision.By, about.Id.Value, decision.Verdict.ToString().ToLowerInvariant(), new CaseDecision(decision.PlanHash, decision.Reason));
#pragma warning restore CA1308
    }

    public void Pause(string? why, string who)
    {
        Note(why is null ? $"{who} lifts the pause" : $"{who} pauses everything: {why}");
        people.Pause(who, why is not null, why ?? "it is over");
    }
}
