using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RdpMedic.Emulator.Wire.Http;

/// <summary>What the HTTPS server needs.</summary>
public sealed record HttpsWireOptions
{
    public required LoopbackCertificate Certificate { get; init; }

    public required IReadOnlyList<IFace> Faces { get; init; }

    /// <summary>World time, for the times of trace lines.</summary>
    public required TimeProvider World { get; init; }

    /// <summary>Told of every call after it was answered.</summary>
    public Action<TraceLine>? Trace { get; init; }

    public HttpFaults? Faults { get; init; }

    /// <summary>The port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }
}

/// <summary>What happens to a call instead of its answer.</summary>
/// <param name="Status">429 or 503 and the like, answered without doing anything; null: the call is done and its answer is lost.</param>
public sealed record HttpFault(int? Status, TimeSpan? RetryAfter = null);

/// <summary>Faults of the HTTPS side, asked before every call with method and path. Null leaves it alone.</summary>
public sealed class HttpFaults(Func<string, string, HttpFault?> next)
{
    public HttpFault? Next(string method, string path) => next(method, path);
}

/// <summary>One HTTPS server on loopback for all faces. It traces every call, injects faults, and refuses by name what no face serves.</summary>
public sealed class HttpsWire : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpsWireOptions options;

    public HttpsWire(HttpsWireOptions options)
    {
        this.options = options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(options.Certificate.Certificate));
        });
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Use(TraceAsync);
        app.UseRouting();
        foreach (var face in options.Faces) face.Map(app);
        app.MapFallback("{**path}", Unknown);
    }

    /// <summary>https://127.0.0.1:port, once it is started.</summary>
    public Uri BaseAddress { get; private set; } = new("https://127.0.0.1");

    /// <summary>Calls that no face serves: method and path.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> refused = new();

    /// <exception cref="IOException">The wanted port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new IOException($"The port {options.Port} on 127.0.0.1 is in use.", taken);
        }

        BaseAddress = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        var fault = options.Faults?.Next(context.Request.Method, context.Request.Path);
        var body = await BodyAsync(context.Request);
        var seen = false;
        // Before the client has its answer, so that whoever waited for the answer finds the line.
        context.Response.OnStarting(See);
        if (fault?.Status is { } status)
        {
            if (fault.RetryAfter is { } after) context.Response.Headers.RetryAfter = $"{(int)after.TotalSeconds}";
            await Errors.Arm(status, status == 429 ? "TooManyRequests" : "ServiceUnavailable", "Injected.").ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }

        if (fault is { Status: null })
        {
            await See();
            context.Abort();
        }

        Task See()
        {
            if (seen) return Task.CompletedTask;
            seen = true;
            var headers = context.Request.Headers;
            options.Trace?.Invoke(new HttpTrace(options.World.GetUtcNow(), context.Request.Method, context.Request.GetEncodedUrl(), context.Request.Query["api-version"].FirstOrDefault(), headers.UserAgent.FirstOrDefault(), context.Response.StatusCode, headers.IfMatch.FirstOrDefault(), headers.IfNoneMatch.FirstOrDefault()) { Body = body });
            return Task.CompletedTask;
        }
    }

    private static async Task<string?> BodyAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPut(request.Method) && !HttpMethods.IsPatch(request.Method)) return null;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        request.Body.Position = 0;
        return body;
    }

    private IResult Unknown(HttpContext context)
    {
        var what = $"{context.Request.Method} {context.Request.Path}";
        refused.Enqueue(what);
        return Errors.Arm(StatusCodes.Status501NotImplemented, "NotSupportedByEmulator", $"The emulator does not serve {what}.");
    }
}
