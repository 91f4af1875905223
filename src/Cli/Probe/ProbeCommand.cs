using System.Globalization;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cli.Probe;

/// <summary>What <c>probe</c> was asked for.</summary>
/// <param name="Targets">As typed; a single dash stands for lines of standard input.</param>
public sealed record ProbeOptions(IReadOnlyList<string> Targets, bool Json, bool Challenge, bool TlsOnly, TimeSpan Timeout, int AtOnce);

/// <summary>Looks at RDP listeners from this machine, many at once, and prints each result as it comes.</summary>
public static class ProbeCommand
{
    /// <summary>0: every target is as good as healthy and shows a certificate within its dates, if it shows one; 1: one is not; 2: one cannot be understood.</summary>
    public static async Task<int> RunAsync(ProbeOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var look = new RdpLook(new LookOptions { Timeout = options.Timeout, Challenge = options.Challenge, TlsOnly = options.TlsOnly }, clock);
        var wrong = new List<string>();
        var counts = new SortedDictionary<ProbeEnding, int>();
        var ill = 0;
        var table = new ProbeTable(options.Targets);
        if (!options.Json) table.Head();
        try
        {
            await foreach (var result in LookSweep.RunAsync(look, Targets(options.Targets, wrong), options.AtOnce, cancellationToken))
            {
                var line = ProbeLine.Of(result, clock.GetUtcNow());
                counts[result.Facts.Ending] = counts.GetValueOrDefault(result.Facts.Ending) + 1;
                if (!line.Well) ill++;
                if (options.Json) Console.WriteLine(Healing.Json.Write(line));
                else table.Row(line);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.");
            return 1;
        }

        if (!options.Json) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts.Values.Sum()} looked at: {string.Join(", ", counts.Select(one => $"{one.Value} {ProbeTable.Words(one.Key)}"))}."));
        foreach (var text in wrong) await Console.Error.WriteLineAsync($"'{text}' is no target: give a name or an address, with :port if it is not 3389.");
        return wrong.Count > 0 ? 2 : ill > 0 ? 1 : 0;
    }

    private static IEnumerable<ProbeTarget> Targets(IReadOnlyList<string> typed, List<string> wrong)
    {
        foreach (var text in typed.SelectMany(one => one == "-" ? Lines() : [one]))
        {
            if (ProbeTarget.Parse(text) is { } target) yield return target;
            else wrong.Add(text);
        }
    }

    private static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } text) yield return text;
        }
    }
}
