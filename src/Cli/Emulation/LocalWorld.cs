using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;

namespace RdpMedic.Cli.Emulation;

/// <summary>What a world is made of.</summary>
/// <param name="Hosts">8 to 400.</param>
/// <param name="Seed">The same seed breaks the same hosts in the same way.</param>
/// <param name="Scale">World seconds in a second.</param>
/// <param name="SabotageRepairs">Scripts report success and change nothing.</param>
public sealed record WorldOptions(int Hosts, int Seed, double Scale, bool SabotageRepairs)
{
    /// <summary>Rights that the infrastructure would give and this world does not: actions, or a role by its name.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];
}

/// <summary>A fleet, its life, and the wires around it, in this process. It lives by itself, and only once time runs.</summary>
public sealed class LocalWorld : IWorld
{
    /// <summary>Three in the morning.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly CertificateFactory certificates = new();
    private readonly AddressPlan addresses = AddressPlan.Take();
    private readonly CancellationTokenSource ending = new();
    private readonly TraceFile trace;
    private readonly ScaledClock clock;
    private readonly IReadOnlyList<PlannedFault> faults;
    private readonly FleetLife life;
    private Task pulse = Task.CompletedTask;

    private LocalWorld(WorldOptions options, TraceFile trace)
    {
        this.trace = trace;
        clock = new ScaledClock(Start, options.Scale);
        Fleet = new FleetBuilder(certificates.Make, addresses.Octet).Build(options.Hosts, options.Seed, clock);
        Built = FleetAsBuilt.Of(Fleet);
        faults = FaultPlan.For(Fleet, options.Seed);
        var logs = new LogStore();
        life = new FleetLife(Fleet, certificates, faults, logs.Append, options.Seed);
        life.Scripts.SabotageRepairs = options.SabotageRepairs;
        Azure = new LocalAzure(Fleet, life, logs, trace.Add, options.Withheld);
    }

    public Fleet Fleet { get; }

    public LocalAzure Azure { get; }

    public FleetAsBuilt Built { get; }

    public TimeProvider Clock => clock;

    public EmulatorConnection Connection => Azure.Connection;

    /// <summary>Serves it.</summary>
    /// <exception cref="IOException">No loopback network or port is free.</exception>
    public static async Task<LocalWorld> StartAsync(WorldOptions options, TraceFile trace, CancellationToken cancellationToken)
    {
        var world = new LocalWorld(options, trace);
        await world.Azure.StartAsync(cancellationToken);
        world.life.Advance();
        world.pulse = world.LiveAsync(world.ending.Token);
        return world;
    }

    /// <summary>Messages of the bus that were completed.</summary>
    public int Completed => Azure.Broker.Queues.Sum(queue => queue.Completed);

    public Task BeginAsync(CancellationToken cancellationToken)
    {
        Begin();
        return Task.CompletedTask;
    }

    public WorldClock Begin()
    {
        clock.Begin();
        return Time();
    }

    public WorldReport Report() => WorldReport.Of(Fleet, life, Start, faults, Azure.Refused, trace.Calls);

    public async Task<WorldReport> LookAsync(CancellationToken cancellationToken)
    {
        // It ends by an exception only; whoever looks shall hear of it.
        if (pulse.IsCompleted) await pulse;
        return Report();
    }

    public Attachment Attach(Uri admin) => new(Connection with { Admin = admin }, Time(), Start, Built);

    private WorldClock Time() => new(clock.GetUtcNow(), clock.Scale, clock.Running);

    /// <summary>Until it is disposed of, or its life failed.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => pulse.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await pulse.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        life.Dispose();
        await Azure.DisposeAsync();
        addresses.Dispose();
        certificates.Dispose();
        ending.Dispose();
    }

    private async Task LiveAsync(CancellationToken stop)
    {
        using var beat = new PeriodicTimer(Beat);
        try
        {
            while (await beat.WaitForNextTickAsync(stop)) life.Advance();
        }
        catch (OperationCanceledException)
        {
            // It is being disposed of.
        }
    }
}
