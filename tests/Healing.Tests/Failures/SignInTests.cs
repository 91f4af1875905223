using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Sign-ins that hang, profiles that are temporary, and the containers that both may be about.</summary>
public sealed class SignInTests
{
    private const string Hang = "logon-hang";

    private const string Containers = "fslogix";

    private const string Profile = "profile-temporary";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Desktop(GuestFacts guest, string? failed = null) => SessionSamples.Desktop(guest, failed);

    private static GuestFacts Profiles(string state, string start = "Auto") => SessionSamples.Serving("ProfSvc", new GuestService(state, start));

    private static GuestFacts Readiness(string state, int hung) => SessionSamples.Serving("AppReadiness", new GuestService(state, "Manual")) with { Logon = new GuestLogon(0, hung) };

    private static LogEvent Event(string source, int id, DateTimeOffset at, string text = "…") => new("x", source, id, 1, at, text);

    [Fact]
    public void A_profile_service_that_was_disabled_gets_its_start_mode_back_once()
    {
        Verdicts.PlanOf(Hang, Desktop(Profiles("Stopped")), Some.SessionHost).Rungs[0].Steps[0].Touches.ShouldBeEmpty();
        Verdicts.PlanOf(Hang, Desktop(Profiles("Stopped", "Disabled")), Some.SessionHost).Rungs[0].Steps[0].Touches.ShouldHaveSingleItem().ShouldEndWith("ProfSvc start mode");
    }

    [Theory]
    [InlineData("StopPending")]
    [InlineData("StartPending")]
    public void A_profile_service_on_its_way_is_never_ended_by_a_script(string state)
    {
        Verdicts.Judge(Hang, Desktop(Profiles(state)), Some.SessionHost)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Hang, Desktop(Profiles(state)), Some.SessionHost).Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Stopped", 3, false)]
    [InlineData("Running", 3, false)]
    [InlineData("StartPending", 0, false)]
    [InlineData("StartPending", 3, true)]
    public void AppReadiness_counts_only_when_it_is_on_its_way_while_sign_ins_hang(string state, int hung, bool actionable) =>
        (Verdicts.Judge(Hang, Desktop(Readiness(state, hung)), Some.SessionHost)?.Actionable ?? false).ShouldBe(actionable);

    [Fact]
    public void AppReadiness_that_runs_counts_when_it_is_complained_of_while_sign_ins_hang()
    {
        var evidence = Desktop(Readiness("Running", 2)).With([Event("Service Control Manager", 7011, Now, "A timeout was reached while waiting for the AppReadiness service.")]);
        Verdicts.Judge(Hang, evidence, Some.SessionHost)!.Actionable.ShouldBeTrue();
        Verdicts.PlanOf(Hang, evidence, Some.SessionHost).Ladder().ShouldBe(["restart-app-readiness"]);
    }

    [Fact]
    public void Sign_ins_that_hang_and_nothing_says_why_are_named_and_not_guessed_about() =>
        Verdicts.Ranked(Desktop(Some.Desktop() with { Logon = new GuestLogon(0, 4) }).With(SessionSamples.Begun(9, 0)), Some.SessionHost).ShouldBeEmpty();

    [Fact]
    public void What_hangs_over_a_container_is_the_containers()
    {
        var evidence = Desktop(Some.Desktop().With("frxsvc", service => service with { State = "Stopped" }) with { Logon = new GuestLogon(0, 4) }, "FSLogixHealthCheck");
        Verdicts.Ranked(evidence, Some.SessionHost).ShouldHaveSingleItem().Failure.Value.ShouldBe(Containers);
        Verdicts.Judge(Hang, evidence, Some.SessionHost)!.Contradicts.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(22, 1, CureVerdict.Cured)]
    [InlineData(25, 1, CureVerdict.Cured)]
    [InlineData(21, 1, CureVerdict.CannotTell)]
    [InlineData(22, -5, CureVerdict.CannotTell)]
    public void Only_a_shell_that_starts_or_a_session_that_is_resumed_afterwards_is_a_proof(int id, int minutes, CureVerdict verdict)
    {
        var after = Desktop(Some.Desktop()).With([Event(SessionSamples.Sessions, id, Now.AddMinutes(-1 + minutes))]);
        after = after with { SessionHost = Some.Of(Some.Avd(Now) with { LastConnection = Now }, Now, Vantage.ControlPlane) };
        Verdicts.Prove(Hang, after, Some.SessionHost, Verdicts.PlanOf(Hang, Desktop(Profiles("Stopped")), Some.SessionHost)).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void Without_the_channel_that_tells_no_sign_in_is_proved()
    {
        var after = Desktop(Some.Desktop()) with { SessionHost = Some.Of(Some.Avd(Now) with { LastConnection = Now }, Now, Vantage.ControlPlane), Logs = Some.Of(Some.Logs(Now) with { Events = null }, Now, Vantage.Logs) };
        Verdicts.Prove(Hang, after, Some.SessionHost).Verdict.ShouldBe(CureVerdict.CannotTell);
    }

    [Fact]
    public void What_is_complained_of_again_after_the_repair_was_not_cured()
    {
        var after = Desktop(Some.Desktop()).With([Event(SessionSamples.Sessions, 22, Now.AddMinutes(2)), Event("Microsoft-Windows-Winlogon", 6005, Now.AddMinutes(3))]);
        Verdicts.Prove(Hang, after, Some.SessionHost).Verdict.ShouldBe(CureVerdict.NotCured);
    }

    [Theory]
    [InlineData("Stopped", "Auto", 0)]
    [InlineData("Stopped", "Disabled", 1)]
    public void The_container_service_is_started_and_a_start_mode_is_given_back_once(string state, string start, int touches)
    {
        var plan = Verdicts.PlanOf(Containers, Desktop(Some.Desktop().With("frxsvc", _ => new GuestService(state, start)), "FSLogixHealthCheck"), Some.SessionHost);
        var step = plan.Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        (step.Name, step.Risk, step.Touches.Count).ShouldBe(("start-fslogix", Risk.R1, touches));
    }

    [Fact]
    public void Nobody_is_drained_or_signed_off_for_a_container()
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == Containers)) Verdicts.PlanOf(Containers, sample.Evidence, sample.Host).Rungs.SelectMany(rung => rung.Steps).Where(step => step.Risk > Risk.R1 || step.Kind == StepKinds.Drain).ShouldBeEmpty();
    }

    [Fact]
    public void A_service_is_not_started_over_a_share_that_does_not_answer()
    {
        var both = Some.Desktop().With("frxsvc", service => service with { State = "Stopped" });
        var evidence = Desktop(both with { Fslogix = both.Fslogix! with { Storage = false } }, "FSLogixHealthCheck");
        Verdicts.Judge(Containers, evidence, Some.SessionHost)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Containers, evidence, Some.SessionHost).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void FSLogix_that_is_switched_off_by_its_own_setting_is_somebodys_choice()
    {
        var off = Some.Desktop().With("frxsvc", service => service with { State = "Stopped", Start = "Disabled" });
        Verdicts.Judge(Containers, Desktop(off with { Fslogix = off.Fslogix! with { Enabled = false } }), Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void One_container_in_use_is_one_persons_trouble()
    {
        var diagnosis = Verdicts.Judge(Containers, Desktop(SessionSamples.Said(51)), Some.SessionHost)!;
        diagnosis.Part.ShouldBe(Part.Bystander);
        Verdicts.Judge(Containers, Desktop(SessionSamples.Said(51)) with { Signals = [SessionSamples.Signal("fslogix-attach")] }, Some.SessionHost)!.Part.ShouldBe(Part.Cause);
    }

    [Fact]
    public void An_event_of_yesterday_says_nothing_about_now()
    {
        var old = SessionSamples.Said(40);
        Verdicts.Judge(Containers, Desktop(old with { Fslogix = old.Fslogix! with { EventAt = Now.AddHours(-20) } }) with { Signals = [SessionSamples.Signal("fslogix-attach")] }, Some.SessionHost)!.Actionable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(43)]
    [InlineData(51)]
    [InlineData(52)]
    public void No_handover_asks_anybody_to_delete_a_container_or_its_lock(int number)
    {
        var said = Verdicts.PlanOf(Containers, Desktop(SessionSamples.Said(number)), Some.SessionHost).ForPerson;
        said.Replace("Do not delete", "", StringComparison.Ordinal).Replace("never deleted", "", StringComparison.Ordinal).ShouldNotContain("delete", Shouldly.Case.Insensitive);
    }

    [Fact]
    public void A_container_that_complains_again_was_not_cured()
    {
        var after = Desktop(Some.Desktop()).With([Event("Microsoft-FSLogix-Apps", 40, Now.AddMinutes(2))]) with { SessionHost = Some.Of(Some.Avd(Now) with { LastConnection = Now }, Now, Vantage.ControlPlane) };
        Verdicts.Prove(Containers, after, Some.SessionHost).Verdict.ShouldBe(CureVerdict.NotCured);
        Verdicts.Prove(Containers, after.With([]), Some.SessionHost).Verdict.ShouldBe(CureVerdict.Cured);
    }

    [Fact]
    public void Profiles_are_never_a_machines_to_mend()
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == Profile)) Verdicts.PlanOf(Profile, sample.Evidence, sample.Host).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Profile, Desktop(Some.Desktop()), Some.SessionHost).ForPerson.ShouldContain("save his work to a share");
    }

    [Fact]
    public void Keys_that_were_left_behind_long_ago_only_stand_by() =>
        Verdicts.Judge(Profile, Desktop(Some.Desktop() with { Logon = new GuestLogon(3, 0) }), Some.SessionHost)!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void A_temporary_profile_beside_a_container_that_cannot_be_attached_only_contributes()
    {
        var guest = Some.Desktop().With("frxsvc", service => service with { State = "Stopped" }) with { Logon = new GuestLogon(2, 0) };
        var ranked = Verdicts.Ranked(Desktop(guest, "FSLogixHealthCheck").With([Event(SessionSamples.Profiles, 1511, Now)]), Some.SessionHost);
        ranked.Select(diagnosis => (diagnosis.Failure.Value, diagnosis.Part)).ShouldBe([(Containers, Part.Cause), (Profile, Part.Contributes)]);
    }

    [Theory]
    [InlineData(Hang)]
    [InlineData(Profile)]
    public void Sign_ins_that_could_not_be_read_are_not_collected_and_no_fault(string id)
    {
        var guest = Some.Desktop() with { Logon = null, Problems = new Dictionary<string, string>(StringComparer.Ordinal) { ["logon"] = "access denied" } };
        var evidence = Desktop(guest).With([Event(SessionSamples.Profiles, 1511, Now)]) with { Signals = [SessionSamples.Signal(Hang)] };
        var diagnosis = Verdicts.Judge(id, evidence, Some.SessionHost)!;
        diagnosis.Actionable.ShouldBeFalse();
        diagnosis.NotCollected.ShouldContain(missing => missing.Contains("access denied", StringComparison.Ordinal));
    }
}
