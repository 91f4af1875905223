using RdpMedic.Benchmarks;
using RdpMedic.Benchmarks.Sweep;
using RdpMedic.Benchmarks.Workflow;

// dotnet run -c Release --project tests/Benchmarks -- workflow [--json] [--cases N]
var name = args.FirstOrDefault() ?? "";
var json = args.Contains("--json", StringComparer.Ordinal);
var at = Array.IndexOf(args, "--cases");
var cases = at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : 200;
switch (name)
{
    case "workflow":
        Report.Print(await WorkflowBenchmark.RunAsync(cases), json);
        return 0;
    case "sweep":
        Report.Print(await SweepBenchmark.RunAsync(200_000), json);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"No benchmark is named '{name}'. Known: workflow.");
        return 2;
}
