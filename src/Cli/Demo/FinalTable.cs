using System.Globalization;
using Spectre.Console;

namespace RdpMedic.Cli.Demo;

/// <summary>What a demo ends with: each broken host, its cause with evidence, what was done, how long it took, and how the cure was proved.</summary>
internal static class FinalTable
{
    public static void Show(DemoRun run, IReadOnlyList<HostVerdict> verdicts, IReadOnlyList<string> notSafe)
    {
        // A file or a pipe has no width of its own, and narrow columns of one word each help nobody.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 180;
        var table = new Table().RoundedBorder().Title("[bold]What happened[/]");
        table.AddColumns("Host", "Cause", "Evidence", "Steps", "Time", "Outcome and proof");
        foreach (var verdict in verdicts.OrderBy(verdict => verdict.Host, StringComparer.Ordinal))
        {
            table.AddRow(
                Markup.Escape(verdict.Host),
                Markup.Escape(verdict.Cause ?? "not looked for"),
                Markup.Escape(verdict.Evidence ?? ""),
                Markup.Escape(string.Join("\n", verdict.Steps)),
                verdict.Repair is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.0} min") : "",
                $"[{LiveView.ColourOf(verdict.Outcome)}]{verdict.Outcome?.ToString() ?? "Left alone"}[/] {Markup.Escape(verdict.Proof ?? "not enrolled")}");
        }

        AnsiConsole.Write(table);
        var calls = string.Join(", ", run.World.Calls.Select(call => $"{call.Key} {call.Value}"));
        AnsiConsole.MarkupLineInterpolated($"{run.World.Hosts.Count} hosts, {run.WorldTime.TotalMinutes:0} minutes of their time in {run.WallTime.TotalSeconds:0} seconds; {run.Messages} messages; calls: {calls}.");
        AnsiConsole.MarkupLine(notSafe.Count == 0 ? "[green]Nothing unsafe was seen.[/]" : $"[red]{notSafe.Count} unsafe things were seen.[/]");
    }
}
