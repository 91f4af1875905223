using Azure.Core;
using Azure.Core.Pipeline;
using RdpMedic.Cloud.Logs;
using RdpMedic.Cloud.Rehearsal;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>A whole case in a dry run, by the product's own composition.</summary>
[Collection(WireTests.Name)]
public sealed class DryRunTests(Stand stand)
{
    private readonly Comparison compared = new(stand);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Healing.Cases.Case> AskAsync(string name, string failure, bool dryRun = true)
    {
        // Listeners follow the state that a test has set.
        stand.Pass(TimeSpan.FromSeconds(1));
        var host = await stand.HostAsync(name);
        var (cases, turn) = (stand.Get<ICases>(), stand.Get<Turn>());
        await turn.RunAsync(new Message { Kind = MessageKinds.Request, HostId = host.Id, Body = Message.BodyOf(new RequestBody(new FailureId(failure), dryRun, "what would you do?", "an operator")) }, Token);
        for (var turns = 0; turns < 40; turns++)
        {
            var c = (await cases.LoadAsync(host.Id, Token)).Case!;
            if (c.Ended) return c;
            stand.Pass(TimeSpan.FromMinutes(1));
            await turn.RunAsync(new Message { Kind = MessageKinds.Continue, HostId = host.Id, CaseId = c.Id, Turn = c.Turn }, Token);
        }

        throw new InvalidOperationException("The case did not end.");
    }

    [Fact]
    public async Task A_dry_run_of_a_missing_rule_lists_the_write_and_its_undo_and_writes_nothing_to_the_network()
    {
        using var certificates = new CertificateFactory();
        var rules = stand.Fleet.SecurityGroups["nsg-app-1"].Rules;
        var listed = rules["allow-rdp-inside"];
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host("vm-01", "nsg-deny", "deleted");
        var seen = stand.Trace.Count;
        var c = await AskAsync("vm-01", "nsg-deny");
        c.State.ShouldBe(CaseState.Observed);
        var step = c.Rehearsal!.Steps.ShouldHaveSingleItem();
        (step.Problem, step.Calls.ShouldHaveSingleItem().Method, step.Undo.ShouldHaveSingleItem().Method).ShouldBe((null, "PUT", "DELETE"));
        // The collector in the guest may run in a dry run; nothing else is written.
        compared.Writes(seen).ShouldAllBe(write => write.Url.Contains("-collect-", StringComparison.Ordinal));
        rules.ShouldNotContainKey("allow-rdp-inside");
        rules["allow-rdp-inside"] = listed;
    }

    [Fact]
    public async Task A_dry_run_of_a_stopped_service_lists_both_rungs_of_its_ladder()
    {
        using var certificates = new CertificateFactory();
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host("vm-07", "termservice-down", "stopped");
        var c = await AskAsync("vm-07", "termservice-down");
        c.Rehearsal!.Steps.ShouldAllBe(step => step.Problem == null && step.Calls.Count > 0 && step.Undo.Count > 0);
        c.Rehearsal.Steps.Select(step => (step.Rung, step.Step)).ShouldBe(c.Plan!.Rungs.SelectMany((rung, index) => rung.Steps.Select(step => (index, step.Name))));
        // Named as the case itself would name them.
        c.Rehearsal.Steps.SelectMany(step => step.Calls).Where(call => call.Url.Contains("/runCommands/", StringComparison.Ordinal)).ShouldAllBe(call => call.Url.Contains($"/rdpmedic-{c.Id}-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_case_that_acts_afterwards_sends_what_the_dry_run_of_it_said_and_returns_what_it_lent()
    {
        using var certificates = new CertificateFactory();
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host("vm-03", "termservice-down", "stopped");
        var rehearsed = await AskAsync("vm-03", "termservice-down");
        var seen = stand.Trace.Count;
        var acted = await AskAsync("vm-03", "termservice-down", dryRun: false);
        acted.State.ShouldBe(CaseState.Healed, $"{acted.Ending} {string.Join("; ", acted.Refusals)}");
        var lent = rehearsed.Plan!.Rungs[0].Steps.Where(step => step.GiveBack).Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        lent.Contains(StepNames.LeaveBackendPool).ShouldBeTrue();
        var said = rehearsed.Rehearsal!.Steps.Where(step => step.Rung == 0).SelectMany(step => lent.Contains(step.Step) ? step.Calls.Concat(step.Undo) : step.Calls);
        // Without an order: a run command is deleted when its result is saved, which may be after the next one was put.
        var sent = compared.Writes(seen).Where(write => !write.Url.Contains("-collect-", StringComparison.Ordinal)).Select(write => $"{write.Method} {write.Url.Replace(acted.Id.Value, rehearsed.Id.Value, StringComparison.Ordinal)}");
        sent.Order(StringComparer.Ordinal).ShouldBe(said.Select(call => $"{call.Method} {call.Url}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_azure_that_does_not_answer_is_a_problem_of_the_steps_and_not_an_exception()
    {
        var nowhere = stand.Azure.Endpoints() with { Arm = new Azure.ResourceManager.ArmEnvironment(new Uri("https://127.0.0.1:9"), "https://management.azure.com/") };
        var rehearsal = new ArmRehearsal(nowhere, stand.Azure.Identities(), stand.Get<Workspaces>(), stand.Get<Policy>(), stand.Clock);
        var host = await stand.HostAsync("avd-02");
        var steps = await rehearsal.RehearseAsync(host, Comparison.Plan([Drain(host.SessionHostId!)], [Drain(host.SessionHostId!)]), CaseId.For(host.Id, 1), Token);
        steps[0].Problem.ShouldNotBeNull().ShouldStartWith("not rehearsed to its end: ");
        steps[1].Problem.ShouldNotBeNull().ShouldStartWith("not rehearsed: ");
        steps.ShouldAllBe(step => step.Calls.Count == 0 && step.Undo.Count == 0);
    }

    [Fact]
    public async Task An_azure_that_is_silent_ends_the_rehearsal_when_its_time_is_up()
    {
        var silent = new ArmRehearsal(stand.Azure.Endpoints() with { Transport = new SilentTransport() }, stand.Azure.Identities(), stand.Get<Workspaces>(), stand.Get<Policy>(), stand.Clock) { Patience = TimeSpan.FromMilliseconds(50) };
        var host = await stand.HostAsync("avd-02");
        (await silent.RehearseAsync(host, Comparison.Plan([Drain(host.SessionHostId!)]), CaseId.For(host.Id, 1), Token)).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldContain("time for a rehearsal was up");
    }

    [Fact]
    public async Task A_rehearsal_that_nobody_waits_for_any_more_is_no_answer()
    {
        var host = await stand.HostAsync("avd-02");
        await Should.ThrowAsync<OperationCanceledException>(() => stand.Get<IRehearsal>().RehearseAsync(host, Comparison.Plan([Drain(host.SessionHostId!)]), CaseId.For(host.Id, 1), new CancellationToken(canceled: true)));
    }

    private static Step Drain(string id) => new() { Name = StepNames.DrainSessionHost, Kind = StepKinds.Drain, Risk = Risk.R1, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.SessionHost] = id } };

    /// <summary>Takes every call and answers none.</summary>
    private sealed class SilentTransport : HttpPipelineTransport
    {
        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message) => await Task.Delay(Timeout.InfiniteTimeSpan, message.CancellationToken);
    }

    [Fact]
    public async Task A_resource_that_is_not_there_is_one_steps_problem_and_the_others_are_rehearsed()
    {
        var host = await stand.HostAsync("avd-02");
        var steps = await compared.RehearseAsync(host, Comparison.Plan([Drain($"{host.SessionHostId}-gone")], [Drain(host.SessionHostId!)]));
        steps[0].Problem.ShouldNotBeNull().ShouldContain("404");
        (steps[1].Problem, steps[1].Calls.Count, steps[1].Undo.Count).ShouldBe((null, 1, 1));
    }
}
