using System.Diagnostics;
using RdpMedic.Cli.Emulation;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Judging;

namespace RdpMedic.Cli.Scenarios;

/// <summary>Plays a scenario over the wire: the deployed functions with the Azure SDKs, against the local Azure, in scaled time.</summary>
internal static class WireRunner
{
    /// <summary>So long nothing happened and no case is open: late rows had their time, what the product waits for (an upgrade of half an hour, say) had its, and the next looks found nothing. (In the scenario's time.)</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <param name="speed">The scenario's seconds in a second while the app works.</param>
    /// <exception cref="IOException">No loopback network or port is free.</exception>
    public static async Task<ScenarioResult> RunAsync(ScenarioFile file, double speed, bool keepTrace, CancellationToken cancellationToken)
    {
        if (WireLimits.Of(file) is { Count: > 0 } reasons) return ScenarioResult.Not(file, string.Join("; ", reasons));
        var clock = Stopwatch.StartNew();
        List<string>? trace = keepTrace ? [] : null;
        var people = WirePeople.Of(file.Scenario);
        await using var wire = new WireWorld(file, people);
        await wire.Azure.StartAsync(cancellationToken);
        await using var app = new LocalApp(wire.Azure.Connection, wire.World.Policy, null, wire.Clock, _ => { });
        await TellAsync(wire, app);
        await app.Host.StartAsync(cancellationToken);
        WireScene? scene = null;
        using var asking = new WirePeople(app, people, what => scene?.Note(what));
        scene = new WireScene(wire, asking, trace);
        await LiveAsync(wire, app, scene, new WirePace(wire, app, scene, asking, speed), cancellationToken);
        await asking.SettleAsync();
        await app.Host.StopAsync(CancellationToken.None);
        var expectations = Judgement.Of(await EndAsync(wire, app, scene)).Append(Served(wire.Azure)).ToList();
        return ScenarioResult.Of(file, clock.Elapsed, expectations, trace ?? []) with { NotJudged = WireLimits.NotJudged };
    }

    /// <summary>Which hosts the product's probe reached before the story begins.</summary>
    private static async Task TellAsync(WireWorld wire, LocalApp app)
    {
        var shared = new SharedState(app.Documents);
        foreach (var (host, at) in wire.World.Reached)
        {
            if (wire.World.Fleet.Machines.TryGetValue(host, out var machine)) await shared.SaveReachedAsync(Inventory.Of(wire.World.Fleet, machine).Id, at, CancellationToken.None);
        }
    }

    private static async Task LiveAsync(WireWorld wire, LocalApp app, WireScene scene, WirePace pace, CancellationToken cancellationToken)
    {
        scene.Advance([]);
        IReadOnlyList<Case> cases = [];
        do
        {
            await pace.PassAsync(cancellationToken);
            cases = await LookAsync(app.Cases, cancellationToken) ?? cases;
            scene.Advance(cases);
        }
        while (scene.Now < wire.World.End && !(scene.QuietSince is { } since && scene.Now - since > Quiet));
    }

    /// <summary>Null: they cannot be read just now.</summary>
    private static async Task<IReadOnlyList<Case>?> LookAsync(ICases cases, CancellationToken cancellationToken)
    {
        try
        {
            return await cases.ListAsync(10_000, cancellationToken);
        }
        catch (RetriableException)
        {
            return null;
        }
    }

    private static async Task<Outcome> EndAsync(WireWorld wire, LocalApp app, WireScene scene)
    {
        var cases = await app.Cases.ListAsync(10_000, CancellationToken.None);
        var journals = new Dictionary<Healing.CaseId, IReadOnlyList<Healing.Journal.JournalEntry>>();
        foreach (var c in cases) journals[c.Id] = await app.Cases.JournalAsync(c.Id, CancellationToken.None);
        return new Outcome
        {
            World = wire.World,
            Cases = cases,
            Journals = journals,
            Meddled = scene.HostsMeddled,
            UserMinutesLost = scene.UserMinutesLost,
            MaxActing = scene.MaxActing,
            Calls = wire.Calls.Counts,
            ForeignChangesReverted = scene.ForeignReverted(cases),
        };
    }

    private static Expectation Served(LocalAzure azure) =>
        new("calls that the local Azure does not serve", "none", azure.Refused.Count == 0 ? "none" : string.Join(", ", azure.Refused.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), azure.Refused.Count == 0);
}
