using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>A registration token on its way: only with the opt-in role, only as a protected parameter, and in nothing that anybody reads.</summary>
[Collection(WireTests.Name)]
public sealed class RegistrationTests(Stand stand) : IDisposable
{
    private const string Name = "avd-04";

    private static readonly Policy Registers = new() { RegisterHosts = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HostPool Pool => stand.Fleet.HostPools["hp-desktop-1"];

    private Machine Machine => stand.Fleet.Machines[Name];

    public void Dispose()
    {
        stand.Roles.Withdraw();
        (Pool.RegistrationToken, Machine.Guest.Agent) = (null, new AgentState());
        Machine.RunCommands.Clear();
    }

    private async Task<(Host Host, Step Step)> BrokenAsync()
    {
        using var certificates = new CertificateFactory();
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host(Name, "avd-registration", "expired");
        var host = await stand.HostAsync(Name);
        var evidence = await stand.Get<IEvidence>().CollectAsync(host, [], Token);
        return (host, new AvdRegistration().PlanFor(host, evidence, Registers).Rungs[0].Steps[0]);
    }

    private async Task<StepOutcome> PerformAsync(StepWork work)
    {
        var repair = stand.Repair(StepKinds.Registration);
        if (await repair.PerformAsync(work, Token) is not StepOutcome.Started started) throw new InvalidOperationException("It was not started.");
        stand.Pass(TimeSpan.FromMinutes(1));
        return await repair.LookAsync(work, started.Handle, Token);
    }

    [Fact]
    public async Task Without_the_role_nothing_is_put_and_the_refusal_says_which_right_is_missing()
    {
        var (host, step) = await BrokenAsync();
        var refused = (await stand.Repair(StepKinds.Registration).PerformAsync(stand.Work(host, step, StepPhase.Apply, "{}"), Token)).ShouldBeOfType<StepOutcome.Failed>();
        refused.Changed.ShouldBeFalse();
        refused.Reason.ShouldContain("403");
        Machine.RunCommands.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_it_a_token_that_lasts_an_hour_registers_the_host_and_is_seen_nowhere()
    {
        stand.Roles.Assign("registration");
        var (host, step) = await BrokenAsync();
        var capture = (await PerformAsync(stand.Work(host, step, StepPhase.Capture))).ShouldBeOfType<StepOutcome.Done>();
        var applied = (await PerformAsync(stand.Work(host, step, StepPhase.Apply, capture.State))).ShouldBeOfType<StepOutcome.Done>();
        (await PerformAsync(stand.Work(host, step, StepPhase.Verify, capture.State))).ShouldBeOfType<StepOutcome.Done>();
        Machine.Guest.Agent!.Registered.ShouldBeTrue();
        Machine.Guest.Agent.TokenPresent.ShouldBeFalse();
        (Pool.RegistrationEnds - stand.Clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
        var token = Pool.RegistrationToken!;
        (capture.State + applied.State + Json.Write(step)).ShouldNotContain(token);
        var command = Machine.RunCommands.Values.Single(command => command.Name.Contains("apply", StringComparison.Ordinal));
        command.Call.Protected["Token"].ShouldBe(token);
        command.Call.Parameters.Values.ShouldNotContain(value => value == token);
        command.Result!.Output.ShouldNotContain(token);
    }

    [Fact]
    public async Task A_token_that_the_pool_has_is_used_while_it_lasts_and_not_replaced()
    {
        stand.Roles.Assign("registration");
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("of.the.pipeline", stand.Clock.GetUtcNow() + TimeSpan.FromDays(3));
        var tokens = stand.Get<IRegistrationTokens>();
        (await tokens.IssueAsync(Pool.Id, stand.Clock.GetUtcNow() + TimeSpan.FromMinutes(65), Token)).Value!.Reveal().ShouldBe("of.the.pipeline");
        Pool.RegistrationEnds = stand.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        (await tokens.IssueAsync(Pool.Id, stand.Clock.GetUtcNow() + TimeSpan.FromMinutes(65), Token)).Value!.Reveal().ShouldNotBe("of.the.pipeline", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_token_does_not_print_itself()
    {
        stand.Roles.Assign("registration");
        var issued = await stand.Get<IRegistrationTokens>().IssueAsync(Pool.Id, stand.Clock.GetUtcNow() + TimeSpan.FromMinutes(65), Token);
        $"{issued} {issued.Value}".ShouldNotContain(issued.Value!.Reveal());
    }

    [Fact]
    public async Task A_host_that_did_not_register_keeps_no_token_of_ours()
    {
        stand.Roles.Assign("registration");
        var (host, step) = await BrokenAsync();
        Machine.Guest.Agent!.NameTaken = true;
        Machine.Guest.Agent.TokenPresent = false;
        var capture = (await PerformAsync(stand.Work(host, step, StepPhase.Capture))).ShouldBeOfType<StepOutcome.Done>();
        (await PerformAsync(stand.Work(host, step, StepPhase.Apply, capture.State))).ShouldBeOfType<StepOutcome.Failed>().Changed.ShouldBeFalse();
        Machine.Guest.Agent.TokenPresent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_somebody_took_out_of_its_pool_gets_no_token()
    {
        stand.Roles.Assign("registration");
        var (host, step) = await BrokenAsync();
        var removed = Pool.Hosts[Name];
        lock (stand.Fleet.Gate) Pool.Hosts.Remove(Name);
        try
        {
            var refused = (await stand.Repair(StepKinds.Registration).PerformAsync(stand.Work(host, step, StepPhase.Apply, "{}"), Token)).ShouldBeOfType<StepOutcome.Failed>();
            (refused.Changed, Pool.RegistrationToken).ShouldBe((false, null));
            refused.Reason.ShouldContain("404");
            Machine.RunCommands.ShouldBeEmpty();
        }
        finally
        {
            lock (stand.Fleet.Gate) Pool.Hosts[Name] = removed;
        }
    }

    [Fact]
    public async Task A_rehearsal_fetches_no_token_and_shows_none()
    {
        stand.Roles.Assign("registration");
        var (host, step) = await BrokenAsync();
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("of.the.pipeline", stand.Clock.GetUtcNow() + TimeSpan.FromDays(3));
        var rehearsed = (await new Comparison(stand).RehearseAsync(host, new Plan { Failure = new FailureId("avd-registration"), ForPerson = "x", Rungs = [new Rung([step], "x")] })).ShouldHaveSingleItem();
        rehearsed.Problem.ShouldBeNull();
        rehearsed.Calls.ShouldContain(call => call.Url.Contains("retrieveRegistrationToken", StringComparison.Ordinal));
        var shown = Json.Write(rehearsed);
        shown.ShouldContain("left out");
        shown.ShouldNotContain("of.the.pipeline");
    }
}
