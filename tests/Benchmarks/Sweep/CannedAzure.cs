using Azure;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RdpMedic.Benchmarks.Sweep;

/// <summary>Answers the genuine SDKs at once from prepared bytes, and counts the calls by what they ask.</summary>
internal sealed class CannedAzure(BigFleet fleet, Func<string, byte[]> logs) : HttpPipelineTransport, IDisposable
{
    private static readonly byte[] Tenants = """{"value":[{"id":"/tenants/4f1de5f6-8f6b-4c33-9be1-4e4b0f3a6a11","tenantId":"4f1de5f6-8f6b-4c33-9be1-4e4b0f3a6a11"}]}"""u8.ToArray();

    private readonly HttpClientTransport requests = new();

    public void Dispose() => requests.Dispose();

    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public override Request CreateRequest() => requests.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The product asks asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var path = message.Request.Uri.Path;
        var body = await BodyAsync(message);
        var (what, answer) = path switch
        {
            "/tenants" => ("tenants", Tenants),
            "/providers/Microsoft.ResourceGraph/resources" => ("resourceGraph", Graph(body)),
            _ when path.EndsWith("/query", StringComparison.Ordinal) => ("logQueries", logs(body)),
            _ => throw new InvalidOperationException($"Nobody prepared an answer to {message.Request.Method} {path}."),
        };
        Calls.AddOrUpdate(what, 1, (_, known) => known + 1);
        message.Response = new Answer(message.Request.ClientRequestId, answer);
    }

    private static async Task<string> BodyAsync(HttpMessage message)
    {
        if (message.Request.Content is not { } content) return "";
        using var stream = new MemoryStream();
        await content.WriteToAsync(stream, message.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private byte[] Graph(string body)
    {
        using var asked = JsonDocument.Parse(body);
        var query = asked.RootElement.GetProperty("query").GetString()!;
        var options = asked.RootElement.GetProperty("options");
        var top = options.GetProperty("$top").GetInt32();
        var from = options.TryGetProperty("$skipToken", out var token) ? int.Parse(token.GetString()!, CultureInfo.InvariantCulture) : 0;
        if (query.Contains("hostpools/sessionhosts", StringComparison.Ordinal)) return BigFleet.Page(fleet.Count / 4, from, top, number => new { id = BigFleet.SessionHost((4 * number) + 3), machine = BigFleet.Machine((4 * number) + 3) });
        if (query.Contains("hostpools", StringComparison.Ordinal)) return BigFleet.Page(fleet.Pools, from, top, number => new { id = BigFleet.Pool(number * 250), poolType = "Pooled" });
        if (query.Contains("virtualmachines", StringComparison.Ordinal)) return BigFleet.Page(fleet.Count, from, top, Machine);
        return BigFleet.Page(fleet.Count, from, top, number => new { id = BigFleet.Interface(number), address = "10.1.2.3", securityGroup = "", subnet = "" });
    }

    private static object Machine(int number) => new
    {
        id = BigFleet.Machine(number),
        name = BigFleet.Name(number),
        resourceGroup = "rg",
        tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["rdpmedic"] = BigFleet.IsEnrolled(number) ? "enrolled" : "no" },
        power = "PowerState/running",
        @interface = BigFleet.Interface(number),
        address = "10.1.2.3",
        securityGroup = "",
        subnet = "",
    };

    private sealed class Answer(string id, byte[] body) : Response
    {
        public override int Status => 200;

        public override string ReasonPhrase => "OK";

        public override Stream? ContentStream { get; set; } = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);

        public override string ClientRequestId { get; set; } = id;

        public override void Dispose()
        {
            // Nothing is held.
        }

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? "application/json" : null;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("Content-Type", "application/json")];
    }
}
