using System.Globalization;
using System.Text.Json;

namespace RdpMedic.Benchmarks;

/// <summary>What a benchmark measured: always a ratio against something that ran beside it, and what it is made of.</summary>
/// <param name="Ratio">The product's rate divided by that of what it is compared with, or what the benchmark says of itself; medians of interleaved runs.</param>
public sealed record Measured(string Name, double Ratio, IReadOnlyDictionary<string, double> Figures);

internal static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static void Print(Measured measured, bool json)
    {
        if (json)
        {
            var flat = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = measured.Name, ["ratio"] = Math.Round(measured.Ratio, 3) };
            foreach (var (figure, value) in measured.Figures) flat[figure] = Math.Round(value, 2);
            Console.WriteLine(JsonSerializer.Serialize(flat, Options));
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Name}: {measured.Ratio:0.000}"));
        foreach (var (figure, value) in measured.Figures) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {figure}: {value:0.##}"));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
