using Azure.Identity;
using RdpMedic.Cli.Client;
using RdpMedic.Cli.Emulation;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;
using Spectre.Console;

namespace RdpMedic.Cli.Demo;

/// <summary>Runs a demo and says how it went. Exit code 0: every repairable host ended healed, everything else was handed over with its reason, and nothing unsafe was seen.</summary>
public static class DemoCommand
{
    public const int Well = 0;

    public const int NotWell = 1;

    public const int Unusable = 2;

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var trace = new TraceFile(options.Trace);
            await using var run = await DemoRun.StartAsync(options, trace, cancellationToken);
            if (options.Access is { } access) AccessFile.Of(run).Write(access);
            if (options.Json) await run.LiveAsync(_ => { }, cancellationToken);
            else await LiveView.ShowAsync(run, cancellationToken);
            if (options.Access is not null) await HoldAsync(run, options.Access, cancellationToken);
            var notSafe = await run.EndAsync();
            var verdicts = Verdict.Of(run.World, await run.CasesAsync());
            if (options.Json) Console.Out.WriteLine(Json.Write(DemoSummary.Of(run, verdicts, notSafe.Count)));
            else FinalTable.Show(run, verdicts, notSafe);
            foreach (var said in notSafe) Console.Error.WriteLine($"Unsafe: {said}");
            foreach (var wrong in verdicts.Where(verdict => !verdict.AsExpected)) Console.Error.WriteLine($"Not as it should be: {wrong.Host} ({wrong.Failure}, {wrong.Variant}) ended {wrong.Outcome?.ToString() ?? "without a case"}: {wrong.Proof} {run.World.Hosts.FirstOrDefault(host => host.Name == wrong.Host)?.Wrong}");
            return notSafe.Count == 0 && verdicts.All(verdict => verdict.AsExpected) ? Well : NotWell;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return NotWell;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or LocalHost.LocalHostException or Cloud.SettingsException or RetriableException)
        {
            Console.Error.WriteLine($"The demo cannot run: {unusable.Message}");
            return Unusable;
        }
        finally
        {
            // Whatever it held ended with the demo.
            if (options.Access is { } access && File.Exists(access)) File.Delete(access);
        }
    }

    /// <summary>Lets the world go on for whoever wants to ask it something.</summary>
    private static async Task HoldAsync(DemoRun run, string access, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine($"The app answers at {run.App} until Ctrl+C. Ask it, such as: explain vm-01 --access {access}");
        try
        {
            while (true) await run.BeatAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
