using System.Text.Json;
using Azure;
using Azure.Messaging.ServiceBus;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Cli.Emulation;
using RdpMedic.Cloud.Machines;
using RdpMedic.Cloud.Network;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>Every adapter against the emulator over the wire.</summary>
[Collection(WireTests.Name)]
public sealed class AdaptersTests(Stand stand)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Step RuleStep(Host host) => new() { Name = StepNames.RestoreSecurityRule, Kind = StepKinds.SecurityRule, Risk = Risk.R1, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(stand.Get<Policy>().Rules.First(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase))) } };

    private Step PoolStep(Host host) => new()
    {
        Name = StepNames.LeaveBackendPool,
        Kind = StepKinds.Backend,
        Risk = Risk.R1,
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.LoadBalancer] = stand.Fleet.LoadBalancers["lb-app-1"].Id, [StepArguments.Pool] = "rdp", [StepArguments.Address] = host.PrivateAddress!, [StepArguments.Direction] = "leave" },
    };

    private async Task<StepOutcome.Done> DoneAsync(StepWork work) => (await stand.Repair(work.Step.Kind).PerformAsync(work, Token)).ShouldBeOfType<StepOutcome.Done>();

    [Fact]
    public async Task The_inventory_knows_roles_pools_certificates_and_who_is_enrolled()
    {
        var machine = await stand.HostAsync("vm-01");
        (machine.Role, machine.Enrolled, machine.Certificate, machine.Running).ShouldBe((HostRole.Workload, true, "rdp-vm-01", true));
        machine.Pool.Value.ShouldEndWith("/resourcegroups/rg-app-1");
        (await stand.HostAsync("vm-10")).Enrolled.ShouldBeFalse();
        (await stand.HostAsync("vm-09")).Role.ShouldBe(HostRole.Protected);
        (await stand.HostAsync("avd-01")).Role.ShouldBe(HostRole.Pooled);
        (await stand.HostAsync("avd-10")).Role.ShouldBe(HostRole.Personal);
    }

    [Fact]
    public async Task A_missing_rule_is_created_only_if_there_is_none_and_taken_back_only_if_it_is_ours()
    {
        var host = await stand.HostAsync("vm-01");
        var group = stand.Fleet.SecurityGroups["nsg-app-1"];
        group.Rules.Remove("allow-rdp-inside");
        var step = RuleStep(host);
        var capture = await DoneAsync(stand.Work(host, step, StepPhase.Capture));
        (await DoneAsync(stand.Work(host, step, StepPhase.Apply, capture.State))).Changed.ShouldBeTrue();
        group.Rules["allow-rdp-inside"].Sources.ShouldBe(["10.0.0.0/8"]);
        await DoneAsync(stand.Work(host, step, StepPhase.Verify, capture.State));
        var ours = group.Rules["allow-rdp-inside"];
        group.Rules["allow-rdp-inside"] = ours with { Ports = ["3390"], ETag = stand.Fleet.NextETag() };
        (await DoneAsync(stand.Work(host, step, StepPhase.Revert, capture.State))).Changed.ShouldBeFalse();
        group.Rules["allow-rdp-inside"] = ours;
        await DoneAsync(stand.Work(host, step, StepPhase.Revert, capture.State));
        group.Rules.ContainsKey("allow-rdp-inside").ShouldBeFalse();
        group.Rules["allow-rdp-inside"] = ours;
    }

    [Fact]
    public async Task A_rule_that_somebody_wrote_after_the_capture_is_left_alone()
    {
        var host = await stand.HostAsync("vm-01");
        var group = stand.Fleet.SecurityGroups["nsg-app-1"];
        var listed = group.Rules["allow-rdp-inside"];
        group.Rules["allow-rdp-inside"] = listed with { Ports = ["3390"], ETag = stand.Fleet.NextETag() };
        var step = RuleStep(host);
        var capture = await DoneAsync(stand.Work(host, step, StepPhase.Capture));
        group.Rules["allow-rdp-inside"] = listed with { Ports = ["3391"], ETag = stand.Fleet.NextETag() };
        (await stand.Repair(StepKinds.SecurityRule).PerformAsync(stand.Work(host, step, StepPhase.Apply, capture.State), Token)).ShouldBeOfType<StepOutcome.Failed>().Changed.ShouldBeFalse();
        group.Rules["allow-rdp-inside"].Ports.ShouldBe(["3391"]);
        group.Rules["allow-rdp-inside"] = listed;
    }

    [Fact]
    public async Task A_write_over_an_old_entity_tag_is_refused_by_the_service()
    {
        var endpoints = stand.Azure.Endpoints();
        var options = new ArmClientOptions { Environment = endpoints.Arm, Transport = endpoints.Transport!, Retry = { MaxRetries = 0 } };
        options.AddPolicy(new ConditionalWrite(), Azure.Core.HttpPipelinePosition.PerCall);
        var rules = new ArmClient(stand.Azure.Identities().Actor, null, options).GetNetworkSecurityGroupResource(new Azure.Core.ResourceIdentifier(stand.Fleet.SecurityGroups["nsg-app-2"].Id)).GetSecurityRules();
        var rule = new SecurityRuleData { Priority = 200, Access = SecurityRuleAccess.Allow, Direction = SecurityRuleDirection.Inbound, Protocol = SecurityRuleProtocol.Tcp, SourceAddressPrefix = "10.0.0.0/8", SourcePortRange = "*", DestinationAddressPrefix = "*", DestinationPortRange = "3389" };
        using (ConditionalWrite.Match("W/\"old\"")) (await Should.ThrowAsync<RequestFailedException>(() => rules.CreateOrUpdateAsync(WaitUntil.Completed, "allow-rdp-inside", rule, Token))).Status.ShouldBe(412);
        using (ConditionalWrite.None()) (await Should.ThrowAsync<RequestFailedException>(() => rules.CreateOrUpdateAsync(WaitUntil.Completed, "allow-rdp-inside", rule, Token))).Status.ShouldBe(412);
    }

    [Fact]
    public async Task A_member_leaves_its_pool_and_comes_back_unless_somebody_else_decided_since()
    {
        var host = await stand.HostAsync("vm-02");
        var members = stand.Fleet.LoadBalancers["lb-app-1"].Pools["rdp"].Members;
        var step = PoolStep(host);
        var capture = await DoneAsync(stand.Work(host, step, StepPhase.Capture));
        await DoneAsync(stand.Work(host, step, StepPhase.Apply, capture.State));
        members["vm-02"].AdminState.ShouldBe("Down");
        await DoneAsync(stand.Work(host, step, StepPhase.Revert, capture.State));
        members["vm-02"].AdminState.ShouldBe("None");
        members["vm-02"] = members["vm-02"] with { AdminState = "Up" };
        (await DoneAsync(stand.Work(host, step, StepPhase.Revert, capture.State))).Changed.ShouldBeFalse();
        members["vm-02"].AdminState.ShouldBe("Up");
    }

    [Fact]
    public async Task A_drain_is_given_back_only_if_it_was_ours()
    {
        var host = await stand.HostAsync("avd-02");
        var entry = stand.Fleet.HostPools["hp-desktop-1"].Hosts["avd-02"];
        var step = new Step { Name = StepNames.DrainSessionHost, Kind = StepKinds.Drain, Risk = Risk.R1, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.SessionHost] = host.SessionHostId! } };
        var capture = await DoneAsync(stand.Work(host, step, StepPhase.Capture));
        await DoneAsync(stand.Work(host, step, StepPhase.Apply, capture.State));
        entry.AllowNewSession.ShouldBeFalse();
        await DoneAsync(stand.Work(host, step, StepPhase.Revert, capture.State));
        entry.AllowNewSession.ShouldBeTrue();
        entry.AllowNewSession = false;
        var drained = await DoneAsync(stand.Work(host, step, StepPhase.Capture));
        await DoneAsync(stand.Work(host, step, StepPhase.Revert, drained.State));
        entry.AllowNewSession.ShouldBeFalse();
        entry.AllowNewSession = true;
    }

    [Fact]
    public async Task A_script_runs_once_is_looked_at_and_forgotten()
    {
        var host = await stand.HostAsync("vm-03");
        using var certificates = new CertificateFactory();
        new Break(stand.Fleet, certificates.Make).Host("vm-03", "termservice-down", "stopped");
        var step = new Step { Name = StepNames.StartTermService, Kind = StepKinds.Script, Risk = Risk.R1, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Script] = "termservice-repair", [StepArguments.Phase] = "Start", [StepArguments.VerifyScript] = "termservice-verify" } };
        var repair = stand.Repair(StepKinds.Script);
        var work = stand.Work(host, step, StepPhase.Apply, "{}");
        (await repair.InquireAsync(work, Token)).ShouldBeOfType<StepOutcome.Failed>().Changed.ShouldBeFalse();
        var started = (await repair.PerformAsync(work, Token)).ShouldBeOfType<StepOutcome.Started>();
        (await repair.LookAsync(work, started.Handle, Token)).ShouldBeOfType<StepOutcome.Started>();
        stand.Pass(TimeSpan.FromMinutes(1));
        (await repair.LookAsync(work, started.Handle, Token)).ShouldBeOfType<StepOutcome.Done>().Changed.ShouldBeTrue();
        stand.Fleet.Machines["vm-03"].Guest.Listens.ShouldBeTrue();
        // A result with another nonce is no result of ours.
        (await repair.LookAsync(work with { Nonce = "other" }, started.Handle, Token)).ShouldBeOfType<StepOutcome.Failed>().Reason.ShouldContain("nonce");
        await repair.ForgetAsync(work, Token);
        await repair.ForgetAsync(work, Token);
        stand.Fleet.Machines["vm-03"].RunCommands.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_twenty_sixth_run_command_is_refused_and_the_same_put_runs_nothing_again()
    {
        var host = await stand.HostAsync("vm-04");
        var commands = stand.Get<IRunCommands>();
        var script = ScriptLibrary.Text("collect-guest");
        for (var number = 1; number <= 25; number++) (await commands.PutAsync(host, $"c{number}", script, [new("Nonce", "n")], [], Token)).ShouldBeNull();
        (await commands.PutAsync(host, "c26", script, [new("Nonce", "n")], [], Token)).ShouldNotBeNull().ShouldContain("25");
        var machine = stand.Fleet.Machines["vm-04"];
        var first = machine.RunCommands["c1"];
        (await commands.PutAsync(host, "c1", script, [new("Nonce", "n")], [], Token)).ShouldBeNull();
        machine.RunCommands["c1"].ShouldBeSameAs(first);
        machine.RunCommands.Clear();
    }

    [Fact]
    public async Task Run_commands_that_a_crash_left_are_cleared_away_and_other_peoples_stay()
    {
        var host = await stand.HostAsync("vm-04");
        var (commands, script) = (stand.Get<IRunCommands>(), ScriptLibrary.Text("collect-guest"));
        foreach (var name in (string[])["rdpmedic-0a-1-0-apply-1", "rdpmedic-0a-2-collect-4", "backup-agent"]) (await commands.PutAsync(host, name, script, [new("Nonce", "n")], [], Token)).ShouldBeNull();
        await stand.Get<IGuestCollector>().TidyAsync(host, name => name.Contains("-1-0-", StringComparison.Ordinal) || name == "backup-agent", Token);
        var machine = stand.Fleet.Machines["vm-04"];
        machine.RunCommands.Keys.ShouldBe(["rdpmedic-0a-2-collect-4", "backup-agent"], ignoreOrder: true);
        machine.RunCommands.Clear();
    }

    [Fact]
    public async Task An_announcement_arrives_at_the_topic_as_a_CloudEvent_that_a_subscription_can_filter()
    {
        var host = await stand.HostAsync("vm-04");
        var c = stand.Get<CaseMachine>().Open(host.Id, host.Name, null, 1, stand.Clock.GetUtcNow()).Case with { State = CaseState.Escalated, HostSeen = host, Ending = new Ending(CaseState.Escalated, "Nobody knows why.", "Look at it."), EndedAt = stand.Clock.GetUtcNow() };
        var told = Announcement.Of(c, stand.Clock.GetUtcNow());
        await stand.Get<IMessages>().SendAsync([told], Token);
        await using var receiver = stand.Get<ServiceBusClient>().CreateReceiver(Announcement.Topic, LocalAzure.Listener);
        // Others have told of their cases before.
        var got = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Token);
        for (; got.MessageId != told.Id; got = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Token)) await receiver.CompleteMessageAsync(got, Token);
        got.ShouldSatisfyAllConditions(
            () => got.ContentType.ShouldBe("application/cloudevents+json; charset=utf-8"),
            () => got.Subject.ShouldBe("rdpmedic.case.escalated"),
            () => got.ApplicationProperties["state"].ShouldBe("escalated"),
            () => got.ApplicationProperties["host"].ShouldBe("vm-04"),
            () => got.ApplicationProperties["pool"].ShouldBe(host.Pool.Value));
        var written = JsonDocument.Parse(got.Body).RootElement;
        written.GetProperty("id").GetString().ShouldBe(got.MessageId);
        written.GetProperty("data").GetProperty("nextCommand").GetString().ShouldBe("Look at it.");
        await receiver.CompleteMessageAsync(got, Token);
    }

    [Fact]
    public async Task The_reading_identity_may_not_run_a_script()
    {
        var host = await stand.HostAsync("vm-05");
        var endpoints = stand.Azure.Endpoints();
        var arm = new ArmClient(stand.Azure.Identities().Reader, null, new ArmClientOptions { Environment = endpoints.Arm, Transport = endpoints.Transport! });
        var refused = await Should.ThrowAsync<RequestFailedException>(() => arm.GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(host.Id.Value)).GetVirtualMachineRunCommands().CreateOrUpdateAsync(WaitUntil.Started, "x", new VirtualMachineRunCommandData("westeurope"), Token));
        (refused.Status, refused.ErrorCode).ShouldBe((403, "AuthorizationFailed"));
    }

    [Fact]
    public async Task A_certificate_is_renewed_under_its_own_policy_and_one_renewal_is_joined_by_the_next()
    {
        var certificates = stand.Get<ICertificates>();
        var before = (await certificates.ReadAsync("rdp-vm-06", Token)).Value!;
        (await certificates.RenewAsync("rdp-vm-06", null, Token)).Pending.ShouldBeTrue();
        (await certificates.RenewAsync("rdp-vm-06", null, Token)).Pending.ShouldBeTrue();
        stand.Pass(TimeSpan.FromMinutes(5));
        var renewed = (await certificates.LookAsync("rdp-vm-06", Token)).Renewed.ShouldNotBeNull();
        renewed.Thumbprint.ShouldNotBe(before.Thumbprint, StringComparer.Ordinal);
        renewed.NotAfter.ShouldBeGreaterThan(before.NotAfter);
        renewed.SecretId.ShouldStartWith("https://kv-rdp.vault.azure.net/secrets/rdp-vm-06/");
        stand.Fleet.Vault.Certificates["rdp-vm-06"].Versions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_table_that_no_workspace_has_is_not_collected_and_a_wrong_query_is_an_error()
    {
        var signals = stand.Get<ISignals>();
        var now = stand.Clock.GetUtcNow();
        (await signals.DetectAsync(new Detector("x", "WVDCheckpoints | project Resource = Name", SignalWeight.Decisive), now.AddMinutes(-5), now, Token)).ShouldBeNull();
        (await Should.ThrowAsync<FinalException>(() => signals.DetectAsync(new Detector("x", "Event | where Colour == 1", SignalWeight.Decisive), now.AddMinutes(-5), now, Token))).Message.ShouldContain("Colour");
    }

    [Fact]
    public async Task Sessions_of_a_session_host_are_counted_one_by_one()
    {
        var host = await stand.HostAsync("avd-03");
        var sessions = stand.Fleet.Machines["avd-03"].Guest.Sessions;
        lock (stand.Fleet.Gate)
        {
            sessions.Clear();
            sessions.Add(new Session { Id = 9001, User = "a@corp.example", Until = DateTimeOffset.MaxValue });
            sessions.Add(new Session { Id = 9002, User = "b@corp.example", Active = false, Until = DateTimeOffset.MaxValue });
        }

        var facts = (await stand.Get<ISessionHosts>().ReadAsync(host, Token)).Value!;
        (facts.Status, facts.Active, facts.Disconnected, facts.AllowNewSession).ShouldBe(("Available", 1, 1, true));
    }

    [Fact]
    public async Task Logs_that_may_not_be_read_hide_the_newest_connection_and_not_the_session_host()
    {
        var host = await stand.HostAsync("avd-03");
        stand.Withhold("Microsoft.OperationalInsights/workspaces/query/read");
        try
        {
            var reading = await stand.Get<ISessionHosts>().ReadAsync(host, Token);
            (reading.NotCollected, reading.Value?.Status, reading.Value?.LastConnection).ShouldBe((null, "Available", null));
        }
        finally
        {
            stand.Withhold();
        }
    }

    [Fact]
    public async Task What_the_emulator_does_not_serve_is_refused_by_name()
    {
        var host = await stand.HostAsync("vm-05");
        var endpoints = stand.Azure.Endpoints();
        var arm = new ArmClient(stand.Azure.Identities().Actor, null, new ArmClientOptions { Environment = endpoints.Arm, Transport = endpoints.Transport!, Retry = { MaxRetries = 0 } });
        var refused = await Should.ThrowAsync<RequestFailedException>(() => arm.GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(host.Id.Value)).ReapplyAsync(WaitUntil.Started, Token));
        (refused.Status, refused.ErrorCode).ShouldBe((501, "NotSupportedByEmulator"));
        refused.Message.ShouldContain("/reapply");
    }
}
