using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class ListenerMissingTests
{
    private const string Id = "listener-missing";

    private static DateTimeOffset Now => Verdicts.Now;

    private static readonly HostEvidence Off = ListenerSamples.Refused(ListenerSamples.Server(server => server with { EnableWinStation = 0, Listener = null }, listening: false));

    private static readonly HostEvidence NoLogons = Some.Evidence(Now) with { Guest = Some.Of(ListenerSamples.Server(server => server with { LogonDisabled = 1 }), Now) };

    private static readonly HostEvidence OneAdapter = ListenerSamples.Refused(ListenerSamples.Server(server => server with { LanAdapter = 2 }));

    [Fact]
    public void A_listener_is_switched_on_before_the_service_is_restarted() => Verdicts.PlanOf(Id, Off).Ladder().ShouldBe(["enable-listener", "enable-listener restart-termservice"]);

    [Fact]
    public void An_adapter_is_read_at_the_start_so_the_setting_alone_is_no_rung() => Verdicts.PlanOf(Id, OneAdapter).Ladder().ShouldBe(["bind-all-adapters restart-termservice"]);

    [Fact]
    public void One_adapter_is_right_for_as_long_as_people_come_in() =>
        Verdicts.Judge(Id, OneAdapter with { Probe = Some.Evidence(Now).Probe }).ShouldBeNull();

    [Fact]
    public void One_adapter_behind_a_door_that_was_never_open_here_proves_nothing() =>
        Verdicts.Judge(Id, OneAdapter with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Refused, null, null, null, null, Reached: false), Now, Vantage.Probe) }).ShouldBeNull();

    [Fact]
    public void An_AVD_host_may_switch_RDP_Tcp_off() => Verdicts.Judge(Id, Off, Some.SessionHost).ShouldBeNull();

    [Fact]
    public void Refused_logons_explain_the_trouble_although_the_handshake_works()
    {
        var diagnosis = Verdicts.Judge(Id, NoLogons)!;
        (diagnosis.Part, diagnosis.Actionable).ShouldBe((Part.Cause, true));
        diagnosis.Contradicts.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(-10, CureVerdict.CannotTell)]
    [InlineData(0, CureVerdict.Cured)]
    public void A_handshake_proves_no_logon(int minutes, CureVerdict verdict)
    {
        var after = NoLogons with { Logs = Some.Of(Some.Logs(Now) with { Successes = new ConnectionCount(1, 1, Now + TimeSpan.FromMinutes(minutes)) }, Now, Vantage.Logs) };
        Verdicts.Prove(Id, after).Verdict.ShouldBe(verdict);
        Verdicts.Prove(Id, after with { Logs = Some.Of(Some.Logs(Now) with { Successes = null }, Now, Vantage.Logs) }).Verdict.ShouldBe(CureVerdict.CannotTell);
    }

    [Fact]
    public void What_DSC_owns_is_handed_over()
    {
        var owned = ListenerSamples.Refused(Off.Guest.Value! with { Owners = ["dsc"] });
        Verdicts.Judge(Id, owned)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, owned).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_that_was_not_collected_is_no_listener_that_is_off() =>
        Verdicts.Judge(Id, ListenerSamples.Refused(Some.Guest(listening: false) with { Server = null })).ShouldBeNull();
}
