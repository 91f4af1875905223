using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Repairs;

public sealed class StartMachineTests
{
    private static readonly Step Step = new() { Name = StepNames.StartMachine, Kind = StepKinds.Power, Risk = Risk.R1 };

    private readonly Switch machine = new();

    private readonly ManualClock clock = new();

    private Task<StepOutcome> DoAsync(StepPhase phase, DateTimeOffset? before = null) => new StartMachine(machine, clock).PerformAsync(Work(phase) with { Before = before }, TestContext.Current.CancellationToken);

    private Task<StepOutcome> InquireAsync(StepPhase phase) => new StartMachine(machine, clock).InquireAsync(Work(phase), TestContext.Current.CancellationToken);

    private static StepWork Work(StepPhase phase) => StepWork.Of(CaseId.For(Some.HostId, 1), Some.Machine, Step, 0, phase, 1, null);

    [Theory]
    [InlineData("stopped")]
    [InlineData("deallocated")]
    public async Task What_is_off_is_started_and_looked_at_until_it_runs(string power)
    {
        machine.Power = power;
        (await DoAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Started>();
        machine.Power.ShouldBe("starting");
        var repair = new StartMachine(machine, clock);
        (await repair.LookAsync(Work(StepPhase.Apply), "x", TestContext.Current.CancellationToken)).ShouldBeOfType<StepOutcome.Started>();
        machine.Power = "running";
        (await repair.LookAsync(Work(StepPhase.Apply), "x", TestContext.Current.CancellationToken)).ShouldBeOfType<StepOutcome.Done>().Changed.ShouldBeTrue();
        (await DoAsync(StepPhase.Verify)).ShouldBeOfType<StepOutcome.Done>();
    }

    [Fact]
    public async Task What_runs_already_is_not_started()
    {
        machine.Power = "running";
        (await DoAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Done>().Changed.ShouldBeFalse();
        machine.Starts.ShouldBe(0);
    }

    [Theory]
    [InlineData("deallocating")]
    [InlineData("stopping")]
    public async Task What_is_being_stopped_just_now_is_left_to_who_stops_it(string power)
    {
        machine.Power = power;
        (await DoAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Failed>().Changed.ShouldBeFalse();
        machine.Starts.ShouldBe(0);
    }

    [Fact]
    public async Task A_process_that_stood_still_starts_nothing_any_more() =>
        await Should.ThrowAsync<RetriableException>(() => DoAsync(StepPhase.Apply, clock.GetUtcNow() - TimeSpan.FromSeconds(1)));

    [Fact]
    public async Task After_a_crash_the_machine_itself_tells_what_became_of_the_start()
    {
        (await InquireAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Failed>();
        machine.Power = "starting";
        (await InquireAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Started>();
        machine.Power = "running";
        (await InquireAsync(StepPhase.Apply)).ShouldBeOfType<StepOutcome.Done>();
        machine.Starts.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_started_is_never_stopped_again_and_that_it_runs_is_named()
    {
        machine.Power = "running";
        (await DoAsync(StepPhase.Revert)).ShouldBeOfType<StepOutcome.Failed>().Reason.ShouldContain("not stopped again");
        machine.Power.ShouldBe("running");
        machine.Power = "deallocated";
        (await DoAsync(StepPhase.Revert)).ShouldBeOfType<StepOutcome.Done>();
    }

    [Fact]
    public async Task A_refusal_is_the_steps_failure_and_changed_nothing()
    {
        machine.Refuses = "409 OperationNotAllowed: allocation failed";
        (await DoAsync(StepPhase.Apply)).ShouldBe(new StepOutcome.Failed("409 OperationNotAllowed: allocation failed", Changed: false));
    }

    private sealed class Switch : IPower
    {
        public string Power { get; set; } = "stopped";

        public int Starts { get; private set; }

        public string? Refuses { get; set; }

        public Task<string> ReadAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Power);

        public Task<string?> StartAsync(Host host, CancellationToken cancellationToken)
        {
            if (Refuses is { } refused) return Task.FromResult<string?>(refused);
            Starts++;
            Power = "starting";
            return Task.FromResult<string?>(null);
        }
    }
}
