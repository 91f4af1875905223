using System.Diagnostics;
using System.Text.Json;
using Azure.Core;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using RdpMedic.Cloud;
using RdpMedic.Cloud.Hosts;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Benchmarks.Sweep;

/// <summary>
/// What it costs to judge the rows of a whole fleet, against merely parsing the same bytes with the same SDK; and how many calls a sweep makes for fleets of several sizes.
/// </summary>
internal static class SweepBenchmark
{
    private const int Runs = 15;

    /// <summary>Of which the first still tells.</summary>
    private const int Warm = 5;

    private const string Workspace = "0d5c8f7e-1f3a-4a83-9a5e-3b8a4c0de001";

    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    /// <summary>Fleets whose calls are counted.</summary>
    private static readonly int[] Sizes = [100, 2_000, 20_000, 200_000];

    public static async Task<Measured> RunAsync(int hosts)
    {
        var fleet = new BigFleet(hosts);
        var bytes = fleet.Rows(Now.AddMinutes(-1));
        var inventory = new Inventory(fleet.Hosts());
        var parse = new List<double>();
        var steady = new List<double>();
        // Two sweeps tell of each row; those that follow, minute by minute, find nothing new in it.
        var clock = new Clock(Now);
        var sweep = Sweep(fleet, bytes, inventory, clock);
        var telling = await SecondsAsync(() => sweep.RunAsync(CancellationToken.None));
        // Side by side, and the first of them for the just-in-time compiler.
        for (var run = -Warm; run < Runs; run++)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            var parsed = await SecondsAsync(() => ParseAsync(fleet, bytes));
            var judged = await SecondsAsync(() => sweep.RunAsync(CancellationToken.None));
            if (run < 0) continue;
            parse.Add(parsed);
            steady.Add(judged);
        }

        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["rows"] = hosts,
            ["parseSeconds"] = Report.Median(parse),
            ["judgedSeconds"] = Report.Median(steady),
            ["firstSweepSeconds"] = Math.Round(telling, 2),
            ["peakMegabytes"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,
            ["runs"] = Runs,
        };
        foreach (var size in Sizes)
        {
            var calls = await CallsAsync(size);
            figures[$"logQueriesAt{size}"] = calls.GetValueOrDefault("logQueries");
            figures[$"graphPagesAt{size}"] = calls.GetValueOrDefault("resourceGraph");
        }

        return new Measured("sweep", Report.Median(steady) / Report.Median(parse), figures);
    }

    /// <summary>Of the processor: the answers come at once, and nothing else is waited for.</summary>
    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await work();
        return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
    }

    /// <summary>The same response by the same SDK, read cell by cell, and nothing kept or judged.</summary>
    private static async Task ParseAsync(BigFleet fleet, byte[] bytes)
    {
        using var azure = new CannedAzure(fleet, _ => bytes);
        var rows = await Signals(azure, new Clock(Now)).DetectAsync(One.Detectors[0], Now.AddMinutes(-15), Now, CancellationToken.None);
        if (rows?.Count() != fleet.Count) throw new InvalidOperationException("A row is missing.");
    }

    /// <summary>The class whose query has a row for every host.</summary>
    private static IFailure One { get; } = FailureCatalogue.All.First(failure => failure.Id.Value == FailureIds.TermServiceDown);

    private static CloudOptions Options { get; } = new() { Subscriptions = [Guid.Empty.ToString()], Workspaces = [Workspace], ServiceBus = "x", AllowMixedGroups = true };

    private static LogSignals Signals(CannedAzure azure, TimeProvider clock) => new(new Workspaces(new LogsQueryClient(new Uri("https://api.loganalytics.io"), new AnyToken(), new LogsQueryClientOptions { Transport = azure }), Options, clock), clock);

    /// <summary>Every table is there.</summary>
    private static byte[] Tables(IEnumerable<IFailure> failures) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        tables = new[] { new { name = "PrimaryResult", columns = new[] { new { name = "Name", type = "string" } }, rows = failures.SelectMany(failure => failure.Detectors).SelectMany(detector => detector.Tables).Distinct(StringComparer.Ordinal).Prepend("").Select(table => new[] { table }) } },
    });

    private static DetectSweep Sweep(BigFleet fleet, byte[] bytes, IHosts hosts, TimeProvider clock)
    {
        var tables = Tables([One]);
        return Sweep([One], new CannedAzure(fleet, query => query.Contains("isfuzzy", StringComparison.Ordinal) ? tables : bytes), hosts, clock);
    }

    private static DetectSweep Sweep(IReadOnlyList<IFailure> failures, CannedAzure azure, IHosts hosts, TimeProvider clock) =>
        new(failures, hosts, Signals(azure, clock), new DesiredState(null!, null!, new Policy()), new Sink(), new SharedState(new MemoryDocuments()), clock);

    /// <summary>What the first sweep of a process asks Azure, the inventory with it, by the whole catalogue.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> CallsAsync(int size)
    {
        var fleet = new BigFleet(size);
        var (empty, tables) = (new BigFleet(0).Rows(Now), Tables(FailureCatalogue.All));
        using var azure = new CannedAzure(fleet, query => query.Contains("print Name", StringComparison.Ordinal) ? tables : empty);
        var clock = new Clock(Now);
        using var hosts = new GraphHosts(new ResourceGraph(new ArmClient(new AnyToken(), null, new ArmClientOptions { Transport = azure }), Options.Subscriptions), Options, clock);
        await Sweep(FailureCatalogue.All, azure, hosts, clock).RunAsync(CancellationToken.None);
        return azure.Calls;
    }

    private sealed class Sink : IMessages
    {
        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Inventory(IReadOnlyList<Host> hosts) : IHosts
    {
        public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(hosts);

        public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => Task.FromResult(hosts.FirstOrDefault(host => host.Id == id));
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("any", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
