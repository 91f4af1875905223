using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.Wire;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>A write as the emulator saw it.</summary>
internal sealed record Sent(string Method, string Url, string? Condition, JsonNode? Body);

/// <summary>Rehearses steps, then really does and undoes them, and compares what was said with what was sent.</summary>
internal sealed class Comparison(Stand stand)
{
    private readonly CaseId caseId = new("0123456789abcdef0123456789abcdef-7");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Plan Plan(params IReadOnlyList<Step>[] rungs) => new() { Failure = new FailureId("any"), ForPerson = "nothing", Rungs = [.. rungs.Select(steps => new Rung(steps, "any"))] };

    /// <summary>The writes that crossed the wire since there were <paramref name="seen"/> lines; what only reads by POST is left out.</summary>
    public IReadOnlyList<Sent> Writes(int seen) =>
    [
        .. stand.Trace.Skip(seen).OfType<HttpTrace>()
            .Where(line => line.Method is not ("GET" or "HEAD") && !line.Url.Contains("ResourceGraph", StringComparison.Ordinal) && !line.Url.Contains("/v1/", StringComparison.Ordinal))
            .Select(line => new Sent(line.Method, new Uri(line.Url).PathAndQuery, line.IfMatch is { } match ? $"If-Match: {match}" : line.IfNoneMatch is { } none ? $"If-None-Match: {none}" : null, string.IsNullOrEmpty(line.Body) ? null : JsonNode.Parse(line.Body))),
    ];

    /// <summary>Rehearses, and sees to it that the emulator saw no write and its world did not change.</summary>
    public async Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan)
    {
        var (seen, activities) = (stand.Trace.Count, stand.Fleet.Activities.Count);
        var steps = await stand.Get<IRehearsal>().RehearseAsync(host, plan, caseId, Token);
        Writes(seen).ShouldBeEmpty();
        stand.Fleet.Activities.Count.ShouldBe(activities);
        foreach (var call in steps.SelectMany(step => step.Calls.Concat(step.Undo))) Permissions.All.Repair.Concat(Permissions.All.OptIn.Values.SelectMany(actions => actions)).Contains(call.Permission, StringComparer.OrdinalIgnoreCase).ShouldBeTrue($"{call.Method} {call.Url} needs {call.Permission}");
        return steps;
    }

    /// <param name="tag">The entity tag of the resource as it is; null: its writes have no condition on one of ours.</param>
    public async Task<RehearsedStep> SameAsync(Host host, Step step, Func<string>? tag = null)
    {
        var rehearsed = (await RehearseAsync(host, Plan([step]))).ShouldHaveSingleItem();
        rehearsed.Problem.ShouldBeNull();
        var activities = stand.Fleet.Activities.Count;
        var (sent, captured) = await DoAsync(host, step, [StepPhase.Capture, StepPhase.Apply, StepPhase.Verify], null);
        Compare(rehearsed.Calls, sent, null, null);
        var after = tag?.Invoke();
        var (undone, _) = await DoAsync(host, step, [StepPhase.Revert], captured);
        Compare(rehearsed.Undo, undone, after, captured);
        // The service's own record of what was done has the same names.
        stand.Fleet.Activities.Skip(activities).Select(activity => activity.Operation).ShouldBe(rehearsed.Calls.Concat(rehearsed.Undo).Select(call => call.Permission!.ToUpperInvariant()));
        return rehearsed;
    }

    private async Task<(IReadOnlyList<Sent> Sent, string? Captured)> DoAsync(Host host, Step step, StepPhase[] phases, string? captured)
    {
        var seen = stand.Trace.Count;
        var repair = stand.Repair(step.Kind);
        foreach (var phase in phases)
        {
            var work = StepWork.Of(caseId, host, step, 0, phase, 1, captured);
            var outcome = await repair.PerformAsync(work, Token);
            for (var looks = 0; outcome is StepOutcome.Started started && looks < 10; looks++)
            {
                stand.Pass(TimeSpan.FromMinutes(1));
                outcome = await repair.LookAsync(work, started.Handle, Token);
            }

            var done = outcome.ShouldBeOfType<StepOutcome.Done>($"{phase}: {outcome}");
            if (phase == StepPhase.Capture) captured = done.State;
            await repair.ForgetAsync(work, Token);
        }

        return (Writes(seen), captured);
    }

    private static void Compare(IReadOnlyList<AzureCall> said, IReadOnlyList<Sent> sent, string? tag, string? captured)
    {
        said.ShouldNotBeEmpty();
        said.Select(call => (call.Method, call.Url)).ShouldBe(sent.Select(write => (write.Method, write.Url)));
        foreach (var (call, write) in said.Zip(sent))
        {
            var condition = call.Condition is { } one && one.Contains(AzureCall.RehearsedTag, StringComparison.Ordinal) ? $"If-Match: {tag}" : call.Condition;
            condition.ShouldBe(write.Condition);
            call.Url.ShouldContain($"api-version={call.ApiVersion}");
            var body = call.Body is { } shown ? JsonNode.Parse(shown.GetRawText()) : null;
            JsonNode.DeepEquals(body, AsShown(write.Body, captured)).ShouldBeTrue($"said {body}\nsent {write.Body}");
        }
    }

    /// <summary>What was sent, with the two things that are shown otherwise: the script by its hash, and what was captured by the placeholder.</summary>
    private static JsonNode? AsShown(JsonNode? body, string? captured)
    {
        if (body?["properties"]?["source"]?["script"] is { } script)
        {
            var text = script.GetValue<string>();
            body["properties"]!["source"]!["script"] = $"{text.Length} characters, sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
        }

        foreach (var parameter in body?["properties"]?["parameters"]?.AsArray() ?? [])
        {
            if ((string?)parameter!["name"] != "State") continue;
            Encoding.UTF8.GetString(Convert.FromBase64String((string)parameter["value"]!)).ShouldBe(captured);
            parameter["value"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"placeholder":"what Capture finds when it is run"}"""));
        }

        return body;
    }
}
