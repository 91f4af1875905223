using System.Globalization;
using RdpMedic.Benchmarks;
using RdpMedic.Benchmarks.Probe;
using RdpMedic.Benchmarks.Sweep;
using RdpMedic.Benchmarks.Workflow;

// dotnet run -c Release --project tests/Benchmarks -- workflow [--json] [--cases N]
// dotnet run -c Release --project tests/Benchmarks -- sweep [--json]
// dotnet run -c Release --project tests/Benchmarks -- probe [--json]
var name = args.FirstOrDefault() ?? "";
var json = args.Contains("--json", StringComparer.Ordinal);
string? Value(string option) => Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
int Number(string option, int otherwise) => Value(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
switch (name)
{
    case "workflow":
        Report.Print(await WorkflowBenchmark.RunAsync(Number("--cases", 200)), json);
        return 0;
    case "probe" when !Nmap.IsThere:
        await Console.Error.WriteLineAsync("nmap is not installed (Debian: apt-get install nmap): there is nothing to compare with, so nothing was measured.");
        return 3;
    case "probe":
        foreach (var measured in await ProbeBenchmark.RunAsync()) Report.Print(measured, json);
        return 0;
    // What the benchmark starts of itself.
    case "probe-stub":
        return await StubFleet.ServeAsync(Number("--count", 1), Number("--delay", 0));
    case "probe-look":
        return await ProbeBenchmark.LookAsync(Number("--count", 1), Number("--port", 3389), bool.Parse(Value("--challenge") ?? "false"));
    case "sweep":
        Report.Print(await SweepBenchmark.RunAsync(200_000), json);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"No benchmark is named '{name}'. Known: workflow, sweep, probe.");
        return 2;
}
