using System.Text.Json;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Evidence;

/// <summary>Runs the read-only collector in a guest. It changes nothing there but is a Run Command all the same, so the caller has asked for permission.</summary>
public sealed class GuestCollector(IRunCommands commands, TimeProvider clock) : IGuestCollector
{
    private const string Script = "collect-guest";

    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(15);

    public async Task<GuestLook> StartAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Nonce"] = nonce };
        var refused = await commands.PutAsync(host, RunNames.Of(caseId, attempt), ScriptLibrary.Text(Script), parameters, [], cancellationToken);
        return refused is null ? new GuestLook(LookAfter, null) : new GuestLook(null, Missing($"not collected: {refused}"));
    }

    public async Task<GuestLook> LookAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken)
    {
        var name = RunNames.Of(caseId, attempt);
        var run = await commands.LookAsync(host, name, cancellationToken);
        if (run is null) return new GuestLook(null, null) { Gone = true };
        if (!run.Ended) return new GuestLook(LookAfter, null);
        var reading = Read(run, nonce);
        // A reading can be made again, so unlike a repair's result it need not be saved before this.
        await commands.DeleteAsync(host, name, cancellationToken);
        return new GuestLook(null, reading);
    }

    public async Task TidyAsync(Host host, Predicate<string> over, CancellationToken cancellationToken)
    {
        foreach (var name in (await commands.ListAsync(host, cancellationToken)).Where(name => RunNames.IsOurs(name) && over(name))) await commands.DeleteAsync(host, name, cancellationToken);
    }

    private Reading<GuestFacts> Read(RunState run, string nonce)
    {
        if (ScriptOutput.Read(run, Script, nonce, out var problem) is not { } output) return Missing($"not collected: {problem}");
        if (!output.TryGetProperty("ok", out var ok) || ok.ValueKind != JsonValueKind.True) return Missing($"not collected: {(output.TryGetProperty("error", out var error) ? error.ToString() : "the collector failed")}");
        try
        {
            return Reading<GuestFacts>.Of(output.Deserialize<GuestFacts>(Json.Options)!, "guest collector", Vantage.Guest, clock.GetUtcNow());
        }
        catch (JsonException wrong)
        {
            return Missing($"not collected: {wrong.Message}");
        }
    }

    private Reading<GuestFacts> Missing(string why) => Reading<GuestFacts>.Missing(why, "guest collector", Vantage.Guest, clock.GetUtcNow());
}
