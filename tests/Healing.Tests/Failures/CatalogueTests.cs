using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>What must hold for every failure class, whatever it is about.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Samples => [.. FailureSamples.All.Select(sample => sample.Failure).Distinct(StringComparer.Ordinal)];

    private static IFailure Class(string id) => FailureCatalogue.All.Single(failure => failure.Id.Value == id);

    private static Plan PlanOf(FailureSample sample) => Class(sample.Failure).PlanFor(sample.Host, sample.Evidence, sample.Policy);

    [Fact]
    public void Every_class_has_a_sample_and_every_sample_a_class() =>
        FailureSamples.All.Select(sample => sample.Failure).Distinct(StringComparer.Ordinal).ShouldBe(FailureCatalogue.All.Select(failure => failure.Id.Value), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_is_the_first_diagnosis_from_its_own_evidence(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id)) sample.Judge()[0].Failure.Value.ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_is_not_diagnosed_from_its_look_alikes(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            sample.LookAlikes.Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThanOrEqualTo(3, id);
            sample.LookAlikes.Contains(id, StringComparer.Ordinal).ShouldBeFalse(id);
            foreach (var other in sample.LookAlikes.SelectMany(name => FailureSamples.All.Where(one => one.Failure == name).DefaultIfEmpty(FailureSamples.Of(name)))) other.Judge().ShouldNotContain(diagnosis => diagnosis.Failure.Value == id && diagnosis.Part == Part.Cause, $"{id} from the evidence of {other.Failure}");
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_is_not_diagnosed_on_healthy_hosts(string id)
    {
        var (failure, now) = (Class(id), FailureSample.Now);
        failure.Judge(Some.Machine, Some.Evidence(now), new Policy(), now).ShouldBeNull();
        failure.Judge(Some.SessionHost, Some.DesktopEvidence(now), new Policy(), now).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_could_not_be_read_is_never_taken_for_a_fault(string id)
    {
        var (failure, now) = (Class(id), FailureSample.Now);
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            var blind = sample.Evidence with
            {
                Machine = Missing<MachineFacts>(), Probe = Missing<ProbeFacts>(), Network = Missing<NetworkFacts>(), LoadBalancing = Missing<LoadBalancing>(), SessionHost = Missing<SessionHostFacts>(),
                Certificate = Missing<CertificateFacts>(), Changes = Missing<Changes>(), Logs = Missing<LogFacts>(), Guest = Missing<GuestFacts>(), Signals = [],
                Path = Missing<NetworkPath>(), Boot = Missing<BootFacts>(), Pool = Missing<PoolCapacity>(), Platform = Missing<PlatformHealth>(),
            };
            failure.Judge(sample.Host, blind, sample.Policy, now).ShouldSatisfyAllConditions(diagnosis => (diagnosis?.Actionable ?? false).ShouldBeFalse());
        }

        static Reading<T> Missing<T>()
            where T : class => Reading<T>.Missing("not collected: nobody may look", "test", Vantage.Guest, FailureSample.Now);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_plan_weakens_nothing_and_opens_nothing(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            foreach (var step in PlanOf(sample).Rungs.SelectMany(rung => rung.Steps))
            {
                // S6: no inbound rule for an AVD host; S5: what the ratchet refuses is never planned.
                if (sample.Host.IsSessionHost && step.Kind == StepKinds.SecurityRule) Json.Read<DesiredRule>(step.Arguments[StepArguments.Rule]).Direction.ShouldBe("Outbound");
                if (step.Kind == StepKinds.SecurityRule) step.ListedState.ShouldBeTrue();
                step.Arguments.Values.Contains("ResetRDPCert", StringComparer.Ordinal).ShouldBeFalse();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Whatever_drops_sessions_waits_for_their_end(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            foreach (var rung in PlanOf(sample).Rungs)
            {
                var first = rung.Steps.ToList().FindIndex(step => step.Risk >= Risk.R2);
                if (first < 0) continue;
                // S8: the gate is closed while there is one session, and an AVD host is drained before.
                new Sessions().Judge(Question(sample, rung.Steps[first], sessions: 1)).ShouldNotBeNull();
                if (sample.Host.IsSessionHost) rung.Steps.Take(first).ShouldContain(step => step.Kind == StepKinds.Drain);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_scripts_are_in_the_library_and_declare_what_they_are_given(string id)
    {
        foreach (var step in FailureSamples.All.Where(sample => sample.Failure == id).SelectMany(sample => PlanOf(sample).Rungs).SelectMany(rung => rung.Steps).Where(step => step.Kind == StepKinds.Script))
        {
            StepNames.All.Contains(step.Name, StringComparer.Ordinal).ShouldBeTrue(step.Name);
            ScriptLibrary.Names.Contains(step.Arguments[StepArguments.Script], StringComparer.Ordinal).ShouldBeTrue();
            ScriptLibrary.Names.Contains(step.Arguments[StepArguments.VerifyScript], StringComparer.Ordinal).ShouldBeTrue();
            var given = step.Arguments.Keys.Where(key => key.StartsWith(StepArguments.ParameterPrefix, StringComparison.Ordinal)).Select(key => key[StepArguments.ParameterPrefix.Length..]).ToList();
            given.Where(name => !ScriptLibrary.Parameters(step.Arguments[StepArguments.Script]).Contains(name)).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_not_for_a_machine_says_whose_it_is_and_what_to_do(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            var plan = PlanOf(sample);
            plan.ForPerson.Length.ShouldBeGreaterThan(20, id);
            if (sample.Judge()[0].PersonOnly) plan.Rungs.ShouldBeEmpty(id);
            if (plan.Rungs.Count == 0 && plan.NeedsRenewal is null) plan.ForPerson.ShouldContain("For ", Shouldly.Case.Sensitive, id);
        }
    }

    private static GateQuestion Question(FailureSample sample, Step step, int sessions)
    {
        var now = FailureSample.Now;
        var c = new Case { Id = CaseId.For(sample.Host.Id, 1), Host = sample.Host.Id, HostName = sample.Host.Name, State = CaseState.Planned, OpenedAt = now, Deadline = now, HostSeen = sample.Host, Evidence = sample.Evidence, Plan = PlanOf(sample) };
        var facts = new GateFacts(
            now, null, sample.Host, 10, new PoolFile(), Some.Of(new PoolCapacity(5, 10, 3), now, Vantage.ControlPlane), null,
            Some.Of(Some.Avd(now) with { Active = sessions, AllowNewSession = false }, now, Vantage.ControlPlane),
            Some.Of(Some.Guest() with { Sessions = new GuestSessions(sessions, 0) }, now),
            Some.Of(new PlatformHealth(null), now, Vantage.ControlPlane), []);
        return new GateQuestion(c, step, facts, sample.Policy, now);
    }
}
