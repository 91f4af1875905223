using System.Diagnostics;
using System.Globalization;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Benchmarks.Probe;

/// <summary>
/// The product's look against nmap's RDP scripts at the same doors in turns. Both are whole processes: ours is started anew for every run as nmap is, and its start and the
/// just-in-time compiler count. probe-rate is our rate divided by nmap's, probe-wall-time our time divided by nmap's. Every answer of ours is checked; a run in which a target was missed does not count.
/// </summary>
internal static class ProbeBenchmark
{
    private const int Runs = 5;

    private const int ManyTargets = 1000;

    private const int FewTargets = 200;

    public static async Task<IReadOnlyList<Measured>> RunAsync() =>
    [
        await CompareAsync("probe-rate", FewTargets, delay: 0, challenge: false, "rdp-enum-encryption", "| rdp-enum-encryption", (ours, theirs) => theirs / ours),
        await CompareAsync("probe-wall-time", ManyTargets, delay: 25, challenge: true, "rdp-ntlm-info", "DNS_Computer_Name", (ours, theirs) => ours / theirs),
    ];

    /// <summary>What a run of ours does: looks at all of them at once, and says how long it took without the start of the process.</summary>
    public static async Task<int> LookAsync(int count, int port, bool challenge)
    {
        var watch = Stopwatch.StartNew();
        var look = new RdpLook(new LookOptions { Timeout = TimeSpan.FromSeconds(20), Challenge = challenge }, TimeProvider.System);
        var targets = Enumerable.Range(0, count).Select(index => new ProbeTarget(StubFleet.AddressOf(index).ToString(), port));
        var whole = 0;
        await foreach (var one in LookSweep.RunAsync(look, targets, count, CancellationToken.None))
        {
            if (one.Facts is { Ending: ProbeEnding.Answered, Thumbprint: not null } facts && (!challenge || facts is { Ntlm.DnsHost: "vm-1.contoso.test", ClockSkewSeconds: not null })) whole++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole} {watch.Elapsed.TotalSeconds}"));
        return whole == count ? 0 : 1;
    }

    private static async Task<Measured> CompareAsync(string name, int count, int delay, bool challenge, string script, string mark, Func<double, double, double> ratio)
    {
        var (ours, inside, theirs, unlimited, answered) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        using var fleet = Child($"probe-stub --count {count} --delay {delay}");
        var port = int.Parse(await fleet.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The servers did not start."), CultureInfo.InvariantCulture);
        for (var run = 0; run <= Runs; run++)
        {
            var (seconds, work) = await OursAsync(count, port, challenge);
            var (peer, known) = await Nmap.RunAsync(script, mark, count, port, unlimited: false);
            var (wide, wideKnown) = await Nmap.RunAsync(script, mark, count, port, unlimited: true);
            // The first of each only warms the servers up.
            if (run == 0) continue;
            ours.Add(seconds);
            inside.Add(work);
            theirs.Add(peer);
            unlimited.Add(wide);
            answered.AddRange([known, wideKnown]);
        }

        fleet.StandardInput.Close();
        await fleet.WaitForExitAsync();
        var (own, other, most) = (Report.Median(ours), Report.Median(theirs), Report.Median(unlimited));
        return new Measured(name, ratio(own, other), new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["ratioToUnlimitedNmap"] = ratio(own, most),
            ["targets"] = count,
            ["replyAfterMilliseconds"] = delay,
            ["ourSeconds"] = own,
            ["ourSecondsWithoutStart"] = Report.Median(inside),
            ["nmapSeconds"] = other,
            ["unlimitedNmapSeconds"] = most,
            ["nmapAnsweredAtLeast"] = answered.Min(),
            ["runs"] = Runs,
        });
    }

    private static async Task<(double Seconds, double Inside)> OursAsync(int count, int port, bool challenge)
    {
        var watch = Stopwatch.StartNew();
        using var process = Child($"probe-look --count {count} --port {port} --challenge {challenge}");
        var said = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"Only {said[0]} of {count} were read whole.");
        return (seconds, double.Parse(said[1], CultureInfo.InvariantCulture));
    }

    private static Process Child(string arguments)
    {
        // Started through dotnet, this process is dotnet; the program beside it is the benchmark.
        var own = Path.Combine(AppContext.BaseDirectory, "RdpMedic.Benchmarks");
        var start = new ProcessStartInfo(File.Exists(own) ? own : Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        return Process.Start(start) ?? throw new InvalidOperationException("The benchmark cannot start itself.");
    }
}
