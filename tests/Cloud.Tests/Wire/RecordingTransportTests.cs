using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Network;
using RdpMedic.Cloud.Hosts;
using RdpMedic.Cloud.Network;
using RdpMedic.Cloud.Rehearsal;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>The transport under the genuine SDK: what it holds back, what it lets pass, and what it answers instead.</summary>
[Collection(WireTests.Name)]
public sealed class RecordingTransportTests
{
    private readonly Stand stand;
    private readonly RecordingTransport tape;
    private readonly ArmClient arm;

    public RecordingTransportTests(Stand stand)
    {
        this.stand = stand;
        var endpoints = stand.Azure.Endpoints();
        tape = new RecordingTransport(endpoints.Transport!);
        var options = new ArmClientOptions { Environment = endpoints.Arm, Transport = tape, Retry = { MaxRetries = 0 } };
        options.AddPolicy(new ConditionalWrite(), HttpPipelinePosition.PerCall);
        arm = new ArmClient(stand.Azure.Identities().Actor, null, options);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private VirtualMachineResource Machine(string name) => arm.GetVirtualMachineResource(new ResourceIdentifier(stand.Fleet.Machines[name].Id));

    private SecurityRuleCollection Rules => arm.GetNetworkSecurityGroupResource(new ResourceIdentifier(stand.Fleet.SecurityGroups["nsg-app-1"].Id)).GetSecurityRules();

    [Fact]
    public async Task What_was_deleted_is_gone_for_later_reads_and_still_there_in_the_world()
    {
        var rule = (await Rules.GetAsync("allow-rdp-inside", Token)).Value;
        await rule.DeleteAsync(WaitUntil.Completed, Token);
        (await Should.ThrowAsync<RequestFailedException>(() => Rules.GetAsync("ALLOW-rdp-inside", Token))).Status.ShouldBe(404);
        await rule.DeleteAsync(WaitUntil.Completed, Token);
        tape.Take().Select(call => call.Method).ShouldBe(["DELETE", "DELETE"]);
        tape.Take().ShouldBeEmpty();
        stand.Fleet.SecurityGroups["nsg-app-1"].Rules.ShouldContainKey("allow-rdp-inside");
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_refused_as_the_service_would()
    {
        var rule = (await Rules.GetAsync("allow-rdp-inside", Token)).Value.Data;
        using (ConditionalWrite.Match("W/\"old\"")) (await Should.ThrowAsync<RequestFailedException>(() => Rules.CreateOrUpdateAsync(WaitUntil.Completed, rule.Name, rule, Token))).Status.ShouldBe(412);
        using (ConditionalWrite.None()) (await Should.ThrowAsync<RequestFailedException>(() => Rules.CreateOrUpdateAsync(WaitUntil.Completed, rule.Name, rule, Token))).Status.ShouldBe(412);
        // Refused writes would be sent too, and are recorded.
        tape.Take().Select(call => call.Condition).ShouldBe(["If-Match: W/\"old\"", "If-None-Match: *"]);
    }

    [Fact]
    public async Task An_action_is_recorded_and_not_sent_and_no_permission_is_made_up_for_it()
    {
        var machine = stand.Fleet.Machines["vm-01"];
        var power = machine.Power;
        await Machine("vm-01").DeallocateAsync(WaitUntil.Started, cancellationToken: Token);
        var call = tape.Take().ShouldHaveSingleItem();
        (call.Method, call.Permission).ShouldBe(("POST", null));
        call.Url.ShouldContain("/deallocate?");
        machine.Power.ShouldBe(power);
    }

    [Fact]
    public async Task A_run_command_looks_finished_without_output_and_protected_parameters_are_left_out()
    {
        var data = new VirtualMachineRunCommandData("westeurope") { Source = new VirtualMachineRunCommandScriptSource { Script = "Get-Date" }, AsyncExecution = true };
        data.Parameters.Add(new RunCommandInputParameter("Nonce", "n"));
        data.ProtectedParameters.Add(new RunCommandInputParameter("Password", "hunter2"));
        var all = Machine("vm-01").GetVirtualMachineRunCommands();
        await all.CreateOrUpdateAsync(WaitUntil.Started, "x", data, Token);
        var view = (await all.GetAsync("x", "instanceView", Token)).Value.Data.InstanceView;
        (view.ExecutionState, view.Output).ShouldBe((ExecutionState.Succeeded, ""));
        var shown = tape.Take().ShouldHaveSingleItem().Body!.Value.GetRawText();
        shown.ShouldNotContain("hunter2");
        shown.ShouldNotContain("Get-Date");
        shown.ShouldContain("\"protectedParameters\":\"left out\"");
        stand.Fleet.Machines["vm-01"].RunCommands.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_pass_also_those_that_are_a_post()
    {
        (await Machine("vm-01").GetAsync(cancellationToken: Token)).Value.Data.Name.ShouldBe("vm-01");
        var reader = new ArmClient(stand.Azure.Identities().Reader, null, new ArmClientOptions { Environment = stand.Azure.Endpoints().Arm, Transport = tape });
        using var hosts = new GraphHosts(new ResourceGraph(reader, [stand.Fleet.Subscription]), stand.Azure.Options(), stand.Clock);
        (await hosts.ListAsync(Token)).ShouldContain(host => host.Name == "vm-01");
        tape.Take().ShouldBeEmpty();
    }

    [Fact]
    public void A_synchronous_call_is_refused() =>
        Should.Throw<NotSupportedException>(() => Machine("vm-01").Get(cancellationToken: Token));

    [Fact]
    public void Every_permission_that_a_rehearsal_can_name_is_one_of_the_acting_identity_and_the_other_way_round()
    {
        // Not reached: reads are not recorded; the bus, the vault and our own storage are not written by a repair; the join is of pools that list interfaces, which we refuse to write.
        var reachable = Permissions.All.Repair.Concat(Permissions.All.OptIn.Values.SelectMany(actions => actions)).Where(action =>
            !action.EndsWith("/read", StringComparison.Ordinal) && !action.StartsWith("Microsoft.ServiceBus/", StringComparison.Ordinal) && !action.StartsWith("Microsoft.KeyVault/", StringComparison.Ordinal) && !action.StartsWith("Microsoft.Storage/", StringComparison.Ordinal) && !action.EndsWith("/join/action", StringComparison.Ordinal));
        CallPermissions.All.Order(StringComparer.OrdinalIgnoreCase).ShouldBe(reachable.Order(StringComparer.OrdinalIgnoreCase));
    }
}
