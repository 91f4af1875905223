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
        /// <summary>What the detector of a stopped service gives.</summary>
        public IEnumerable<SignalRow>? Rows { get; set; } = [];

        public IReadOnlySet<string> Missing { get; set; } = new HashSet<string>(StringComparer.Ordinal);

        /// <summary>What the detector of a stopped service meets.</summary>
        public Exception? Trouble { get; set; }

        public List<(DateTimeOffset From, DateTimeOffset To)> Windows { get; } = [];

        /// <summary>Rules that stand in every group.</summary>
        public Dictionary<string, RuleSnapshot> Rules { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Task<IEnumerable<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        {
            if (detector.Name != "termservice-down") return Task.FromResult<IEnumerable<SignalRow>?>([]);
            Windows.Add((from, to));
            return Trouble is null ? Task.FromResult<IEnumerable<SignalRow>?>(Rows) : Task.FromException<IEnumerable<SignalRow>?>(Trouble);
        }

        public Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken) => Task.FromResult<IReadOnlySet<string>>(tables.Where(Missing.Contains).ToHashSet(StringComparer.Ordinal));

        public Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken) => Task.FromResult(Answer<IReadOnlyDictionary<string, RuleSnapshot>>.Of(Rules));

        public Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep reads groups.");

        public Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");

        public Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");
    }

    private sealed class NoPools : IBackendPools
    {
        public Task<Answer<IReadOnlyList<PoolState>>> ListAsync(string loadBalancer, CancellationToken cancellationToken) => Task.FromResult(Answer<IReadOnlyList<PoolState>>.Of([]));

        public Task<Answer<IReadOnlyList<NatState>>> NatRulesAsync(string loadBalancer, CancellationToken cancellationToken) => Task.FromResult(Answer<IReadOnlyList<NatState>>.Of([]));

        public Task<TaggedNat?> FindNatAsync(string loadBalancer, string name, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep reads load balancers.");

        public Task<string?> SetNatPortsAsync(string loadBalancer, TaggedNat rule, int frontend, int backend, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");

        public Task<Answer<PoolState>> ReadAsync(string loadBalancer, string pool, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep reads load balancers.");

        public Task<string?> SetMemberAsync(string loadBalancer, PoolState pool, Host host, string address, string? state, CancellationToken cancellationToken) => throw new InvalidOperationException("A sweep writes nothing.");
    }

    private sealed class Refusing : IMessages
    {
        public bool Refuses { get; set; }

        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => Refuses ? throw new RetriableException("busy") : Task.CompletedTask;
    }

    private static DetectSweep Sweep(TinyWorld world, Logs logs, Policy? policy = null) => new(FailureCatalogue.All, world, logs, new DesiredState(logs, new NoPools(), policy ?? new Policy()), world, world.Shared, world.Clock);

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

    [Theory]
    [InlineData("/HostPools/hp/sessionHosts/VM-1", true)]
    [InlineData("VM-1", true)]
    [InlineData("vm-1.corp.example", false)]
    public async Task A_row_may_name_an_avd_host_by_its_resource_id_or_by_its_avd_name(string resource, bool found)
    {
        var world = new TinyWorld(host: Some.SessionHost);
        var report = await Sweep(world, new Logs { Rows = [new SignalRow(resource, world.Clock.GetUtcNow(), 1, "x")] }).RunAsync(TestContext.Current.CancellationToken);
        (report.Sent, report.Unknown).ShouldBe(found ? (1, 0) : (0, 1));
    }

    [Fact]
    public async Task A_finding_is_told_by_two_sweeps_and_a_newer_one_by_two_more()
    {
        var world = new TinyWorld();
        var logs = new Logs { Rows = [new SignalRow(Some.HostId.Value, world.Clock.GetUtcNow(), 1, "x")] };
        var sweep = Sweep(world, logs);
        async Task<(int, int)> NextAsync()
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var report = await sweep.RunAsync(TestContext.Current.CancellationToken);
            return (report.Sent, report.Known);
        }

        (await NextAsync()).ShouldBe((1, 0));
        (await NextAsync()).ShouldBe((1, 0));
        (await NextAsync()).ShouldBe((0, 1));
        logs.Rows = [new SignalRow(Some.HostId.Value, world.Clock.GetUtcNow(), 2, "x")];
        (await NextAsync()).ShouldBe((1, 0));
        world.Queue.Select(message => message.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_finding_whose_message_could_not_be_sent_counts_as_not_told()
    {
        var world = new TinyWorld();
        var messages = new Refusing { Refuses = true };
        var sweep = new DetectSweep(FailureCatalogue.All, world, new Logs { Rows = [new SignalRow(Some.HostId.Value, world.Clock.GetUtcNow(), 1, "x")] }, new DesiredState(new Logs(), new NoPools(), new Policy()), messages, world.Shared, world.Clock);
        for (var time = 0; time < 3; time++) await Should.ThrowAsync<RetriableException>(() => sweep.RunAsync(TestContext.Current.CancellationToken));
        messages.Refuses = false;
        (await sweep.RunAsync(TestContext.Current.CancellationToken)).Sent.ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_table_is_reported_as_not_collected_and_its_detector_is_not_asked()
    {
        var logs = new Logs { Missing = new HashSet<string>(["Event"], StringComparer.Ordinal) };
        var report = await Sweep(new TinyWorld(), logs).RunAsync(TestContext.Current.CancellationToken);
        report.NotCollected.ShouldContain("termservice-down: Event is in no workspace", StringComparer.Ordinal);
        logs.Windows.ShouldBeEmpty();
        (await Sweep(new TinyWorld(), new Logs { Rows = null }).RunAsync(TestContext.Current.CancellationToken)).NotCollected.ShouldBe(["termservice-down: a table of it is in no workspace"]);
    }

    [Fact]
    public async Task A_detector_that_could_not_be_asked_says_so_and_reads_the_same_window_later()
    {
        var world = new TinyWorld();
        var logs = new Logs { Trouble = new RetriableException("503 The logs are down.") };
        var sweep = Sweep(world, logs);
        var report = await sweep.RunAsync(TestContext.Current.CancellationToken);
        report.NotCollected.ShouldBe(["termservice-down: 503 The logs are down."]);
        (await world.Shared.LastSweepAsync(TestContext.Current.CancellationToken))!.NotCollected.ShouldBe(report.NotCollected);
        (await world.Shared.WatermarksAsync(TestContext.Current.CancellationToken)).Keys.ShouldNotContain("termservice-down", StringComparer.Ordinal);
        logs.Trouble = null;
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        var first = world.Clock.GetUtcNow();
        logs.Trouble = new FinalException("400 no such column");
        world.Clock.Advance(TimeSpan.FromMinutes(7));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        logs.Trouble = null;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        logs.Windows[^1].From.ShouldBe(first - DetectSweep.Overlap);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        (logs.Windows[^1].To - logs.Windows[^1].From).ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_loses_neither_the_rows_before_it_nor_the_window_nor_the_other_detectors()
    {
        var world = new TinyWorld();
        var logs = new Logs { Rows = Broken(new SignalRow(Some.HostId.Value, world.Clock.GetUtcNow(), 1, "x")) };
        var report = await Sweep(world, logs).RunAsync(TestContext.Current.CancellationToken);
        report.NotCollected.ShouldBe(["termservice-down: a row without a time"]);
        report.Rows.ShouldBe(1);
        var marks = await world.Shared.WatermarksAsync(TestContext.Current.CancellationToken);
        marks.Keys.ShouldNotContain("termservice-down", StringComparer.Ordinal);
        marks.Keys.ShouldContain("tls-policy", StringComparer.Ordinal);

        static IEnumerable<SignalRow> Broken(SignalRow first)
        {
            yield return first;
            throw new FinalException("a row without a time");
        }
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
