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
    private const int Runs = 5;

    private const string Workspace = "0d5c8f7e-1f3a-4a83-9a5e-3b8a4c0de001";

    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    public static async Task<Measured> RunAsync(int hosts)
    {
        var fleet = new BigFleet(hosts);
        var bytes = fleet.Rows(Now.AddMinutes(-1));
        var inventory = new Inventory(fleet.Hosts());
        var figures = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        void Note(string name, double value) => (figures.TryGetValue(name, out var known) ? known : figures[name] = []).Add(value);
        for (var run = -1; run < Runs; run++)
        {
            var json = await SecondsAsync(() => { using var document = JsonDocument.Parse(bytes); return Task.CompletedTask; });
            var parsed = await SecondsAsync(() => ParseAsync(fleet, bytes));
            var clock = new Clock(Now);
            var sweep = Sweep(fleet, bytes, inventory, clock, out var sink);
            var first = await SecondsAsync(() => sweep.RunAsync(CancellationToken.None));
            clock.Now += TimeSpan.FromMinutes(1);
            var second = await SecondsAsync(() => sweep.RunAsync(CancellationToken.None));
            clock.Now += TimeSpan.FromMinutes(1);
            var third = await SecondsAsync(() => sweep.RunAsync(CancellationToken.None));
            if (run < 0) continue;
            Note("json", json); Note("sdk", parsed); Note("first", first); Note("second", second); Note("third", third);
            Console.Error.WriteLine($"json {json:0.000} sdk {parsed:0.000} first {first:0.000} second {second:0.000} third {third:0.000}  {sink.Count}");
        }

        return new Measured("sweep", Report.Median(figures["third"]) / Report.Median(figures["sdk"]), figures.ToDictionary(f => f.Key, f => Report.Median(f.Value), StringComparer.Ordinal));
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await work();
        return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
    }

    private static async Task ParseAsync(BigFleet fleet, byte[] bytes)
    {
        using var azure = new CannedAzure(fleet, _ => bytes);
        var client = Client(azure);
        var answer = await client.QueryWorkspaceAsync(Workspace, "x", new QueryTimeRange(Now.AddHours(-1), Now));
        if (answer.Value.Table.Rows.Count != fleet.Count) throw new InvalidOperationException("A row is missing.");
    }

    private static LogsQueryClient Client(CannedAzure azure) => new(new Uri("https://api.loganalytics.io"), new AnyToken(), new LogsQueryClientOptions { Transport = azure });

    private static DetectSweep Sweep(BigFleet fleet, byte[] bytes, IHosts hosts, TimeProvider clock, out Sink sink)
    {
        var empty = new BigFleet(0).Rows(Now);
        var tables = "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"Name\",\"type\":\"string\"}],\"rows\":[[\"\"],[\"Event\"]]}]}"u8.ToArray();
        using var azure = new CannedAzure(fleet, query => query.Contains("isfuzzy", StringComparison.Ordinal) ? tables : query.Contains("TermService", StringComparison.Ordinal) ? bytes : empty);
        var options = new CloudOptions { Subscriptions = [Guid.Empty.ToString()], Workspaces = [Workspace], ServiceBus = "x" };
        sink = new Sink();
        return new DetectSweep(FailureCatalogue.All, hosts, new LogSignals(new Workspaces(Client(azure), options), clock), new DesiredState(null!, null!, hosts, new Policy()), sink, new SharedState(new MemoryDocuments()), clock);
    }

    private sealed class Sink : IMessages
    {
        public int Count { get; private set; }

        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
        {
            Count += messages.Count;
            return Task.CompletedTask;
        }
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
