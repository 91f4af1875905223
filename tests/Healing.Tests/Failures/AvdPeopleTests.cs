using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>What of AVD is for people only: who may use a pool, and where names and packets go.</summary>
public sealed class AvdPeopleTests
{
    private static Diagnosis? Authorization(HostEvidence evidence) => Verdicts.Judge("avd-user-authorization", evidence, Some.SessionHost);

    private static Diagnosis? Proxy(HostEvidence evidence) => Verdicts.Judge("proxy-dns", evidence, Some.SessionHost);

    [Fact]
    public void Nobody_is_ever_authorized_by_a_machine_and_no_detector_looks_for_it()
    {
        Verdicts.Class("avd-user-authorization").Detectors.ShouldBeEmpty();
        Verdicts.PlanOf("avd-user-authorization", AvdSamples.TurnedAway(9, 5, 0), Some.SessionHost).Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(5, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(9, 5, 1)]
    public void One_person_one_network_or_somebody_who_comes_in_and_it_only_stands_by(int users, int networks, int others) =>
        Authorization(AvdSamples.TurnedAway(users, networks, others))!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void Several_people_of_several_networks_and_nobody_inside_is_a_cause_for_a_person()
    {
        var diagnosis = Authorization(AvdSamples.TurnedAway(3, 2, 0))!;
        diagnosis.Part.ShouldBe(Part.Cause);
        diagnosis.PersonOnly.ShouldBeTrue();
    }

    [Fact]
    public void A_members_domain_that_does_not_resolve_is_the_domains_failure_while_the_broker_answers() =>
        Proxy(AvdSamples.Silent(Some.Desktop() with { Network = Some.Desktop().Network! with { Resolves = false } })).ShouldBeNull();

    [Fact]
    public void A_proxy_through_which_the_broker_answers_is_no_fault() =>
        Proxy(AvdSamples.Silent(Some.Desktop() with { Network = Some.Desktop().Network! with { Proxy = "proxy:8080" } })).ShouldBeNull();

    [Fact]
    public void A_broker_out_of_reach_without_a_proxy_is_another_failure() => Proxy(AvdSamples.Silent(AvdSamples.Unreached(network => network))).ShouldBeNull();

    [Fact]
    public void What_the_agent_reaches_all_the_same_only_stands_by() =>
        Proxy(Some.DesktopEvidence(Verdicts.Now) with { Guest = Some.Of(AvdSamples.Unreached(network => network with { Proxy = "proxy:8080" }), Verdicts.Now) })!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void A_host_that_fell_silent_three_minutes_ago_is_not_called_well()
    {
        var evidence = AvdSamples.Silent(AvdSamples.Unreached(network => network with { Resolves = false }));
        var young = evidence with { SessionHost = Some.Of(evidence.SessionHost.Value! with { LastHeartBeat = Verdicts.Now - TimeSpan.FromMinutes(3) }, Verdicts.Now, Vantage.ControlPlane) };
        Proxy(young)!.Part.ShouldBe(Part.Cause);
    }

    [Fact]
    public void A_metadata_service_out_of_reach_keeps_nobody_from_working()
    {
        var diagnosis = Proxy(AvdSamples.Reported(Some.Desktop() with { Network = Some.Desktop().Network! with { Metadata = false } }, "NeedsAssistance", ["MetaDataServiceCheck"]))!;
        diagnosis.Part.ShouldBe(Part.Bystander);
        diagnosis.PersonOnly.ShouldBeTrue();
    }

    [Fact]
    public void Neither_proxy_nor_names_are_ever_written_by_a_machine()
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == "proxy-dns"))
        {
            var plan = Verdicts.PlanOf("proxy-dns", sample.Evidence, Some.SessionHost);
            plan.Rungs.ShouldBeEmpty();
            plan.ForPerson.ShouldStartWith("For whoever runs the ");
        }
    }
}
