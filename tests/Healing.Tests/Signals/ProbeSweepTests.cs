using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Signals;

public sealed class ProbeSweepTests
{
    private readonly ManualClock clock = new();
    private readonly Street street = new();
    private readonly MemoryCases cases = new();

    private Host Add(string name, ProbeOutcome outcome, bool wasReached = true, string? group = null, DateTimeOffset? notAfter = null, bool enrolled = true, string? sessionHost = null)
    {
        var host = Some.Machine with { Id = new HostId($"/x/{name}"), Name = name, Enrolled = enrolled, SessionHostId = sessionHost, PrivateAddress = "10.0.0.1", Certificate = "rdp", NetworkSecurityGroups = group is null ? [] : [group] };
        street.Hosts.Add(host);
        street.Answers[host.Id] = new ProbeFacts(outcome, null, "AA", "CN=x", notAfter ?? clock.GetUtcNow().AddYears(1), wasReached);
        return host;
    }

    private Task<int> RunAsync() => new ProbeSweep(street, street, cases, new SharedState(street.Papers), street, new Policy(), clock).RunAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_host_that_answered_here_before_and_is_silent_now_gets_a_signal()
    {
        var host = Add("a", ProbeOutcome.Refused);
        (await RunAsync()).ShouldBe(1);
        street.Sent.ShouldHaveSingleItem().Session.ShouldBe(host.Id.Key);
    }

    [Fact]
    public async Task Silence_of_a_host_that_never_answered_here_proves_nothing()
    {
        Add("a", ProbeOutcome.Timeout, wasReached: false);
        (await RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_host_that_insists_on_more_security_than_was_offered_is_well()
    {
        var host = Add("a", ProbeOutcome.NegotiationRefused);
        street.Answers[host.Id] = street.Answers[host.Id] with { NegotiationFailure = 5 };
        (await RunAsync()).ShouldBe(0);
        (await new SharedState(street.Papers).ReachedAsync(host.Id, TestContext.Current.CancellationToken)).ShouldBe(clock.GetUtcNow());
    }

    [Fact]
    public async Task A_look_that_was_not_made_is_no_signal()
    {
        Add("a", ProbeOutcome.NotTried);
        (await RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_holds_up_nobody_else()
    {
        Add("silent", ProbeOutcome.Timeout);
        for (var index = 0; index < 3 * ProbeSweep.Parallel; index++) Add($"quick-{index:000}", ProbeOutcome.Answered);
        var silent = new TaskCompletionSource();
        street.Wait = host => host.Name == "silent" ? silent.Task : Task.CompletedTask;
        var running = RunAsync();
        street.Knocked.ShouldBe(1 + (3 * ProbeSweep.Parallel));
        running.IsCompleted.ShouldBeFalse();
        silent.SetResult();
        (await running).ShouldBe(1);
    }

    [Fact]
    public async Task No_more_than_so_many_are_knocked_at_side_by_side()
    {
        for (var index = 0; index < 3 * ProbeSweep.Parallel; index++) Add($"host-{index:000}", ProbeOutcome.Answered);
        // The first answers come on as many threads as there are, as those of sockets do.
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        street.Wait = _ => open.Task;
        var running = RunAsync();
        street.Knocked.ShouldBe(ProbeSweep.Parallel);
        open.SetResult();
        await running;
        street.Knocked.ShouldBe(3 * ProbeSweep.Parallel);
        street.Papers.Keys.Count.ShouldBe(3 * ProbeSweep.Parallel);
    }

    [Fact]
    public async Task An_answer_is_remembered()
    {
        var host = Add("a", ProbeOutcome.Answered);
        await RunAsync();
        (await new SharedState(street.Papers).ReachedAsync(host.Id, TestContext.Current.CancellationToken)).ShouldBe(clock.GetUtcNow());
        street.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_a_signal_although_the_host_answers()
    {
        Add("a", ProbeOutcome.Answered, notAfter: clock.GetUtcNow().AddDays(3));
        (await RunAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 0)]
    public async Task A_certificate_that_nobody_names_is_a_signal_only_once_it_expired(int days, int signals)
    {
        var host = Add("a", ProbeOutcome.Answered, notAfter: clock.GetUtcNow().AddDays(days));
        street.Hosts[0] = host with { Certificate = null };
        (await RunAsync()).ShouldBe(signals);
    }

    [Fact]
    public async Task Hosts_that_fall_silent_together_behind_one_group_make_one_case()
    {
        Add("b", ProbeOutcome.Timeout, group: "nsg-1");
        var first = Add("a", ProbeOutcome.Timeout, group: "nsg-1");
        var other = Add("c", ProbeOutcome.Timeout, group: "nsg-2");
        var refused = Add("d", ProbeOutcome.Refused, group: "nsg-1");
        await RunAsync();
        street.Sent.Select(message => message.Session).ShouldBe([first.Id.Key, other.Id.Key, refused.Id.Key]);
    }

    [Fact]
    public async Task A_host_whose_silence_is_meant_hides_no_neighbour()
    {
        var meant = Add("a", ProbeOutcome.Timeout, group: "nsg-1");
        var silent = Add("b", ProbeOutcome.Timeout, group: "nsg-1");
        Add("c", ProbeOutcome.Timeout, group: "nsg-1");
        await cases.SaveAsync(new HostFile { Host = meant.Id, Case = new Healing.Cases.Case { Id = new CaseId("1"), Host = meant.Id, HostName = "a", State = CaseState.Suppressed, OpenedAt = clock.GetUtcNow(), Deadline = clock.GetUtcNow() } }, [], [], TestContext.Current.CancellationToken);
        await RunAsync();
        street.Sent.Select(message => message.Session).ShouldBe([meant.Id.Key, silent.Id.Key]);
    }

    [Fact]
    public async Task Nobody_knocks_at_a_session_host_or_at_a_host_that_is_not_enrolled()
    {
        Add("a", ProbeOutcome.Refused, sessionHost: "/avd/a");
        Add("b", ProbeOutcome.Refused, enrolled: false);
        (await RunAsync()).ShouldBe(0);
    }

    /// <summary>Hosts that answer as they are told, asked from several threads at once.</summary>
    private sealed class Street : IHosts, IProbe, IMessages
    {
        public List<Host> Hosts { get; } = [];

        public Dictionary<HostId, ProbeFacts> Answers { get; } = [];

        public Papers Papers { get; } = new();

        public List<OutboxMessage> Sent { get; } = [];

        public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Host>>(Hosts);

        public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => Task.FromResult(Hosts.Find(host => host.Id == id));

        public Func<Host, Task> Wait { get; set; } = _ => Task.CompletedTask;

        private int knocked;

        public int Knocked => Volatile.Read(ref knocked);

        public async Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref knocked);
            await Wait(host);
            return Answers[host.Id];
        }

        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
        {
            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }
}
