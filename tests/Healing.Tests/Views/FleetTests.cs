using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;
using RdpMedic.Healing.Views;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Views;

public sealed class FleetTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly FailureId Failure = new("termservice-down");

    private static Host Host(int number, string pool = "/pools/one") => Some.Machine with { Id = new HostId($"/vms/vm-{number:00}"), Name = $"vm-{number:00}", Pool = new PoolId(pool) };

    private static Case Case(int number, CaseState state, TimeSpan ago, TimeSpan? took = null) => new()
    {
        Id = CaseId.For(Host(number).Id, 1),
        Host = Host(number).Id,
        HostName = $"vm-{number:00}",
        State = state,
        OpenedAt = Now - ago,
        EndedAt = took is { } time ? Now - ago + time : null,
        Deadline = Now,
        Plan = new Plan { Failure = Failure, ForPerson = "look" },
        Ending = took is null ? null : new Ending(state, "because", "look"),
    };

    [Fact]
    public void The_pages_of_the_list_of_hosts_leave_nobody_out_and_name_nobody_twice()
    {
        IReadOnlyList<Host> inventory = [.. Enumerable.Range(1, 5).Select(number => Host(number))];
        var newest = new Dictionary<HostId, Case> { [Host(2).Id] = Case(2, CaseState.Waiting, TimeSpan.FromMinutes(1)) };
        var first = HostLines.Page(inventory, newest, null, null, 3);
        first.Hosts.Select(host => host.Host).ShouldBe(["vm-01", "vm-02", "vm-03"]);
        first.Hosts[1].Case!.State.ShouldBe(CaseState.Waiting);
        var second = HostLines.Page(inventory, newest, null, first.Next, 3);
        second.Hosts.Select(host => host.Host).ShouldBe(["vm-04", "vm-05"]);
        second.Next.ShouldBeNull();
        HostLines.Page(inventory, newest, null, null, 5).Next.ShouldBeNull();
        HostLines.Page(inventory, newest, "ONE", null, 5).Hosts.Count.ShouldBe(5);
        HostLines.Page(inventory, newest, "ne", null, 5).Hosts.ShouldBeEmpty();
    }

    [Fact]
    public void A_pool_is_named_by_its_id_or_by_the_last_part_of_it()
    {
        Host[] hosts = [Host(1, "/a/pools/one"), Host(2, "/b/pools/one"), Host(3, "/a/pools/two")];
        Pools.Named(hosts, "TWO").ShouldBe([new PoolId("/a/pools/two")]);
        Pools.Named(hosts, "/b/pools/one").ShouldBe([new PoolId("/b/pools/one")]);
        Pools.Named(hosts, "one").Count.ShouldBe(2);
        Pools.Named(hosts, "o").ShouldBeEmpty();
    }

    [Fact]
    public void Many_hosts_with_one_failure_are_an_incident_of_their_pool_with_names_and_how_many_are_tried_at_once()
    {
        var policy = new Policy { StormHosts = 3 };
        Host[] hosts = [.. Enumerable.Range(1, 4).Select(number => Host(number))];
        var file = hosts.Take(3).Aggregate(new PoolFile(), (pool, host) => pool.Sighted(Failure, host.Id, Now - TimeSpan.FromMinutes(10)));
        var incident = Pools.Incidents(hosts[0].Pool, hosts, file, policy, Now).ShouldHaveSingleItem();
        incident.Hosts.ShouldBe(["vm-01", "vm-02", "vm-03"]);
        incident.AtATime.ShouldBe(1);
        Pools.Incidents(hosts[0].Pool, hosts, file.Noted(Failure, new RepairOutcome("a", Helped: true, Now)), policy, Now).ShouldHaveSingleItem().AtATime.ShouldBe(2);
        Pools.Incidents(hosts[0].Pool, hosts, file, policy, Now + TimeSpan.FromHours(1)).ShouldBeEmpty();
        Pools.Incidents(hosts[0].Pool, hosts, file, policy with { StormHosts = 4 }, Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_pool_shows_who_acts_the_cap_what_was_tried_and_what_is_used_of_its_quotas()
    {
        Host[] hosts = [.. Enumerable.Range(1, 10).Select(number => Host(number))];
        var file = new PoolFile().Sighted(Failure, hosts[0].Id, Now).Noted(Failure, new RepairOutcome("a", Helped: true, Now)).Take(new CaseId("c-1"), [StepNames.RestartTermService], Now, TimeSpan.FromMinutes(10));
        var line = Pools.Line(hosts[0].Pool, hosts, file, new Policy(), Now);
        (line.Hosts, line.Enrolled, line.Cap).ShouldBe((10, 10, 2));
        line.Acting.ShouldBe([new CaseId("c-1")]);
        line.Failures.ShouldHaveSingleItem().ShouldBe(new FailureLine(Failure, 1, 1, 0));
        line.Quotas.Single(quota => quota.Step == StepNames.RestartTermService).Made.ShouldBe(1);
        line.Quotas.Single(quota => quota.Step == StepNames.BindCertificate).Made.ShouldBe(0);
    }

    [Fact]
    public void Certificates_say_who_presents_them_whether_they_are_due_and_what_is_wrong()
    {
        static CertificateFacts Facts(string name, int days, bool renewable = true) => new(name, "AA", "https://v/secrets/x/1", Now.AddDays(days), ServerAuthentication: true, RenewalPending: false, renewable) { NotBefore = Now.AddDays(days - 365) };
        Host[] hosts = [Host(1) with { Certificate = "Fine" }, Host(2) with { Certificate = "lost" }];
        var files = new Dictionary<string, CertificateFile>(StringComparer.OrdinalIgnoreCase) { ["soon"] = new CertificateFile { Name = "soon", Renewing = true, Since = Now, Waiting = [hosts[0].Id] } };
        var lines = CertificateLines.Of([Facts("fine", 300), Facts("soon", 10), Facts("manual", 10, renewable: false), Facts("past", -1)], hosts, files, new Policy(), Now).ToDictionary(line => line.Certificate, StringComparer.Ordinal);
        (lines["fine"].Due, lines["fine"].Problem, lines["fine"].Hosts[0]).ShouldBe((false, null, "vm-01"));
        (lines["soon"].Due, lines["soon"].RenewingSince, lines["soon"].Waiting).ShouldBe((true, Now, 1));
        lines["manual"].Problem!.ShouldContain("a person");
        lines["past"].Problem.ShouldBe("it has expired");
        lines["lost"].Problem!.ShouldContain("no readable certificate");
    }

    [Fact]
    public void The_report_counts_what_ended_and_how_long_it_took_what_waits_and_what_is_for_people()
    {
        Case[] cases =
        [
            Case(1, CaseState.Healed, TimeSpan.FromHours(1), TimeSpan.FromMinutes(4)),
            Case(2, CaseState.Healed, TimeSpan.FromHours(2), TimeSpan.FromMinutes(8)),
            Case(3, CaseState.Healed, TimeSpan.FromHours(3), TimeSpan.FromMinutes(30)),
            Case(4, CaseState.Escalated, TimeSpan.FromHours(4), TimeSpan.FromMinutes(1)),
            Case(5, CaseState.Waiting, TimeSpan.FromHours(5)) with { Refusals = [new Refusal(GateNames.Quota, "a", "b"), new Refusal(GateNames.Autonomy, "a", "b")] },
            Case(6, CaseState.Healed, TimeSpan.FromDays(9), TimeSpan.FromMinutes(1)),
        ];
        var report = Reporting.Of(cases, [Host(1), Host(2) with { Enrolled = false, Hold = "h" }], null, new SweepReport(Now, 9, 1, 0, 2, 0, 3, ["x"]), TimeSpan.FromDays(7), Now);
        report.Cases.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["escalated"] = 1, ["healed"] = 3, ["waiting"] = 1 }, ignoreOrder: true);
        report.Failures.ShouldHaveSingleItem().ShouldBe(new FailureReport(Failure, 5, 3, 1, 0, 0, 8, 30));
        report.Waiting.Select(count => count.Gate).ShouldBe([GateNames.Autonomy, GateNames.Quota]);
        report.ForPeople.ShouldHaveSingleItem().Host.ShouldBe("vm-04");
        report.Fleet.ShouldBe(new FleetCount(2, 1, 0, 1));
        report.LastSweep!.NotCollected.ShouldBe(["x"]);
        report.Complete.ShouldBeTrue();
    }
}
