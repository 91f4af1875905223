using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>An answer that no service has given, or a copy of one that outlives its message.</summary>
internal sealed class RehearsedResponse : Response
{
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="body">Null: an empty answer.</param>
    public RehearsedResponse(string id, int status, JsonNode? body)
        : this(id, status, body is null ? [] : System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())) => headers["Content-Type"] = "application/json; charset=utf-8";

    private RehearsedResponse(string id, int status, byte[] content)
    {
        ClientRequestId = id;
        Status = status;
        ContentStream = new MemoryStream(content, writable: false);
        headers["Content-Length"] = content.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public override int Status { get; }

    public override string ReasonPhrase => "Rehearsed";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    public static async ValueTask<Response> CopyAsync(HttpMessage message)
    {
        using var content = new MemoryStream();
        if (message.Response.ContentStream is { } stream) await stream.CopyToAsync(content, message.CancellationToken);
        var copy = new RehearsedResponse(message.Request.ClientRequestId, message.Response.Status, content.ToArray());
        foreach (var header in message.Response.Headers) copy.headers[header.Name] = header.Value;
        return copy;
    }

    /// <summary>Nothing to give back; the SDKs read a buffered answer after the message that brought it is disposed.</summary>
    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }
}
