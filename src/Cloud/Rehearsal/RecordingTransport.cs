using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>
/// Sends reads on and no write at all: a write is recorded and answered from an <see cref="Overlay"/>, which later reads see. Whatever is not known to be a read
/// counts as a write. Made for one rehearsal, by one caller at a time. Lists and parents of what was written show the world as it is.
/// </summary>
public sealed class RecordingTransport(HttpPipelineTransport inner) : HttpPipelineTransport
{
    /// <summary>A query in the body makes these a POST; they read.</summary>
    private static readonly string[] ReadingPosts = ["/providers/Microsoft.ResourceGraph/resources"];

    private readonly Overlay overlay = new();
    private readonly List<AzureCall> recorded = [];

    /// <summary>The writes since the last time, oldest first.</summary>
    public IReadOnlyList<AzureCall> Take()
    {
        AzureCall[] taken = [.. recorded];
        recorded.Clear();
        return taken;
    }

    public override Request CreateRequest() => inner.CreateRequest();

    /// <exception cref="NotSupportedException">Always: the product calls Azure asynchronously only, and one path is enough to watch.</exception>
    public override void Process(HttpMessage message) => throw new NotSupportedException("A rehearsal makes no synchronous call.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var request = message.Request;
        if (!Reads(request))
        {
            var (call, body) = await RecordedCall.OfAsync(request, message.CancellationToken);
            recorded.Add(call);
            message.Response = await AnswerAsync(message, body);
        }
        else if (overlay.Find(request.Uri) is { } shown)
        {
            message.Response = shown;
        }
        else
        {
            await inner.ProcessAsync(message);
        }
    }

    private static bool Reads(Request request) =>
        request.Method == RequestMethod.Get || request.Method == RequestMethod.Head || (request.Method == RequestMethod.Post && ReadingPosts.Contains(request.Uri.ToUri().AbsolutePath, StringComparer.OrdinalIgnoreCase));

    /// <summary>A write rests on what is there: it is read first, and when that cannot be read its answer is the write's.</summary>
    private async ValueTask<Azure.Response> AnswerAsync(HttpMessage message, JsonObject? body)
    {
        var request = message.Request;
        if (request.Method == RequestMethod.Post) return new RehearsedResponse(request.ClientRequestId, 200, Secret(request));
        var now = overlay.Find(request.Uri) ?? await ReadAsync(message);
        return now.Status is 200 or 404 ? overlay.Write(request, now, body) : now;
    }

    /// <summary>A registration token is a secret, so a rehearsal fetches none: a placeholder stands for it.</summary>
    private static JsonObject? Secret(Request request) => request.Uri.ToUri().AbsolutePath.EndsWith("/retrieveRegistrationToken", StringComparison.OrdinalIgnoreCase)
        ? new JsonObject { ["token"] = "rehearsed.token.placeholder", ["expirationTime"] = "9999-12-31T00:00:00Z" }
        : null;

    private async ValueTask<Azure.Response> ReadAsync(HttpMessage write)
    {
        var pipeline = new HttpPipeline(inner);
        using var read = pipeline.CreateMessage();
        read.Request.Method = RequestMethod.Get;
        read.Request.Uri.Reset(write.Request.Uri.ToUri());
        foreach (var header in write.Request.Headers)
        {
            // The rest is about the write: its condition, and the body that a GET has not.
            if (header.Name is "Authorization" or "Accept" or "User-Agent" or "x-ms-client-request-id") read.Request.Headers.SetValue(header.Name, header.Value);
        }

        await pipeline.SendAsync(read, write.CancellationToken);
        return await RehearsedResponse.CopyAsync(read);
    }
}
