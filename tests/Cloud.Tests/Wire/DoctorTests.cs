using RdpMedic.Cloud.Doctor;
using RdpMedic.Emulator.Wire;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>The doctor before an Azure that withholds a right.</summary>
[Collection(WireTests.Name)]
public sealed class DoctorTests(Stand stand)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(DoctorReport Report, IReadOnlyList<TraceLine> Trace)> ExamineAsync(params string[] withheld)
    {
        stand.Withhold(withheld);
        var before = stand.Trace.Count;
        try
        {
            var report = await stand.Get<Examination>().ExamineAsync(Token);
            return (report, [.. stand.Trace.Skip(before)]);
        }
        finally
        {
            stand.Withhold();
        }
    }

    /// <summary>So long that every table that gets rows steadily has some.</summary>
    private void Live()
    {
        for (var minute = 0; minute < 12; minute++) stand.Pass(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task With_every_right_nothing_is_missing_and_nothing_was_written()
    {
        Live();
        var (report, trace) = await ExamineAsync();
        report.Checks.Where(check => check.Verdict is DoctorVerdict.Missing or DoctorVerdict.Failed).ShouldBeEmpty();
        report.Well.ShouldBeTrue();
        trace.OfType<HttpTrace>().ShouldNotContain(line => line.Method == "PUT" || line.Method == "PATCH" || line.Method == "DELETE");
        report.Checks.Select(check => check.Identity).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(["actor", "inspector", "keeper", "reader"]);
    }

    [Theory]
    [InlineData("Microsoft.Network/networkSecurityGroups/securityRules/write", "actor", "PUT or PATCH Microsoft.Network/networkSecurityGroups/securityRules", "RdpMedic repair", "Network")]
    [InlineData("Microsoft.Compute/virtualMachines/runCommands/write", "inspector", "PUT or PATCH Microsoft.Compute/virtualMachines/runCommands", "RdpMedic inspect", "Machines")]
    [InlineData("Microsoft.Network/loadBalancers/backendAddressPools/join/action", "actor", "POST Microsoft.Network/loadBalancers/backendAddressPools/{name}/join", "RdpMedic repair", "Network")]
    [InlineData("Microsoft.DesktopVirtualization/hostpools/sessionhosts/read", "reader", "GET Microsoft.DesktopVirtualization/hostpools/sessionhosts", "RdpMedic diagnose", "VirtualDesktop")]
    [InlineData("Microsoft.OperationalInsights/workspaces/query/read", "reader", "GET Microsoft.OperationalInsights/workspaces/query", "RdpMedic read logs", "Logs")]
    [InlineData("Microsoft.KeyVault/vaults/certificates/read", "reader", "GET Microsoft.KeyVault/vaults/certificates", "RdpMedic read certificates", "Certificates")]
    [InlineData("Microsoft.ServiceBus/namespaces/messages/receive/action", "keeper", "AMQP receiving from cases", "Azure Service Bus Data Receiver", "Messages")]
    [InlineData("Microsoft.ServiceBus/namespaces/messages/send/action", "keeper", "AMQP sending to cases", "Azure Service Bus Data Sender", "Messages")]
    public async Task One_right_that_is_withheld_is_named_with_its_call_its_role_and_who_needs_it(string permission, string identity, string call, string role, string usedBy)
    {
        var (report, _) = await ExamineAsync(permission);
        report.Well.ShouldBeFalse();
        var missing = report.Checks.Where(check => check.Identity == identity).SelectMany(check => check.Missing).Where(right => right.Permission == permission).ToList();
        missing.ShouldContain(right => right.Call == call && right.Role == role);
        missing.ShouldAllBe(right => right.UsedBy.Contains(usedBy, StringComparer.Ordinal));
        // Of the logs two rights are needed together, and the refusal names neither.
        report.Checks.SelectMany(check => check.Missing).Select(right => right.Permission).Where(right => !right.Contains("query/*", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ShouldBe([permission]);
    }

    [Fact]
    public async Task A_role_that_is_not_assigned_at_all_is_named_whole()
    {
        var (report, _) = await ExamineAsync("repair");
        var check = report.Checks.First(check => check is { Identity: "actor", Verdict: DoctorVerdict.Missing });
        check.Said.ShouldContain("the role is not assigned here");
        check.Missing.Select(right => right.Permission).ShouldContain("Microsoft.Compute/virtualMachines/runCommands/write", StringComparer.Ordinal);
        report.Checks.Where(one => one.Identity is "reader" or "inspector" or "keeper").ShouldAllBe(one => one.Verdict != DoctorVerdict.Missing);
    }

    [Fact]
    public async Task The_tables_of_the_detectors_are_told_with_the_age_of_their_newest_rows_by_one_query_a_workspace()
    {
        Live();
        var (report, trace) = await ExamineAsync();
        var tables = report.Checks.Single(check => check.Tables.Count > 0).Tables;
        tables.Select(table => table.Table).ShouldBe(["Event", "InsightsMetrics", "Perf", "SecurityEvent", "WVDAgentHealthStatus", "WVDConnections", "WVDErrors"]);
        var (counters, absent) = (tables.Single(table => table.Table == "InsightsMetrics"), tables.Single(table => table.Table == "Perf"));
        counters.Enough.ShouldBeTrue();
        counters.Age!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(10));
        counters.NewestAt.ShouldBe(report.At - counters.Age.Value);
        (absent.There, absent.NewestAt, absent.Enough).ShouldBe((false, null, false));
        report.Checks.Single(check => check.What == "tables of the detectors").Said.ShouldContain("Perf is in no workspace");
        trace.OfType<HttpTrace>().Count(line => line.Url.EndsWith("/query", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_workspace_that_gets_no_more_rows_is_not_well_and_what_to_check_is_said()
    {
        Live();
        // Time passes, and nobody writes anything.
        stand.Clock.Advance(TimeSpan.FromHours(1));
        var (report, _) = await ExamineAsync();
        report.Well.ShouldBeFalse();
        var check = report.Checks.Single(check => check.Verdict == DoctorVerdict.Failed);
        check.Said.ShouldContain("check VM insights");
        check.Said.ShouldContain("category AgentHealthStatus");
        stand.Life.Advance();
    }

    [Theory]
    [InlineData("Microsoft.ServiceBus/namespaces/messages/receive/action", "receiver", "cases,certificates")]
    [InlineData("Microsoft.ServiceBus/namespaces/messages/send/action", "sender", "case-events,cases,certificates")]
    public async Task A_link_that_is_refused_is_not_tried_again(string permission, string role, string entities)
    {
        var (_, trace) = await ExamineAsync(permission);
        trace.OfType<AmqpTrace>().Where(line => line.Refused is not null).Select(line => (line.Entity, line.Role, line.Refused)).Order().ShouldBe(entities.Split(',').Select(entity => (entity, role, (string?)"amqp:unauthorized-access")));
    }
}
