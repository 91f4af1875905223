using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Simulation.Promises;
using RdpMedic.Simulation.Runs;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Processes;

/// <summary>Everything that outlives a process: time, world, bus, store, judge; and the two instances of the app, which die and start again.</summary>
public sealed class Stage
{
    private const int Instances = 2;

    private readonly Parts parts;
    private readonly App[] apps = new App[Instances];
    private int started;

    public Stage(Agenda agenda, Dice dice, Chaos chaos, SimulatedAzure azure, Policy policy, Parts parts, Trace trace)
    {
        (Agenda, Dice, Chaos, Azure, Policy, this.parts, Trace) = (agenda, dice, chaos, azure, policy, parts, trace);
        Bus = new Bus(agenda, dice, chaos) { Stirred = Pump };
        Judge = new Judge(this);
        Machine = new CaseMachine(parts.Failures(FailureCatalogue.All), parts.Gates(Gates.All), parts.Policy(policy));
        azure.ScriptRan = Judge.ScriptRan;
        azure.Listed = policy.Backends;
        for (var index = 0; index < Instances; index++) Start(index);
    }

    public Agenda Agenda { get; }

    public Dice Dice { get; }

    public Chaos Chaos { get; }

    public SimulatedAzure Azure { get; }

    public Policy Policy { get; }

    public Trace Trace { get; }

    public Bus Bus { get; }

    public ICases Cases { get; } = new MemoryCases();

    public IDocuments Documents { get; } = new MemoryDocuments();

    public Judge Judge { get; }

    /// <summary>The case machine of the parts as they are, for replaying journals.</summary>
    public CaseMachine Machine { get; }

    public int Crashes { get; private set; }

    /// <summary>Calls to Azure by service, and the writes among them.</summary>
    public SortedDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public void Called(string service, bool write)
    {
        Calls[service] = Calls.GetValueOrDefault(service) + 1;
        if (write) Calls[$"{service}Writes"] = Calls.GetValueOrDefault($"{service}Writes") + 1;
    }

    /// <summary>An instance that lives, for timers and HTTP; any of them may be asked.</summary>
    public App Any() => apps[Dice.Below(Instances)];

    public IReadOnlyList<App> All => apps;

    public void Note(string what) => Trace.Add(Agenda.Now, what);

    /// <summary>An exception that the Functions host would log. Transport trouble is expected; anything else is a bug.</summary>
    public void Expected(Exception thrown)
    {
        if (thrown is RetriableException or UncertainException or FinalException) Note($"a function ended with: {thrown.Message}");
        else Judge.Violated("bug", $"a function threw {thrown}");
    }

    /// <summary>A process dies here and now; another one starts in its place after a while.</summary>
    public void Crash(Process process)
    {
        if (!process.Alive) return;
        process.Die();
        Crashes++;
        Note($"{process.Name} died");
        Judge.Crashed();
        var index = Array.FindIndex(apps, app => app.Process == process);
        Agenda.After(Dice.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90)), () => Start(index));
    }

    private void Start(int index)
    {
        apps[index] = new App($"app-{index}.{started++}", this, parts) { Process = { Skew = Chaos.At(Agenda.Now) && Dice.Chance(0.2) ? Dice.Between(TimeSpan.FromSeconds(-90), TimeSpan.FromSeconds(90)) : TimeSpan.Zero } };
        Note($"{apps[index].Process.Name} starts");
        Agenda.Plan(Agenda.Now, Pump);
    }

    private void Pump()
    {
        foreach (var app in apps) app?.Pump();
    }
}
