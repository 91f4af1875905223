using System.Diagnostics;
using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.LocalHost;
using RdpMedic.Cloud;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Functions.Access;
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

    /// <summary>The key of the local functions. None of them asks for one: a key says nothing about who calls.</summary>
    public const string FunctionKey = "demo";

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch wall = Stopwatch.StartNew();
    private readonly TraceFile trace;
    private readonly DemoWorld world;
    private readonly ServiceBusClient bus;
    private readonly LocalFunctionsHost host;
    private int messages;

    private DemoRun(DemoWorld world, TraceFile trace, Func<Policy, Policy> policy)
    {
        (this.world, this.trace) = (world, trace);
        var azure = world.Azure;
        bus = azure.HostClient();
        host = new LocalFunctionsHost(new LocalHostOptions
        {
            Assembly = typeof(AdvanceCase).Assembly,
            Services = new ServiceCollection().AddRdpMedic(azure.Options(world.Fleet), policy(DesiredState.Of(world.Fleet)), azure.Endpoints(), azure.Identities(), world.Clock).AddDoor(azure.Access(), azure.Http),
            HostJson = Path.Combine(AppContext.BaseDirectory, "host.json"),
            Settings = Schedules,
            ServiceBusClients = new Dictionary<string, ServiceBusClient>(StringComparer.OrdinalIgnoreCase) { ["ServiceBusConnection"] = bus },
            Time = world.Clock,
            FunctionKey = FunctionKey,
            OnInvocation = Count,
        });
    }

    public Fleet Fleet => world.Fleet;

    /// <summary>Where the functions answer.</summary>
    public Uri App => host.HttpAddress;

    /// <summary>The HTTP functions, each with a method that it takes.</summary>
    public IReadOnlyList<(FunctionDescription Function, string Method)> HttpFunctions => [.. host.Functions.Where(function => function.Trigger == TriggerKind.Http).SelectMany(function => MethodsOf(function).Select(method => (function, method)))];

    public LocalAzure Azure => world.Azure;

    public IReadOnlyList<PlannedFault> Faults => world.Faults;

    public TimeSpan WorldTime => world.Clock.GetUtcNow() - DemoWorld.Start;

    public TimeSpan WallTime => wall.Elapsed;

    /// <summary>Messages that were handled by the queue functions.</summary>
    public int Messages => messages;

    public IReadOnlyDictionary<string, int> AzureCalls => trace.Calls;

    private static Dictionary<string, string> Schedules => new(StringComparer.OrdinalIgnoreCase)
    {
        ["CasesQueue"] = Queues.Cases,
        ["CertificatesQueue"] = Queues.Certificates,
        ["DetectSchedule"] = "0 */2 * * * *",
        ["ProbeSchedule"] = "30 */3 * * * *",
        ["CertificatesSchedule"] = "0 */10 * * * *",
        ["ResumeSchedule"] = "15 * * * * *",
    };

    /// <exception cref="IOException">No loopback network or port is free.</exception>
    public static Task<DemoRun> StartAsync(DemoOptions options, TraceFile trace, CancellationToken cancellationToken) => StartAsync(options, trace, policy => policy, cancellationToken);

    /// <param name="policy">Changes what the demo's operator set.</param>
    /// <exception cref="IOException">No loopback network or port is free.</exception>
    public static async Task<DemoRun> StartAsync(DemoOptions options, TraceFile trace, Func<Policy, Policy> policy, CancellationToken cancellationToken)
    {
        var made = new DemoWorld(options, trace);
        await made.Azure.StartAsync(cancellationToken);
        made.Life.Advance();
        var run = new DemoRun(made, trace, policy);
        await run.host.StartAsync(cancellationToken);
        return run;
    }

    public async Task<IReadOnlyList<Case>> CasesAsync() => await host.Services.GetRequiredService<ICases>().ListAsync(10_000, CancellationToken.None);

    /// <summary>Lets time pass until every fault happened and every case ended, or too long.</summary>
    /// <param name="show">Called now and then with the cases as they stand.</param>
    public async Task LiveAsync(Action<IReadOnlyList<Case>> show, CancellationToken cancellationToken)
    {
        DateTimeOffset? calm = null;
        while (WorldTime < Longest)
        {
            await BeatAsync(cancellationToken);
            var cases = await CasesAsync();
            show(cases);
            var settled = Faults.All(fault => fault.Done) && Faults.All(fault => fault.Expected == Expectation.LeftAlone || cases.Any(c => c.HostName == fault.Host)) && cases.All(c => c.Ended);
            calm = settled ? calm ?? world.Clock.GetUtcNow() : null;
            // A while of quiet: late rows and bystanders may still open a case.
            if (calm is { } since && world.Clock.GetUtcNow() - since > TimeSpan.FromMinutes(4)) break;
        }
    }

    /// <summary>Lets a moment pass, and what is due in the world happen.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Beat, cancellationToken);
        world.Life.Advance();
    }

    /// <summary>Stops the functions, and answers everything unsafe that was seen.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await host.StopAsync(CancellationToken.None);
        var cases = await CasesAsync();
        lock (Fleet.Gate)
        {
            world.Life.Watch.Look();
            world.Life.Watch.AtEnd();
            var lies = cases.Where(c => c.State == CaseState.Healed && Truth.WrongWith(Fleet, c.HostName) is not null && cases.Where(other => other.HostName == c.HostName).MaxBy(other => other.OpenedAt) == c)
                .Select(c => $"{c.HostName} was called healed, and {Truth.WrongWith(Fleet, c.HostName)}");
            return [.. world.Life.Watch.Violations, .. lies, .. world.Azure.Refused.Distinct(StringComparer.Ordinal).Select(call => $"the emulator was asked for {call}, which it does not serve")];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await bus.DisposeAsync();
        await world.DisposeAsync();
    }

    private static IEnumerable<string> MethodsOf(FunctionDescription function) => function.Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().SelectMany(trigger => trigger.Methods ?? []);

    private void Count(Invocation invocation)
    {
        if (invocation.Function is nameof(AdvanceCase) or nameof(AdvanceCertificate) or nameof(EscalateDeadLetter)) Interlocked.Increment(ref messages);
    }
}
