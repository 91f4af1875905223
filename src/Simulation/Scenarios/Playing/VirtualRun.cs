using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Shared;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Runs;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Format;
using RdpMedic.Simulation.Scenarios.Judging;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>A scenario in virtual time: the whole product on the world that it describes, with nothing left to chance but by its seed.</summary>
public sealed class VirtualRun : IScene
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    private readonly Agenda agenda;
    private readonly Stage stage;
    private readonly Script script;
    private readonly Trace trace;
    private readonly Measures measures;
    private readonly bool twice;
    private readonly Dictionary<string, DateTimeOffset> meddled = new(StringComparer.OrdinalIgnoreCase);

    private VirtualRun(ScenarioFile file, Parts parts, bool twice, bool keepTrace)
    {
        this.twice = twice;
        var scenario = file.Scenario;
        agenda = new Agenda(file.Start);
        trace = new Trace(keepTrace);
        var dice = new Dice((ulong)scenario.Seed);
        var chaos = Deliveries.Of(scenario, file.Start, twice);
        ScenarioWorld? built = null;
        var azure = new SimulatedAzure(agenda, dice, chaos, scenario.Seed, make => (built = ScenarioWorld.Build(file, make, 64, agenda.Clock)).Fleet)
        {
            HasVisitors = scenario.Traffic.Visitors,
            HasDesktops = scenario.Traffic.Desktops,
            HasNoise = scenario.Traffic.Noise,
        };
        World = built!;
        azure.Store = Telemetry.Around(azure.Store, World);
        if (scenario.Telemetry.SecurityLog != SecurityLog.SecurityEvent) azure.Logs.Forget("SecurityEvent");
        stage = new Stage(agenda, dice, chaos, azure, World.Policy, parts, trace);
        script = new Script(this);
        measures = new Measures(World);
        azure.ScriptRan += (machine, _, _) => script.ScriptRan(machine);
    }

    public ScenarioWorld World { get; }

    public DateTimeOffset Now => agenda.Now;

    public Break Breaking => stage.Azure.Breaking;

    public AppendRow Append => stage.Azure.Logs.Append;

    /// <summary>Plays a scenario to its end.</summary>
    /// <param name="parts">The product as it is, or with a deliberate bug.</param>
    /// <param name="twice">Every message is delivered twice, and every timer fires twice.</param>
    public static Outcome Play(ScenarioFile file, Parts parts, bool twice = false, bool keepTrace = false)
    {
        var run = new VirtualRun(file, parts, twice, keepTrace);
        run.Live();
        return run.End();
    }

    public void Plan(DateTimeOffset at, Action what) => agenda.Plan(at, () =>
    {
        what();
        stage.Judge.Remember();
    });

    public void Note(string what) => stage.Note(what);

    public void Meddled(string host)
    {
        stage.Judge.Faults.Changed(host, Now);
        meddled.TryAdd(host, Now);
    }

    public void Wrote(string entity, string who, string? value) => stage.Azure.Ownership.Wrote(entity, who, value);

    public Case? CaseOf(string host) => stage.Judge.Cases.FirstOrDefault(c => string.Equals(c.HostName, host, StringComparison.OrdinalIgnoreCase));

    public void Ask(Host host, RequestBody request)
    {
        var app = stage.Any();
        app.Process.Run(
            async () =>
            {
                var id = await app.Intake.AcceptAsync(host, request, CancellationToken.None);
                if (request.DryRun && stage.Judge.Cases.All(c => c.Id != id)) stage.Judge.DryRuns.Add(id);
                else if (!request.DryRun) stage.Judge.DryRuns.Remove(id);
            },
            stage.Expected);
    }

    public void Decide(Case about, DecisionBody decision)
    {
        var app = stage.Any();
        app.Process.Run(() => app.Intake.DecideAsync(about.Host, about.Id, decision, CancellationToken.None), stage.Expected);
    }

    public void Pause(string? why, string who)
    {
        stage.Judge.PausedSince = why is null ? null : Now;
        Note(why is null ? $"{who} lifts the pause" : $"{who} pauses everything: {why}");
        Shared.PauseAsync(why, CancellationToken.None).GetAwaiter().GetResult();
    }

    private SharedState Shared => new(stage.Documents);

    private void Live()
    {
        foreach (var (host, at) in World.Reached)
        {
            if (World.Fleet.Machines.TryGetValue(host, out var machine)) Shared.SaveReachedAsync(Inventory.Of(World.Fleet, machine).Id, at, CancellationToken.None).GetAwaiter().GetResult();
        }

        stage.Judge.Remember();
        script.Plan();
        agenda.Plan(agenda.Now, Beat);
        Every(TimeSpan.FromMinutes(2), "detect");
        Every(TimeSpan.FromMinutes(3), "probe");
        Every(TimeSpan.FromMinutes(10), "certificates");
        Every(TimeSpan.FromMinutes(1), "resume");
        agenda.RunUntil(World.End, () => measures.Count(stage.Judge.Cases));
    }

    private void Beat()
    {
        stage.Azure.Advance();
        stage.Judge.Remember();
        measures.Lose(Tick);
        agenda.After(Tick, Beat);
    }

    private void Every(TimeSpan period, string timer) => agenda.After(period, () =>
    {
        stage.Any().OnTimer(timer);
        if (twice) stage.Any().OnTimer(timer);
        Every(period, timer);
    });

    private Outcome End()
    {
        var cases = StoredCases.Now(stage.Cases.ListAsync(10_000, CancellationToken.None));
        var journals = cases.ToDictionary(c => c.Id, c => StoredCases.Now(stage.Cases.JournalAsync(c.Id, CancellationToken.None)));
        return new Outcome
        {
            World = World,
            Cases = cases,
            Journals = journals,
            Meddled = meddled,
            Broken = stage.Judge.Violations,
            Trace = trace.Lines,
            Hash = trace.Hash,
            UserMinutesLost = measures.UserMinutesLost,
            MaxActing = measures.MaxActing,
            Calls = stage.Calls,
            ForeignChangesReverted = script.OverOwners + Foreign.Reverted(stage.Azure.Ownership, cases),
        };
    }
}
