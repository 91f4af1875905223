using System.Globalization;
using RdpMedic.Healing.Cases;
using Spectre.Console;

namespace RdpMedic.Cli.Demo;

/// <summary>Shows a demo while it runs: which host is broken, what its case does, and what it waits for.</summary>
internal static class LiveView
{
    private const int Rows = 18;

    public static async Task ShowAsync(DemoRun run, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
        {
            await LinesAsync(run, cancellationToken);
            return;
        }

        var last = TimeSpan.Zero;
        await AnsiConsole.Live(Draw(run, [])).StartAsync(live => run.LiveAsync(
            cases =>
            {
                if (run.WallTime - last < TimeSpan.FromMilliseconds(250)) return;
                last = run.WallTime;
                live.UpdateTarget(Draw(run, cases));
            },
            cancellationToken));
    }

    public static string ColourOf(CaseState? state) => state switch
    {
        CaseState.Healed => "green",
        CaseState.Escalated or CaseState.Unverified => "yellow",
        CaseState.Repairing or CaseState.Verifying or CaseState.Undoing => "blue",
        CaseState.Waiting or CaseState.AwaitingApproval => "olive",
        _ => "grey",
    };

    /// <summary>Where nobody can be drawn for, each change of a case is a line.</summary>
    private static Task LinesAsync(DemoRun run, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, CaseState>(StringComparer.Ordinal);
        return run.LiveAsync(
            cases =>
            {
                foreach (var c in cases.Reverse())
                {
                    if (known.TryGetValue(c.Id.Value, out var before) && before == c.State) continue;
                    known[c.Id.Value] = c.State;
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.WorldTime.TotalMinutes,5:0.0} min  {c.HostName,-7} {c.State,-12} {What(c)}"));
                }
            },
            cancellationToken);
    }

    private static Table Draw(DemoRun run, IReadOnlyList<Case> cases)
    {
        var broken = run.World.Faults.Count(fault => fault.Done);
        var healed = cases.Count(c => c.State == CaseState.Healed);
        var table = new Table().RoundedBorder().Expand().Title(string.Create(CultureInfo.InvariantCulture, $"[bold]{run.World.Start + run.WorldTime:HH:mm}[/]  {run.World.Hosts.Count} hosts, {broken} broken so far, {cases.Count(c => !c.Ended)} cases open, [green]{healed} healed[/]"));
        table.AddColumns("Host", "State", "What it does, or why it waits");
        foreach (var c in cases.OrderBy(c => c.Ended).ThenByDescending(c => c.EndedAt ?? c.OpenedAt).Take(Rows))
            table.AddRow(Markup.Escape(c.HostName), $"[{ColourOf(c.State)}]{c.State}[/]", Markup.Escape(What(c)));
        return table;
    }

    private static string What(Case c)
    {
        if (c.Ending is { } ending) return ending.Reason;
        if (c.State is CaseState.Waiting or CaseState.AwaitingApproval) return string.Join("; ", c.Refusals);
        if (c.Progress is { } progress && progress.Index < c.Steps.Count) return $"{c.Failure}: {progress.Phase.ToString().ToLowerInvariant()} of {c.Steps[progress.Index].Step.Name}";
        return c.Failure is { } failure ? $"{failure}: {(c.Diagnoses.Count > 0 ? c.Diagnoses[0].Because : "")}" : string.Join("; ", c.Signals.Select(signal => $"{signal.Detector}: {signal.Detail}").Distinct(StringComparer.Ordinal).Take(2));
    }
}
