using System.Text;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Repairs;

/// <summary>A token is asked for only for a host that is in its pool, and goes to the script and nowhere else.</summary>
public sealed class RegisterSessionHostTests
{
    private const string Secret = "a.secret.token";

    private static readonly Step Step = new()
    {
        Name = StepNames.RegisterSessionHost,
        Kind = StepKinds.Registration,
        Risk = Risk.R1,
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Script] = "registration-repair", [StepArguments.VerifyScript] = "registration-verify", [StepArguments.Phase] = "Register", [StepArguments.SessionHost] = Some.SessionHost.SessionHostId!, [StepArguments.HostPool] = "/hostpools/hp" },
    };

    private readonly Pool pool = new();

    private readonly ManualClock clock = new();

    private Task<StepOutcome> DoAsync(StepPhase phase, DateTimeOffset? before = null) => new RegisterSessionHost(pool, pool, pool, clock)
        .PerformAsync(StepWork.Of(CaseId.For(Some.HostId, 1), Some.SessionHost, Step, 0, phase, 1, """{"registered":false}""") with { Before = before }, TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_token_is_a_protected_parameter_of_the_apply_and_the_captured_state_goes_with_it()
    {
        var started = await DoAsync(StepPhase.Apply);
        started.ShouldBeOfType<StepOutcome.Started>();
        pool.Secrets.ShouldHaveSingleItem().Value.ShouldBe(Secret);
        Encoding.UTF8.GetString(Convert.FromBase64String(pool.Parameters["State"])).ShouldBe("""{"registered":false}""");
        (string.Join(' ', pool.Parameters.Values) + started + pool.Script).ShouldNotContain(Secret);
        pool.Until.ShouldBe(clock.GetUtcNow() + TimeSpan.FromMinutes(65));
    }

    [Theory]
    [InlineData(StepPhase.Capture)]
    [InlineData(StepPhase.Verify)]
    [InlineData(StepPhase.Revert)]
    public async Task No_other_phase_asks_for_a_token(StepPhase phase)
    {
        (await DoAsync(phase)).ShouldBeOfType<StepOutcome.Started>();
        (pool.Secrets.Count, pool.Until).ShouldBe((0, null));
    }

    [Fact]
    public async Task A_host_that_is_in_its_pool_no_more_is_not_put_back()
    {
        pool.Gone = true;
        var failed = (await DoAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Failed>();
        (failed.Changed, pool.Until, pool.Script).ShouldBe((false, null, null));
        failed.Reason.ShouldContain("404");
    }

    [Fact]
    public async Task Too_late_no_token_is_made()
    {
        await Should.ThrowAsync<RetriableException>(() => DoAsync(StepPhase.Apply, clock.GetUtcNow()));
        pool.Until.ShouldBeNull();
    }

    private sealed class Pool : IRunCommands, IRegistrationTokens, ISessionHosts
    {
        public bool Gone { get; set; }

        public DateTimeOffset? Until { get; private set; }

        public string? Script { get; private set; }

        public Dictionary<string, string> Parameters { get; private set; } = [];

        public IReadOnlyList<KeyValuePair<string, string>> Secrets { get; private set; } = [];

        public Task<Answer<RegistrationToken>> IssueAsync(string hostPool, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Until = until;
            return Task.FromResult(Answer<RegistrationToken>.Of(new RegistrationToken(Secret)));
        }

        public Task<IReadOnlyList<string>> ListAsync(Host host, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken) => Gone ? throw new FinalException("404 ResourceNotFound") : Task.FromResult(true);

        public Task<string?> PutAsync(Host host, string name, string script, IEnumerable<KeyValuePair<string, string>> parameters, IReadOnlyList<KeyValuePair<string, string>> secrets, CancellationToken cancellationToken)
        {
            (Script, Parameters, Secrets) = (script, parameters.ToDictionary(StringComparer.Ordinal), secrets);
            return Task.FromResult<string?>(null);
        }

        public Task<RunState?> LookAsync(Host host, string name, CancellationToken cancellationToken) => Task.FromResult<RunState?>(null);

        public Task DeleteAsync(Host host, string name, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
