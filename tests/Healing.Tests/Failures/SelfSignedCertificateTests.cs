using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Windows' own certificate: when it is what people see, and what may be done about it.</summary>
public sealed class SelfSignedCertificateTests
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    private static readonly IFailure Key = FailureCatalogue.All.Single(failure => failure.Id == SelfSignedCertificate.KeyAccess);

    private static readonly IFailure Stale = FailureCatalogue.All.Single(failure => failure.Id == SelfSignedCertificate.Stale);

    private static readonly GuestOwnCertificate Locked = TlsSamples.Own with { KeyReadable = false };

    private static readonly GuestOwnCertificate Expired = TlsSamples.Own with { NotAfter = Now.AddDays(-1) };

    private static HostEvidence Refused(GuestOwnCertificate own) => TlsSamples.Seen(TlsSamples.Unbound(own), ProbeOutcome.TlsFailed);

    [Fact]
    public void A_locked_key_is_opened_on_its_one_file_and_the_service_restarted_only_if_that_was_not_enough()
    {
        var rungs = Key.PlanFor(Some.Machine, Refused(Locked), new Policy()).Rungs;
        rungs.Select(rung => rung.Risk).ShouldBe([Risk.R1, Risk.R2]);
        rungs[0].Steps.ShouldHaveSingleItem().ShouldSatisfyAllConditions(step => step.Name.ShouldBe(StepNames.RepairOwnKey), step => step.Arguments[StepArguments.Phase].ShouldBe("Repair"));
        rungs[1].Steps[^1].Name.ShouldBe(StepNames.RestartTermService);
    }

    [Fact]
    public void Rights_that_came_back_are_not_set_a_second_time() =>
        Key.PlanFor(Some.Machine, Refused(Locked), new Policy()).Rungs[0].Steps[0].Touches.ShouldHaveSingleItem().ShouldContain("TSSecKeySet1");

    [Fact]
    public void An_unreadable_key_in_the_log_alone_is_named_and_not_acted_on()
    {
        var blind = Refused(Locked) with { Logs = TlsSamples.Logs(("Schannel", 36870)), Guest = Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now) };
        Key.Judge(Some.Machine, blind, new Policy(), Now)!.Actionable.ShouldBeFalse();
        Key.PlanFor(Some.Machine, blind, new Policy()).Rungs.ShouldBeEmpty();
        Key.Judge(Some.Machine, Refused(TlsSamples.Own) with { Logs = TlsSamples.Logs(("Schannel", 36870)) }, new Policy(), Now).ShouldBeNull();
    }

    [Fact]
    public void A_key_that_nobody_needs_stands_by()
    {
        var evidence = TlsSamples.Seen(guest => guest with { Certificate = guest.Certificate! with { Own = Locked } }, ProbeOutcome.TlsFailed);
        Key.Judge(Some.Machine, evidence, new Policy(), Now)!.Part.ShouldBe(Part.Bystander);
    }

    [Fact]
    public void Where_the_host_names_a_certificate_binding_it_comes_before_its_own_key()
    {
        var evidence = TlsSamples.Seen(guest => guest with { Certificate = guest.Certificate! with { Present = false, Own = Locked } }, ProbeOutcome.NegotiationRefused, 3);
        Key.Judge(Some.Machine, evidence, new Policy(), Now)!.Part.ShouldBe(Part.Cause);
        Key.Judge(Some.Machine with { Certificate = "rdp" }, evidence, new Policy(), Now)!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void A_key_whose_rights_could_not_be_told_is_no_locked_key() =>
        Key.Judge(Some.Machine, Refused(TlsSamples.Own with { KeyReadable = null }), new Policy(), Now).ShouldBeNull();

    [Fact]
    public void A_certificate_that_expired_refuses_nobody()
    {
        Stale.Judge(Some.Machine, TlsSamples.Presents(TlsSamples.Unbound(Expired), "EE55", Now.AddDays(-1)), new Policy(), Now)!.Part.ShouldBe(Part.Cause);
        Stale.Judge(Some.Machine, Refused(Expired), new Policy(), Now)!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void It_may_be_as_old_as_it_likes_where_another_one_is_bound() =>
        Stale.Judge(Some.Machine, TlsSamples.Seen(guest => guest with { Certificate = guest.Certificate! with { Own = Expired } }, ProbeOutcome.Answered), new Policy(), Now).ShouldBeNull();

    [Fact]
    public void A_good_certificate_is_not_made_anew_when_only_the_service_holds_the_old_one()
    {
        var evidence = TlsSamples.Presents(TlsSamples.Unbound(TlsSamples.Own), "DD44", Now.AddDays(-1));
        Stale.PlanFor(Some.Machine, evidence, new Policy()).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem().Name.ShouldBe(StepNames.RestartTermService);
    }

    [Fact]
    public void Neither_exists_on_AVD_hosts()
    {
        foreach (var failure in new[] { Key, Stale })
        {
            failure.Judge(Some.SessionHost, Refused(Locked), new Policy(), Now).ShouldBeNull();
            failure.PlanFor(Some.SessionHost, Refused(Locked), new Policy()).Rungs.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_certificate_that_expired_is_seen_to_be_gone_from_the_wire_before_the_case_is_healed()
    {
        var old = TlsSamples.Presents(TlsSamples.Unbound(TlsSamples.Own), "EE55", Now.AddDays(-1));
        var plan = Stale.PlanFor(Some.Machine, old, new Policy());
        Stale.Prove(Some.Machine, old, plan, Now).Verdict.ShouldBe(CureVerdict.NotCured);
        Stale.Prove(Some.Machine, Some.Evidence(Now), plan, Now).Verdict.ShouldBe(CureVerdict.Cured);
        Stale.Prove(Some.Machine, Refused(TlsSamples.Own), plan, Now).Verdict.ShouldBe(CureVerdict.NotCured);
        Stale.Prove(Some.Machine, TlsSamples.Seen(guest => guest, ProbeOutcome.Timeout), plan, Now).Verdict.ShouldBe(CureVerdict.Helped);
    }

    [Fact]
    public void Nobody_is_told_to_run_ResetRDPCert_or_to_open_the_whole_folder()
    {
        foreach (var failure in new[] { Key, Stale }) failure.PlanFor(Some.Machine, Refused(Locked), new Policy()).ForPerson.ShouldContain("never run the built-in ResetRDPCert", Shouldly.Case.Insensitive);
        Key.PlanFor(Some.Machine, Refused(Locked), new Policy()).ForPerson.ShouldContain("Never grant rights on the whole folder");
    }
}
