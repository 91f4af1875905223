using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>The traps of TLS, security layer, FIPS and CredSSP: what is never done, whose it is, and what only looks like it.</summary>
public sealed class TlsTests
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    private static readonly Policy Mends = new() { MendResidue = true };

    private static Diagnosis? Judge(IFailure failure, HostEvidence evidence, Host? host = null, Policy? policy = null) => failure.Judge(host ?? Some.Machine, evidence, policy ?? new Policy(), Now);

    private static HostEvidence Low(ProbeOutcome outcome = ProbeOutcome.NegotiationRefused, Func<GuestFacts, GuestFacts>? change = null) => TlsSamples.Seen(
        guest => (change ?? (same => same))(guest with { Rdp = guest.Rdp with { SecurityLayer = 0, MinEncryptionLevel = 1 } }), outcome, outcome == ProbeOutcome.NegotiationRefused ? 2 : null);

    [Fact]
    public void A_listener_without_TLS_is_handed_over_unless_the_operator_set_otherwise()
    {
        var failure = new SecurityLayerDowngraded();
        Judge(failure, Low())!.Part.ShouldBe(Part.Cause);
        failure.PlanFor(Some.Machine, Low(), new Policy()).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldStartWith("For the owner of vm-1"), plan => plan.ForPerson.ShouldContain("SecurityLayer 2, UserAuthentication 1 and MinEncryptionLevel 3"));
        var steps = failure.PlanFor(Some.Machine, Low(), Mends).Rungs.ShouldHaveSingleItem().Steps;
        steps.Select(step => (step.Name, step.Risk)).ShouldBe([(StepNames.RestoreRdpSecurity, Risk.R1), (StepNames.RestartTermService, Risk.R2)]);
        steps[0].Arguments["parameter:Change"].ShouldBe("security-baseline");
    }

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 3, 0)]
    public void Residue_of_somebodys_fix_is_named_where_RDP_answers_and_is_in_nobodys_way(int layer, int encryption, int nla)
    {
        var evidence = TlsSamples.Seen(guest => guest with { Rdp = guest.Rdp with { SecurityLayer = layer, MinEncryptionLevel = encryption, UserAuthentication = nla } }, ProbeOutcome.Answered);
        Judge(new SecurityLayerDowngraded(), evidence)!.ShouldSatisfyAllConditions(found => found.Actionable.ShouldBeTrue(), found => found.Part.ShouldBe(Part.Bystander));
        Judge(new SecurityLayerDowngraded(), evidence, policy: Mends)!.Part.ShouldBe(Part.Contributes);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    public void Common_defaults_are_no_residue(int layer, int encryption) =>
        Judge(new SecurityLayerDowngraded(), TlsSamples.Seen(guest => guest with { Rdp = guest.Rdp with { SecurityLayer = layer, MinEncryptionLevel = encryption } }, ProbeOutcome.Answered)).ShouldBeNull();

    [Fact]
    public void The_traces_of_ResetRDPCert_are_called_by_its_name()
    {
        var found = Judge(new SecurityLayerDowngraded(), Low(change: TlsSamples.Unbound(TlsSamples.Own)))!;
        found.Supports.ShouldContain(citation => citation.Fact.Contains("ResetRDPCert", StringComparison.Ordinal));
        Judge(new SecurityLayerDowngraded(), Low())!.Supports.ShouldNotContain(citation => citation.Fact.Contains("ResetRDPCert", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SecurityLayer", null, "group policy")]
    [InlineData(null, "mdm-rdp", "mdm-rdp")]
    [InlineData(null, "dsc", "dsc")]
    public void Values_that_somebody_else_sets_are_handed_to_him(string? policy, string? owner, string whose)
    {
        var evidence = Low(change: guest => guest with { Policies = policy is null ? guest.Policies : new Dictionary<string, long>(StringComparer.Ordinal) { [policy] = 0 }, Owners = owner is null ? [] : [owner] });
        new SecurityLayerDowngraded().PlanFor(Some.Machine, evidence, Mends).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain(whose));
    }

    [Fact]
    public void Where_nobody_could_read_who_sets_them_the_values_are_not_written() =>
        new SecurityLayerDowngraded().PlanFor(Some.Machine, Low(change: guest => guest with { Policies = null }), Mends).Rungs.ShouldBeEmpty();

    [Fact]
    public void A_policy_that_lowers_the_security_layer_counts_for_the_local_value()
    {
        var evidence = TlsSamples.Seen(guest => guest with { Policies = new Dictionary<string, long>(StringComparer.Ordinal) { ["UserAuthentication"] = 0 } }, ProbeOutcome.Answered);
        Judge(new SecurityLayerDowngraded(), evidence)!.Because.ShouldContain("UserAuthentication is 0");
    }

    [Fact]
    public void A_personal_desktop_is_neither_drained_nor_restarted_for_its_security_layer()
    {
        var host = Some.SessionHost with { Role = HostRole.Personal };
        var evidence = Some.DesktopEvidence(Now) with { Guest = Some.Of(Some.Desktop() with { Rdp = Some.Desktop().Rdp with { SecurityLayer = 0 } }, Now) };
        new SecurityLayerDowngraded().PlanFor(host, evidence, Mends).Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, "Unavailable", true, Part.Cause)]
    [InlineData(0, "Unavailable", false, Part.Cause)]
    [InlineData(1, "NeedsAssistance", true, Part.Bystander)]
    [InlineData(0, "Available", false, Part.Bystander)]
    public void On_AVD_the_check_of_the_encryption_and_the_status_tell(int layer, string status, bool check, Part part)
    {
        var evidence = Some.DesktopEvidence(Now) with
        {
            Guest = Some.Of(Some.Desktop() with { Rdp = Some.Desktop().Rdp with { SecurityLayer = layer } }, Now),
            SessionHost = Some.Of(Some.Avd(Now) with { Status = status, FailedChecks = check ? ["SupportedEncryptionCheck"] : [] }, Now, Vantage.ControlPlane),
        };
        Judge(new SecurityLayerDowngraded(), evidence, Some.SessionHost)!.Part.ShouldBe(part);
    }

    [Fact]
    public void An_AVD_host_is_never_judged_by_a_handshake()
    {
        var evidence = Some.DesktopEvidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.NegotiationRefused, 2) };
        Judge(new SecurityLayerDowngraded(), evidence, Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void TLS_that_is_agreed_on_again_has_helped_whatever_ends_the_handshake_then()
    {
        var failure = new SecurityLayerDowngraded();
        var plan = failure.PlanFor(Some.Machine, Low(), Mends);
        failure.Prove(Some.Machine, TlsSamples.Seen(guest => guest, ProbeOutcome.TlsFailed), plan, Now).Verdict.ShouldBe(CureVerdict.Helped);
        failure.Prove(Some.Machine, Low(), plan, Now).Verdict.ShouldBe(CureVerdict.NotCured);
        failure.Prove(Some.Machine, Some.Evidence(Now), plan, Now).Verdict.ShouldBe(CureVerdict.Cured);
    }

    [Theory]
    [InlineData(ProbeOutcome.TlsFailed, Part.Cause)]
    [InlineData(ProbeOutcome.Answered, Part.Bystander)]
    [InlineData(ProbeOutcome.Refused, Part.Contributes)]
    public void A_protocol_that_is_off_explains_only_a_handshake_that_fails(ProbeOutcome outcome, Part part)
    {
        var found = Judge(new TlsPolicy(), TlsSamples.Seen(guest => guest with { Tls = guest.Tls! with { Tls12DisabledByDefault = 1 } }, outcome))!;
        found.ShouldSatisfyAllConditions(one => one.Part.ShouldBe(part), one => one.PersonOnly.ShouldBeTrue());
    }

    [Fact]
    public void Schannel_alone_says_nothing_of_the_protocols()
    {
        var evidence = TlsSamples.Seen(guest => guest, ProbeOutcome.TlsFailed) with { Logs = TlsSamples.Logs(("Schannel", 36871)) };
        Judge(new TlsPolicy(), evidence).ShouldBeNull();
        var blind = evidence with { Guest = Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now) };
        Judge(new TlsPolicy(), blind)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void Old_protocols_are_never_the_way_out()
    {
        var plan = new TlsPolicy().PlanFor(Some.Machine, TlsSamples.Seen(guest => guest with { Tls = guest.Tls! with { Tls12Enabled = 0 } }, ProbeOutcome.TlsFailed), Mends);
        plan.ShouldSatisfyAllConditions(one => one.Rungs.ShouldBeEmpty(), one => one.ForPerson.ShouldContain("Never switch TLS 1.0 or 1.1 on"), one => one.ForPerson.ShouldContain($"az vm restart --ids {Some.HostId}"));
    }

    [Fact]
    public void FIPS_that_everybody_meets_is_no_fault()
    {
        Judge(new EncryptionFips(), TlsSamples.Seen(guest => guest with { Tls = guest.Tls! with { Fips = true } }, ProbeOutcome.Answered)).ShouldBeNull();
        Judge(new EncryptionFips(), TlsSamples.Seen(guest => guest, ProbeOutcome.Answered) with { Logs = TlsSamples.Logs((TlsSamples.Manager, 1050)) }).ShouldBeNull();
    }

    [Fact]
    public void Encryption_is_never_lowered()
    {
        var evidence = TlsSamples.Seen(guest => guest with { Rdp = guest.Rdp with { MinEncryptionLevel = 4 } }, ProbeOutcome.Answered) with { Logs = TlsSamples.Logs((TlsSamples.Manager, 1050)) };
        Judge(new EncryptionFips(), evidence)!.PersonOnly.ShouldBeTrue();
        new EncryptionFips().PlanFor(Some.Machine, evidence, Mends).Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10.0.14393.2125", true)]
    [InlineData("10.0.14393.2248", false)]
    [InlineData("6.3.9600.18969", true)]
    [InlineData("10.0.20348.1", false)]
    [InlineData("10.0.10240.20000", false)]
    [InlineData(null, false)]
    public void The_update_is_told_by_the_build_and_what_is_not_known_is_not_judged(string? tspkg, bool missing)
    {
        var evidence = Some.Evidence(Now) with { Guest = Some.Of(Some.Guest() with { Tls = Some.Guest().Tls! with { Tspkg = tspkg } }, Now) };
        (Judge(new CredSspOracle(), evidence) is not null).ShouldBe(missing);
    }

    [Fact]
    public void A_missing_update_explains_nothing_while_people_sign_in_or_nobody_gets_that_far()
    {
        static GuestFacts Old(GuestFacts guest) => guest with { Tls = guest.Tls! with { Tspkg = "10.0.14393.0" } };
        Judge(new CredSspOracle(), TlsSamples.Seen(Old, ProbeOutcome.Answered))!.Part.ShouldBe(Part.Contributes);
        Judge(new CredSspOracle(), TlsSamples.Seen(Old, ProbeOutcome.Refused) with { Logs = Some.Of(Some.Logs(Now) with { Successes = null }, Now, Vantage.Logs) })!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void The_vulnerable_setting_is_named_and_never_set()
    {
        var evidence = TlsSamples.Seen(guest => guest with { Tls = guest.Tls! with { EncryptionOracle = 2 } }, ProbeOutcome.Answered);
        Judge(new CredSspOracle(), evidence)!.Part.ShouldBe(Part.Bystander);
        new CredSspOracle().PlanFor(Some.Machine, evidence, Mends).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain("Never set it to 2"));
    }
}
