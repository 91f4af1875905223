using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Cli.Emulation;
using RdpMedic.Cli.LocalHost;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cli.Demo;

/// <summary>The deployed functions on this machine against an emulated Azure in which hosts break, until every case has ended.</summary>
public sealed class DemoRun : IAsyncDisposable
{
    /// <summary>Longer than this a demo is not waited for, in world time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(95);

    private readonly Stopwatch wall = Stopwatch.StartNew();
    private readonly DateTimeOffset began;
    private readonly IWorld world;
    private readonly LocalApp app;
    private readonly TimeSpan beat;
    private int messages;

    private DemoRun(IWorld world, WorldReport first, string? tables, Func<Policy, Policy> policy)
    {
        (this.world, World, began) = (world, first, world.Clock.GetUtcNow());
        // What lies in another process costs a call for every case at every look.
        beat = world is LocalWorld && tables is null ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMilliseconds(250);
        app = new LocalApp(world.Connection, policy(DesiredState.Of(world.Built)), tables, world.Clock, Count);
    }

    /// <summary>The world as it was last looked at.</summary>
    public WorldReport World { get; private set; }

    public IReadOnlyList<PlannedFault> Faults => World.Faults;

    /// <summary>Where the functions answer.</summary>
    public Uri App => app.Host.HttpAddress;

    /// <summary>The HTTP functions, each with a method that it takes.</summary>
    public IReadOnlyList<(FunctionDescription Function, string Method)> HttpFunctions => [.. app.Host.Functions.Where(function => function.Trigger == TriggerKind.Http).SelectMany(function => MethodsOf(function).Select(method => (function, method)))];

    /// <summary>The emulator that the functions use.</summary>
    public EmulatorConnection Connection => world.Connection;

    /// <summary>Since the world began.</summary>
    public TimeSpan WorldTime => world.Clock.GetUtcNow() - World.Start;

    public TimeSpan WallTime => wall.Elapsed;

    /// <summary>Messages that were handled by the queue functions.</summary>
    public int Messages => messages;

    /// <exception cref="IOException">No loopback network or port is free, or no emulator answers.</exception>
    public static async Task<DemoRun> StartAsync(DemoOptions options, TraceFile trace, CancellationToken cancellationToken)
    {
        var opened = options.Emulator is { } elsewhere ? (IWorld)await AttachedWorld.AttachAsync(elsewhere, cancellationToken) : await LocalWorld.StartAsync(options.World!, trace, cancellationToken);
        return await StartAsync(opened, options.Tables, policy => policy, cancellationToken);
    }

    /// <param name="world">It ends with the run.</param>
    /// <param name="tables">Connection string of a storage emulator that keeps the cases; null: they are kept in memory.</param>
    /// <param name="policy">Changes what the demo's operator set.</param>
    public static async Task<DemoRun> StartAsync(IWorld world, string? tables, Func<Policy, Policy> policy, CancellationToken cancellationToken)
    {
        var run = new DemoRun(world, await world.LookAsync(cancellationToken), tables, policy);
        await run.app.Host.StartAsync(cancellationToken);
        // Only now: who never saw a host well cannot call it healed.
        await world.BeginAsync(cancellationToken);
        return run;
    }

    public async Task<IReadOnlyList<Case>> CasesAsync() => await app.Cases.ListAsync(10_000, CancellationToken.None);

    /// <summary>Lets time pass until every fault happened and every case ended, or too long.</summary>
    /// <param name="show">Called now and then with the cases as they stand.</param>
    public async Task LiveAsync(Action<IReadOnlyList<Case>> show, CancellationToken cancellationToken)
    {
        DateTimeOffset? calm = null;
        while (world.Clock.GetUtcNow() - began < Longest)
        {
            await BeatAsync(cancellationToken);
            if (await TryCasesAsync() is not { } cases) continue;
            show(cases);
            var settled = Faults.All(fault => fault.Done) && Faults.All(fault => fault.Expected == Expectation.LeftAlone || cases.Any(c => c.HostName == fault.Host)) && cases.All(c => c.Ended);
            calm = settled ? calm ?? world.Clock.GetUtcNow() : null;
            // A while of quiet: late rows and bystanders may still open a case.
            if (calm is { } since && world.Clock.GetUtcNow() - since > TimeSpan.FromMinutes(4)) break;
        }
    }

    /// <summary>Lets a moment pass, and looks at the world.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(beat, cancellationToken);
        World = await world.LookAsync(cancellationToken);
    }

    /// <summary>Stops the functions, and answers everything unsafe that was seen.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await app.Host.StopAsync(CancellationToken.None);
        var cases = await CasesAsync();
        World = await world.LookAsync(CancellationToken.None);
        var lies = from c in cases
                   let wrong = World.Hosts.FirstOrDefault(one => one.Name == c.HostName)?.Wrong
                   where c.State == CaseState.Healed && wrong is not null && cases.Where(other => other.HostName == c.HostName).MaxBy(other => other.OpenedAt) == c
                   select $"{c.HostName} was called healed, and {wrong}";
        return [.. World.Unsafe, .. World.LeftBehind, .. lies, .. World.Refused.Select(call => $"the emulator was asked for {call}, which it does not serve")];
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await world.DisposeAsync();
    }

    /// <summary>Null: the store cannot be read just now, which is no reason to stop watching.</summary>
    private async Task<IReadOnlyList<Case>?> TryCasesAsync()
    {
        try
        {
            return await CasesAsync();
        }
        catch (RetriableException)
        {
            return null;
        }
    }

    private static IEnumerable<string> MethodsOf(FunctionDescription function) => function.Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().SelectMany(trigger => trigger.Methods ?? []);

    private void Count(Invocation invocation)
    {
        if (invocation.Function is nameof(AdvanceCase) or nameof(AdvanceCertificate) or nameof(EscalateDeadLetter)) Interlocked.Increment(ref messages);
    }
}
