using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Healing.Memory;
using RdpMedic.Functions.Tests.Access;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using HealingCase = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Functions.Tests.Triggers;

public sealed class ReadCaseTests : IDisposable
{
    private static readonly HostId Host = new("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-01");

    private readonly MemoryCases cases = new();
    private readonly Issuer issuer = new();

    public void Dispose() => issuer.Dispose();

    private async Task<JsonElement> ReadAsync(Rehearsal? rehearsal)
    {
        var token = TestContext.Current.CancellationToken;
        var stored = new HealingCase { Id = CaseId.For(Host, 1), Host = Host, HostName = "vm-01", State = CaseState.Observed, OpenedAt = DateTimeOffset.UnixEpoch, Deadline = DateTimeOffset.UnixEpoch, Rehearsal = rehearsal };
        await cases.SaveAsync(new HostFile { Host = Host, Case = stored, Cases = 1 }, [], [], token);
        var answer = (await new ReadCase(issuer.Door, cases).RunAsync(issuer.Request(null, "Reader"), stored.Id.Value, token)).ShouldBeOfType<ContentResult>();
        return JsonSerializer.Deserialize<JsonElement>(answer.Content!);
    }

    [Fact]
    public async Task A_case_shows_the_calls_that_its_plan_would_make_and_the_one_that_undoes_each()
    {
        var call = new AzureCall("PUT", "/x?api-version=1", "1", "If-None-Match: *", Message.BodyOf(new { properties = new { priority = 300 } }), "a/b/write");
        var step = new RehearsedStep(0, StepNames.RestoreSecurityRule, Risk.R1, [call], [call with { Method = "DELETE", Condition = null, Body = null, Permission = "a/b/delete" }], null);
        var shown = (await ReadAsync(new Rehearsal(DateTimeOffset.UnixEpoch, [step]))).GetProperty("rehearsal").GetProperty("steps")[0];
        shown.GetProperty("disruption").GetString().ShouldBe("none to sessions");
        var (first, undo) = (shown.GetProperty("calls")[0], shown.GetProperty("undo")[0]);
        (first.GetProperty("method").GetString(), first.GetProperty("condition").GetString(), first.GetProperty("permission").GetString()).ShouldBe(("PUT", "If-None-Match: *", "a/b/write"));
        first.GetProperty("body").GetProperty("properties").GetProperty("priority").GetInt32().ShouldBe(300);
        (undo.GetProperty("method").GetString(), undo.TryGetProperty("body", out _)).ShouldBe(("DELETE", false));
    }

    [Fact]
    public async Task A_case_without_a_rehearsal_shows_none() =>
        (await ReadAsync(null)).TryGetProperty("rehearsal", out _).ShouldBeFalse();
}
