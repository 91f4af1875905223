using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Benchmarks.Sweep;

/// <summary>
/// A fleet of any size and what Azure would say about it, as bytes: three quarters plain machines and a quarter AVD hosts, in resource groups and pools of 250. One in fifty is
/// not enrolled.
/// </summary>
internal sealed class BigFleet(int count)
{
    private const int Together = 250;

    private const string Subscription = "5b7a2f31-8f1e-4c5b-9d53-0d6f6b1f7a10";

    public int Count => count;

    public int Pools => (count + Together - 1) / Together;

    /// <summary>As the inventory adapter would give it.</summary>
    public IReadOnlyList<Host> Hosts() => [.. Enumerable.Range(0, count).Select(number => new Host
    {
        Id = new HostId(Machine(number)),
        Name = Name(number),
        Role = IsAvd(number) ? HostRole.Pooled : HostRole.Workload,
        Enrolled = IsEnrolled(number),
        Pool = new PoolId(IsAvd(number) ? Pool(number) : Group(number)),
        SessionHostId = IsAvd(number) ? SessionHost(number) : null,
        PrivateAddress = "10.1.2.3",
        Running = true,
    }).OrderBy(host => host.Id.Value, StringComparer.Ordinal)];

    public static bool IsAvd(int number) => number % 4 == 3;

    public static bool IsEnrolled(int number) => number % 50 != 7;

    public static string Name(int number) => $"vm-{number.ToString("000000", CultureInfo.InvariantCulture)}";

    public static string Machine(int number) => $"{Group(number)}/providers/microsoft.compute/virtualmachines/{Name(number)}";

    public static string Interface(int number) => $"{Group(number)}/providers/microsoft.network/networkinterfaces/{Name(number)}-nic";

    public static string SessionHost(int number) => $"{Pool(number)}/sessionhosts/{Name(number)}.corp.example";

    public static string Pool(int number) => $"/subscriptions/{Subscription}/resourcegroups/rg-avd/providers/microsoft.desktopvirtualization/hostpools/hp-{number / Together}";

    private static string Group(int number) => $"/subscriptions/{Subscription}/resourcegroups/rg-app-{number / Together}";

    /// <summary>The answer of the query API to a detection query: a row for each host, plain machines by their resource id, AVD hosts by that of the session host.</summary>
    public byte[] Rows(DateTimeOffset newest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tables");
            writer.WriteStartObject();
            writer.WriteString("name", "PrimaryResult");
            writer.WriteStartArray("columns");
            foreach (var (name, type) in new[] { ("Resource", "string"), ("Newest", "datetime"), ("Rows", "long"), ("Sample", "string") })
            {
                writer.WriteStartObject();
                writer.WriteString("name", name);
                writer.WriteString("type", type);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("rows");
            for (var number = 0; number < count; number++)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(IsAvd(number) ? SessionHost(number) : Machine(number));
                writer.WriteStringValue(newest.AddMilliseconds(-number).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                writer.WriteNumberValue(1 + (number % 9));
                writer.WriteStringValue($"The Remote Desktop Services service terminated unexpectedly. It has done this {1 + (number % 9)} time(s).");
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One page of an answer of Resource Graph.</summary>
    public static byte[] Page(int total, int from, int top, Func<int, object> row)
    {
        var rows = Enumerable.Range(from, Math.Max(0, Math.Min(top, total - from))).Select(row).ToList();
        var page = new Dictionary<string, object?>(StringComparer.Ordinal) { ["totalRecords"] = total, ["count"] = rows.Count, ["resultTruncated"] = "false", ["data"] = rows, ["facets"] = Array.Empty<object>() };
        if (from + top < total) page["$skipToken"] = (from + top).ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(page));
    }
}
