using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Signals;

public sealed class DetectSweepTests
{
    private sealed class Logs : ISignals, ISecurityRules
    {
        public IReadOnlyList<SignalRow>? Rows { get; set; } = [];

        public List<(DateTimeOffset From, DateTimeOffset To)> Windows { get; } = [];

        /// <summary>Rules that stand in every group.</summary>
        public Dictionary<string, RuleSnapshot> Rules { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Task<IReadOnlyList<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        {
            Windows.Add((from, to));
            return Task.FromResult(detector.Name == "termservice-down" ? Rows : []);
        }

        public Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken) => Task.FromResult(Answer<IReadOnlyDictionary<string, RuleSnapshot>>.Of(Rules));

        public Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep reads groups.");

        public Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");

        public Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");
    }

    private sealed class NoPools : IBackendPools
    {
        public Task<Answer<IReadOnlyList<PoolState>>> ListAsync(string loadBalancer, CancellationToken cancellationToken) => Task.FromResult(Answer<IReadOnlyList<PoolState>>.Of([]));

        public Task<Answer<PoolState>> ReadAsync(string loadBalancer, string pool, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep reads load balancers.");

        public Task<string?> SetMemberAsync(string loadBalancer, PoolState pool, Host host, string address, string? state, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");
    }

    private static DetectSweep Sweep(TinyWorld world, Logs logs, Policy? policy = null) => new(FailureCatalogue.All, world, logs, new DesiredState(logs, new NoPools(), world, policy ?? new Policy()), world, world.Shared, world.Clock);

    [Fact]
    public async Task A_row_about_a_known_host_goes_to_its_own_session()
    {
        var world = new TinyWorld();
        await Sweep(world, new Logs { Rows = [new SignalRow(Some.HostId.Value, world.Clock.GetUtcNow(), 1, "x")] }).RunAsync(TestContext.Current.CancellationToken);
        world.Queue.ShouldHaveSingleItem().Session.ShouldBe(Some.HostId.Key);
    }

    [Fact]
    public async Task Rows_about_unknown_and_unenrolled_hosts_are_counted_and_not_sent()
    {
        var world = new TinyWorld(host: Some.Machine with { Enrolled = false });
        var now = world.Clock.GetUtcNow();
        var report = await Sweep(world, new Logs { Rows = [new SignalRow(Some.HostId.Value, now, 1, "x"), new SignalRow("/subscriptions/other", now, 1, "x")] }).RunAsync(TestContext.Current.CancellationToken);
        report.ShouldSatisfyAllConditions(r => r.NotEnrolled.ShouldBe(1), r => r.Unknown.ShouldBe(1), r => r.Sent.ShouldBe(0));
        world.Queue.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_table_is_reported_as_not_collected()
    {
        var report = await Sweep(new TinyWorld(), new Logs { Rows = null }).RunAsync(TestContext.Current.CancellationToken);
        report.NotCollected.ShouldBe(["termservice-down"]);
    }

    [Fact]
    public async Task Each_window_reaches_back_over_the_one_before()
    {
        var world = new TinyWorld();
        var logs = new Logs();
        var sweep = Sweep(world, logs);
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        logs.Windows[^1].From.ShouldBe(logs.Windows[0].To - DetectSweep.Overlap);
    }

    [Fact]
    public async Task A_rule_that_drifted_opens_one_case_however_many_hosts_stand_behind_it()
    {
        var world = new TinyWorld(host: Some.Machine with { NetworkSecurityGroups = [Some.Rule.NetworkSecurityGroup.ToLowerInvariant()] });
        await Sweep(world, new Logs(), new Policy { Rules = [Some.Rule] }).RunAsync(TestContext.Current.CancellationToken);
        world.Queue.ShouldHaveSingleItem().Message.BodyAs<SignalsBody>().Signals.ShouldHaveSingleItem().Detector.ShouldBe("nsg-deny");
    }
}
