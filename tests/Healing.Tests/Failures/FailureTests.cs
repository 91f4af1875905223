using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class FailureTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static IEnumerable<Diagnosis> Judge(HostEvidence evidence, RdpMedic.Healing.Hosts.Host? host = null) =>
        FailureCatalogue.All.Select(failure => failure.Judge(host ?? Some.Machine, evidence, new Policy(), Now)).OfType<Diagnosis>().Where(diagnosis => diagnosis.Actionable);

    private static HostEvidence With(Func<GuestCertificate, GuestCertificate> change) => Some.Evidence(Now) with
    {
        Guest = Some.Of(Some.Guest() with { Certificate = change(Some.Guest().Certificate!) }, Now),
        Certificate = Some.Of(new CertificateFacts("rdp", "BB22", "https://vault/secrets/rdp/2", Now + TimeSpan.FromDays(300), true, false, true), Now, Vantage.Vault),
    };

    [Fact]
    public void Nothing_is_found_on_a_healthy_machine() => Judge(Some.Evidence(Now)).ShouldBeEmpty();

    [Fact]
    public void A_refused_port_alone_is_not_enough_to_act()
    {
        var evidence = Some.Evidence(Now) with
        {
            Probe = Some.Of(new ProbeFacts(ProbeOutcome.Refused, null, null, null, null, true), Now, Vantage.Probe),
            Guest = Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now),
        };
        Judge(evidence).ShouldBeEmpty();
        var diagnosis = new TermServiceDown().Judge(Some.Machine, evidence, new Policy(), Now)!;
        diagnosis.NotCollected.Any(missing => missing == "guest collector: not collected: the guest agent is not ready").ShouldBeTrue();
    }

    [Fact]
    public void A_service_that_a_policy_denies_is_not_started_over_it()
    {
        var guest = Some.Guest("Stopped");
        var found = Judge(Some.Evidence(Now) with { Guest = Some.Of(guest with { Rdp = guest.Rdp with { DenyPolicy = 1 } }, Now) }).Order(Diagnosis.ByRank).ToList();
        found[0].Failure.Value.ShouldBe("rdp-disabled");
        found.Find(diagnosis => diagnosis.Failure.Value == "termservice-down")!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void A_certificate_whose_key_cannot_be_read_is_bound_anew_from_the_vault()
    {
        var host = Some.Machine with { Certificate = "rdp" };
        var evidence = With(bound => bound with { KeyReadable = false });
        var diagnosis = Judge(evidence, host).ShouldHaveSingleItem();
        diagnosis.Failure.ShouldBe(ListenerCertificate.Invalid);
        var plan = FailureCatalogue.All.Single(failure => failure.Id == ListenerCertificate.Invalid).PlanFor(host, evidence, new Policy());
        plan.Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem().Arguments["parameter:Thumbprint"].ShouldBe("BB22");
    }

    [Fact]
    public void A_key_about_which_the_collector_could_not_tell_is_no_unreadable_key() =>
        Judge(With(bound => bound with { KeyReadable = null }), Some.Machine with { Certificate = "rdp" }).ShouldNotContain(diagnosis => diagnosis.Failure == ListenerCertificate.Invalid);

    [Fact]
    public void A_certificate_that_group_policy_owns_is_the_PKI_teams()
    {
        var (host, evidence) = (Some.Machine with { Certificate = "rdp" }, With(bound => bound with { Type = 2, NotAfter = Now }));
        Judge(evidence, host).ShouldHaveSingleItem().PersonOnly.ShouldBeTrue();
        var plan = FailureCatalogue.All.Single(failure => failure.Id == ListenerCertificate.Invalid).PlanFor(host, evidence, new Policy());
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the PKI team");
    }

    [Fact]
    public void A_certificate_that_somebody_bound_by_hand_is_his()
    {
        var evidence = With(bound => bound with { NotAfter = Now });
        Judge(evidence).ShouldHaveSingleItem().PersonOnly.ShouldBeTrue();
        FailureCatalogue.All.Single(failure => failure.Id == ListenerCertificate.Invalid).PlanFor(Some.Machine, evidence, new Policy()).ForPerson.ShouldStartWith("For whoever bound AA11");
    }

    [Fact]
    public void One_of_a_policy_that_will_expire_is_enrolments_until_an_event_says_otherwise()
    {
        var evidence = With(bound => bound with { Type = 2, NotAfter = Now.AddDays(3) });
        Judge(evidence).ShouldBeEmpty();
        var said = evidence with { Logs = Some.Of(Some.Logs(Now) with { Events = [new LogEvent("System", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1064, 1, Now, "…")] }, Now, Vantage.Logs) };
        Judge(said).ShouldHaveSingleItem().ShouldSatisfyAllConditions(found => found.Failure.ShouldBe(ListenerCertificate.Expiring), found => found.PersonOnly.ShouldBeTrue(), found => found.Part.ShouldBe(Part.Bystander));
    }

    [Fact]
    public void A_bound_certificate_that_cannot_be_used_is_not_why_TLS_is_refused_where_Windows_has_its_own()
    {
        var evidence = With(bound => bound with { KeyReadable = false, Own = new GuestOwnCertificate("EE55", Now.AddMonths(3), true, true) }) with { Probe = Some.Knock(Now, ProbeOutcome.TlsFailed) };
        Judge(evidence, Some.Machine with { Certificate = "rdp" }).ShouldHaveSingleItem().Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void Certificate_classes_are_off_for_AVD_hosts() =>
        Judge(With(bound => bound with { Present = false }), Some.SessionHost with { Certificate = "rdp" }).ShouldBeEmpty();

    [Fact]
    public void An_expired_vault_certificate_is_renewed_first()
    {
        var evidence = With(bound => bound with { NotAfter = Now - TimeSpan.FromDays(1) });
        evidence = evidence with { Certificate = Some.Of(evidence.Certificate.Value! with { NotAfter = Now - TimeSpan.FromDays(1) }, Now, Vantage.Vault) };
        var plan = FailureCatalogue.All.Single(failure => failure.Id == ListenerCertificate.Invalid).PlanFor(Some.Machine with { Certificate = "rdp" }, evidence, new Policy());
        plan.NeedsRenewal.ShouldBe("rdp");
        plan.Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_certificate_that_lives_for_a_month_is_not_renewed_in_a_loop()
    {
        var fresh = new CertificateFacts("rdp", "BB22", "https://vault/secrets/rdp/2", Now + TimeSpan.FromDays(29), true, false, true) { NotBefore = Now - TimeSpan.FromDays(1) };
        fresh.Due(Now, TimeSpan.FromDays(30)).ShouldBeFalse();
        fresh.Due(Now + TimeSpan.FromDays(20), TimeSpan.FromDays(30)).ShouldBeTrue();
    }

    [Fact]
    public void The_new_certificate_must_be_seen_on_the_wire_before_the_case_is_healed()
    {
        var host = Some.Machine with { Certificate = "rdp" };
        var evidence = With(bound => bound with { KeyReadable = false });
        var failure = FailureCatalogue.All.Single(failure => failure.Id == ListenerCertificate.Invalid);
        failure.Prove(host, evidence, failure.PlanFor(host, evidence, new Policy()), Now).Verdict.ShouldBe(CureVerdict.NotCured);
    }

    [Fact]
    public void A_rule_beneath_a_foreign_deny_is_handed_to_a_person()
    {
        var evidence = Some.Evidence(Now) with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], "deny-by-security")], false, "deny-by-security"), Now, Vantage.ControlPlane) };
        var plan = new NsgDeny().PlanFor(Some.Machine, evidence, new Policy());
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("deny-by-security");
    }

    [Fact]
    public void No_inbound_rule_is_ever_planned_for_an_AVD_host()
    {
        var evidence = Some.Evidence(Now) with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], null)], false, null), Now, Vantage.ControlPlane) };
        Judge(evidence, Some.SessionHost).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_sick_host_leaves_its_pool_only_when_two_healthy_members_stay(int healthyOthers, bool leaves)
    {
        var backend = new DesiredBackend { LoadBalancer = "/lb", Pool = "rdp", Members = ["vm-1"] };
        var evidence = Some.Evidence(Now) with
        {
            Guest = Some.Of(Some.Guest("Stopped"), Now),
            LoadBalancing = Some.Of(new LoadBalancing([new BackendFacts(backend, true, false, healthyOthers, 3389, true)]), Now, Vantage.ControlPlane),
        };
        var steps = new TermServiceDown().PlanFor(Some.Machine, evidence, new Policy()).Rungs[0].Steps;
        steps.Any(step => step is { Name: StepNames.LeaveBackendPool, GiveBack: true }).ShouldBe(leaves);
    }

    [Fact]
    public void A_host_missing_from_its_listed_pool_is_put_back()
    {
        var backend = new DesiredBackend { LoadBalancer = "/lb", Pool = "rdp", Members = ["vm-1"] };
        var evidence = Some.Evidence(Now) with { LoadBalancing = Some.Of(new LoadBalancing([new BackendFacts(backend, false, false, 3, 3389, true)]), Now, Vantage.ControlPlane) };
        Judge(evidence).ShouldHaveSingleItem().Failure.Value.ShouldBe("lb-misconfig");
        new LbMisconfig().PlanFor(Some.Machine, evidence, new Policy()).Rungs[0].Steps.ShouldHaveSingleItem().Name.ShouldBe(StepNames.JoinBackendPool);
    }

    [Fact]
    public void An_AVD_host_is_drained_before_a_restart_and_given_back() =>
        new TermServiceDown().PlanFor(Some.SessionHost, Some.Evidence(Now), new Policy()).Rungs[^1].Steps[0].ShouldSatisfyAllConditions(
            step => step.Name.ShouldBe(StepNames.DrainSessionHost),
            step => step.GiveBack.ShouldBeTrue());
}
