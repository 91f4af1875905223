using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>What a rehearsal says is what the repair then sends, kind by kind, and the rehearsal itself sends no write.</summary>
[Collection(WireTests.Name)]
public sealed class RehearsalTests(Stand stand)
{
    private const string Rule = "allow-rdp-inside";

    private readonly Comparison compared = new(stand);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Step Make(string name, string kind, Risk risk, params (string Key, string Value)[] arguments) =>
        new() { Name = name, Kind = kind, Risk = risk, Arguments = arguments.ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal) };

    private Step RuleStep(Host host) => Make(StepNames.RestoreSecurityRule, StepKinds.SecurityRule, Risk.R1, (StepArguments.Rule, Json.Write(stand.Get<Policy>().Rules.First(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)))));

    private Step PoolStep(Host host, string direction) => Make(
        direction == "leave" ? StepNames.LeaveBackendPool : StepNames.JoinBackendPool,
        StepKinds.Backend,
        Risk.R1,
        (StepArguments.LoadBalancer, stand.Fleet.LoadBalancers["lb-app-1"].Id),
        (StepArguments.Pool, "rdp"),
        (StepArguments.Address, host.PrivateAddress!),
        (StepArguments.Direction, direction));

    private static Step DrainStep(Host host) => Make(StepNames.DrainSessionHost, StepKinds.Drain, Risk.R1, (StepArguments.SessionHost, host.SessionHostId!));

    private static Step ServiceStep(string name, string phase, Risk risk) => Make(name, StepKinds.Script, risk, (StepArguments.Script, "termservice-repair"), (StepArguments.Phase, phase), (StepArguments.VerifyScript, "termservice-verify"));

    private void Break(string host, string failure, string variant)
    {
        using var certificates = new CertificateFactory();
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host(host, failure, variant);
    }

    [Fact]
    public async Task A_missing_rule_would_be_created_only_if_there_is_none_and_deleted_again()
    {
        var host = await stand.HostAsync("vm-01");
        var group = stand.Fleet.SecurityGroups["nsg-app-1"];
        var listed = group.Rules[Rule];
        group.Rules.Remove(Rule);
        var step = await compared.SameAsync(host, RuleStep(host));
        (step.Calls.ShouldHaveSingleItem().Method, step.Calls[0].Condition, step.Undo.ShouldHaveSingleItem().Method).ShouldBe(("PUT", "If-None-Match: *", "DELETE"));
        group.Rules[Rule] = listed;
    }

    [Fact]
    public async Task An_altered_rule_would_be_replaced_in_the_version_that_was_read_and_put_back_as_it_was()
    {
        var host = await stand.HostAsync("vm-01");
        var group = stand.Fleet.SecurityGroups["nsg-app-1"];
        var listed = group.Rules[Rule];
        // Several values stand in another property than one value: what the write leaves out must be gone when it is read again.
        group.Rules[Rule] = listed with { Ports = ["3390", "3391"], ETag = stand.Fleet.NextETag() };
        var step = await compared.SameAsync(host, RuleStep(host), () => group.Rules[Rule].ETag);
        step.Calls.ShouldHaveSingleItem().Condition.ShouldStartWith("If-Match: ");
        step.Undo.ShouldHaveSingleItem().Body!.Value.GetProperty("properties").GetProperty("destinationPortRanges").GetArrayLength().ShouldBe(2);
        group.Rules[Rule] = listed;
    }

    [Fact]
    public async Task A_member_would_leave_its_pool_and_come_back()
    {
        var host = await stand.HostAsync("vm-04");
        var pool = stand.Fleet.LoadBalancers["lb-app-1"].Pools["rdp"];
        await compared.SameAsync(host, PoolStep(host, "leave"), () => pool.ETag);
        pool.Members["vm-04"].AdminState.ShouldBe("None");
    }

    [Theory]
    [InlineData("down")]
    [InlineData("removed")]
    public async Task A_member_would_join_its_pool_and_the_pool_be_put_back(string variant)
    {
        var host = await stand.HostAsync("vm-04");
        var pool = stand.Fleet.LoadBalancers["lb-app-1"].Pools["rdp"];
        var member = pool.Members["vm-04"];
        Break("vm-04", "lb-misconfig", variant);
        await compared.SameAsync(host, PoolStep(host, "join"), () => pool.ETag);
        pool.Members["vm-04"] = member;
    }

    [Fact]
    public async Task A_session_host_would_be_drained_and_opened_again()
    {
        var step = await compared.SameAsync(await stand.HostAsync("avd-02"), DrainStep(await stand.HostAsync("avd-02")));
        (step.Calls.ShouldHaveSingleItem().Method, step.Undo.ShouldHaveSingleItem().Method, step.Assumes).ShouldBe(("PATCH", "PATCH", null));
        stand.Fleet.HostPools["hp-desktop-1"].Hosts["avd-02"].AllowNewSession.ShouldBeTrue();
    }

    [Theory]
    [InlineData("vm-07", StepNames.StartTermService, "Start", "stopped", Risk.R1, "none to sessions")]
    [InlineData("vm-08", StepNames.RestartTermService, "Restart", "hangs", Risk.R2, "drops RDP sessions")]
    public async Task A_service_would_be_mended_by_one_run_command_for_each_phase(string name, string step, string phase, string broken, Risk risk, string disruption)
    {
        Break(name, "termservice-down", broken);
        var rehearsed = await compared.SameAsync(await stand.HostAsync(name), ServiceStep(step, phase, risk));
        rehearsed.Calls.Select(call => call.Method).ShouldBe(["PUT", "DELETE", "PUT", "DELETE", "PUT", "DELETE"]);
        rehearsed.Undo.Select(call => call.Method).ShouldBe(["PUT", "DELETE"]);
        rehearsed.Disruption.ShouldBe(disruption);
        rehearsed.Assumes.ShouldNotBeNull().ShouldContain("placeholder");
        rehearsed.Calls[0].Body!.Value.GetRawText().ShouldContain(ScriptLibrary.HashOf("termservice-repair"));
    }

    [Fact]
    public async Task A_certificate_would_be_bound_by_the_address_of_its_secret_and_no_secret()
    {
        Break("vm-05", "cert-custom-invalid", "expired");
        var host = await stand.HostAsync("vm-05");
        var certificates = stand.Get<ICertificates>();
        await certificates.RenewAsync(host.Certificate!, null, Token);
        stand.Pass(TimeSpan.FromMinutes(5));
        var vault = (await certificates.ReadAsync(host.Certificate!, Token)).Value!;
        var step = Make(StepNames.BindCertificate, StepKinds.Script, Risk.R1, (StepArguments.Script, "certificate-bind"), (StepArguments.Phase, "Apply"), (StepArguments.VerifyScript, "certificate-verify"), (StepArguments.ParameterPrefix + "SecretUri", vault.SecretId), (StepArguments.ParameterPrefix + "Thumbprint", vault.Thumbprint.ToUpperInvariant()));
        var rehearsed = await compared.SameAsync(host, step);
        rehearsed.Calls[0].Body!.Value.GetRawText().ShouldContain(vault.SecretId);
    }

    [Fact]
    public async Task What_is_as_wanted_already_needs_no_call_and_no_undo()
    {
        var host = await stand.HostAsync("vm-05");
        var step = (await compared.RehearseAsync(host, Comparison.Plan([RuleStep(host)]))).ShouldHaveSingleItem();
        (step.Calls.Count, step.Undo.Count, step.Problem).ShouldBe((0, 0, null));
    }

    [Fact]
    public async Task A_step_that_would_be_refused_says_why_and_what_comes_after_it_in_the_rung_is_not_reached()
    {
        var host = await stand.HostAsync("avd-03");
        var steps = await compared.RehearseAsync(host, Comparison.Plan([DrainStep(host), RuleStep(await stand.HostAsync("vm-01")), ServiceStep(StepNames.StartTermService, "Start", Risk.R1)], [ServiceStep(StepNames.RestartTermService, "Restart", Risk.R2)]));
        steps.Select(step => step.Rung).ShouldBe([0, 0, 0, 1]);
        steps[1].Problem.ShouldNotBeNull().ShouldContain("an AVD host needs no inbound rule");
        (steps[2].Calls.Count, steps[2].Problem).ShouldBe((0, $"not reached: {StepNames.RestoreSecurityRule} comes first and would not be done"));
        // What stood before it is taken back, and the next rung is tried.
        (steps[0].Calls.Count, steps[0].Undo.Count, steps[3].Problem, steps[3].Calls.Count).ShouldBe((1, 1, null, 6));
        steps[3].Calls[0].Url.ShouldContain("-3-capture-1");
    }

    [Fact]
    public async Task Steps_of_a_rung_see_what_the_ones_before_would_have_written()
    {
        var host = await stand.HostAsync("vm-04");
        var steps = await compared.RehearseAsync(host, Comparison.Plan([PoolStep(host, "leave"), PoolStep(host, "join")]));
        steps[1].Problem.ShouldBeNull();
        steps[1].Calls.ShouldHaveSingleItem().Condition.ShouldBe($"If-Match: {AzureCall.RehearsedTag}1\"");
        // In reverse order: first what was written last.
        steps[1].Undo.ShouldHaveSingleItem().Condition.ShouldBe($"If-Match: {AzureCall.RehearsedTag}2\"");
        steps[0].Undo.ShouldHaveSingleItem().Condition.ShouldBe($"If-Match: {AzureCall.RehearsedTag}3\"");
    }
}
