using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>The agent, the boot and the platform beneath it.</summary>
public sealed class MachineTests
{
    private const string Agent = "guest-agent-unavailable";

    private const string Boot = "boot-failure";

    private static DateTimeOffset Now => Verdicts.Now;

    private static readonly HostEvidence Deaf = Some.Evidence(Now) with { Machine = NetworkSamples.Deaf, Guest = NetworkSamples.Unheard };

    [Fact]
    public void An_agent_that_is_not_ready_while_people_connect_stands_by_and_does_nothing() => Verdicts.Judge(Agent, Deaf)!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void It_is_the_reason_only_where_the_guest_itself_answers()
    {
        Verdicts.Judge(Agent, Deaf with { Probe = Some.Knock(Now, ProbeOutcome.Refused) })!.Actionable.ShouldBeTrue();
        Verdicts.Judge(Agent, Deaf with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) })!.Actionable.ShouldBeFalse();
        Verdicts.PlanOf(Agent, Deaf).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void The_serial_log_is_decisive_and_wins_over_a_lost_network()
    {
        var evidence = NetworkSamples.Dark(["BitLocker asks for its recovery key"]);
        var ranked = Verdicts.Ranked(evidence);
        (ranked[0].Failure.Value, ranked[0].Decisive).ShouldBe((Boot, true));
        Verdicts.PlanOf(Boot, evidence).ForPerson.ShouldContain("BitLocker");
    }

    [Fact]
    public void Silence_without_a_mark_or_a_crash_is_no_boot_failure() => Verdicts.Judge(Boot, NetworkSamples.Dark([])).ShouldBeNull();

    [Fact]
    public void What_sends_heartbeats_has_booted()
    {
        var dark = NetworkSamples.Dark(["BitLocker asks for its recovery key"]);
        Verdicts.Judge(Boot, dark with { Logs = Some.Of(Some.Logs(Now), Now, Vantage.Logs) }).ShouldBeNull();
    }

    [Fact]
    public void Disks_and_boot_settings_are_opened_by_people_only() => Verdicts.PlanOf(Boot, NetworkSamples.Dark(["x"])).Rungs.ShouldBeEmpty();

    [Theory]
    [InlineData("platform-maintenance", true)]
    [InlineData("service-incident", false)]
    public void While_the_platform_is_away_the_case_waits_and_acts_on_nothing(string id, bool planned)
    {
        var evidence = NetworkSamples.Beneath(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) }, "hardware", planned);
        var ranked = Verdicts.Ranked(evidence);
        ranked[0].Failure.Value.ShouldBe(id);
        var plan = Verdicts.PlanOf(id, evidence);
        plan.Waits.ShouldNotBeNull().Gate.ShouldBe(GateNames.ServiceIncident);
        plan.Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("platform-maintenance", true)]
    [InlineData("service-incident", false)]
    public void On_a_host_that_people_use_it_is_only_named(string id, bool planned) =>
        Verdicts.Judge(id, NetworkSamples.Beneath(Some.Evidence(Now), "degraded", planned))!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void Maintenance_that_is_announced_keeps_nothing()
    {
        var announced = Some.Evidence(Now) with { Machine = Some.Of(Some.Evidence(Now).Machine.Value! with { Maintenance = "Azure has announced maintenance" }, Now, Vantage.ControlPlane) };
        Verdicts.Judge("platform-maintenance", announced)!.Part.ShouldBe(Part.Bystander);
        Verdicts.PlanOf("platform-maintenance", announced).Waits.ShouldBeNull();
    }

    [Fact]
    public void A_service_error_of_one_person_is_that_persons() =>
        Verdicts.Judge("service-incident", NetworkSamples.Failing(new ConnectionFailures("ConnectionFailedServiceBusy", true, 40, 1, 1, Now), 0), Some.SessionHost).ShouldBeNull();

    [Fact]
    public void What_the_service_does_not_call_its_own_is_no_incident() =>
        Verdicts.Judge("service-incident", NetworkSamples.Failing(new ConnectionFailures("ReverseConnectFailed", false, 40, 9, 4, Now), 0), Some.SessionHost).ShouldBeNull();
}
