using RdpMedic.Cloud.Doctor;
using RdpMedic.Emulator.Wire;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>The doctor before an Azure that withholds a right.</summary>
[Collection(WireTests.Name)]
public sealed class DoctorTests(Stand stand)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(DoctorReport Report, IReadOnlyList<string> Methods)> ExamineAsync(params string[] withheld)
    {
        stand.Withhold(withheld);
        var before = stand.Trace.Count;
        try
        {
            var report = await stand.Get<Examination>().ExamineAsync(Token);
            return (report, [.. stand.Trace.Skip(before).OfType<HttpTrace>().Select(line => line.Method)]);
        }
        finally
        {
            stand.Withhold();
        }
    }

    [Fact]
    public async Task With_every_right_nothing_is_missing_and_nothing_was_written()
    {
        var (report, methods) = await ExamineAsync();
        report.Checks.Where(check => check.Verdict is DoctorVerdict.Missing or DoctorVerdict.Failed).ShouldBeEmpty();
        report.Well.ShouldBeTrue();
        methods.ShouldNotContain(method => method == "PUT" || method == "PATCH" || method == "DELETE");
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
}
