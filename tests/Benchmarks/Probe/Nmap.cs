using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RdpMedic.Benchmarks.Probe;

/// <summary>
/// The peer: nmap with the options that make it fastest here, once within the number of script connections that it allows itself, and once without that limit, which it
/// warns against ("extraordinarily high, which can hurt reliability") and which makes it several times as fast on loopback.
/// </summary>
internal static class Nmap
{
    public static bool IsThere => File.Exists("/usr/bin/nmap");

    /// <summary>Seconds of the whole run, and how many hosts the script had an answer for.</summary>
    /// <param name="mark">What the script prints for a host that answered.</param>
    /// <param name="unlimited">As many script connections at once as there are hosts.</param>
    public static async Task<(double Seconds, int Answered)> RunAsync(string script, string mark, int count, int port, bool unlimited)
    {
        // No ping, no names, no pauses, hardly a retry, all hosts in one group.
        var arguments = new List<string> { "-Pn", "-n", "-T5", "--min-parallelism", "1000", "--min-hostgroup", "1024", "--max-retries", "1", "--script", $"+{script}", "-p", port.ToString(CultureInfo.InvariantCulture) };
        if (unlimited) arguments.AddRange(["--max-parallelism", "1000"]);
        for (var block = 0; block * 200 < count; block++) arguments.Add($"127.0.{block + 1}.1-{Math.Min(200, count - (block * 200))}");
        var start = new ProcessStartInfo("/usr/bin/nmap") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"nmap ended with {process.ExitCode}: {await error}");
        return (seconds, Regex.Count(output, Regex.Escape(mark), RegexOptions.None, TimeSpan.FromSeconds(10)));
    }
}
