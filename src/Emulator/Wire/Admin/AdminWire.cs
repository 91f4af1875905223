using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.Emulator.Wire.Admin;

/// <summary>What the admin endpoint asks of the world behind it.</summary>
/// <param name="Attach">Somebody begins to use the world: time runs from the first call on.</param>
/// <param name="Report">The world's account of itself.</param>
public sealed record AdminSource(Fleet Fleet, Func<Attachment> Attach, Func<WorldReport> Report);

/// <summary>
/// The emulator's own endpoint, which Azure has not: how to reach the rest, and what is true in the world. Plain HTTP on loopback, so that who asks needs no certificate yet.
/// <c>POST /attach</c>, <c>GET /world</c>, <c>GET /effects?after=</c>.
/// </summary>
public sealed class AdminWire : IAsyncDisposable
{
    /// <summary>How long <c>GET /effects</c> may be asked to wait for one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(2);

    private readonly WebApplication app;
    private readonly AdminSource source;
    private readonly int port;

    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    public AdminWire(AdminSource source, int port)
    {
        (this.source, this.port) = (source, port);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.MapPost("/attach", () => Results.Json(source.Attach(), Json));
        app.MapGet("/world", () => Results.Json(source.Report(), Json));
        app.MapGet("/effects", (Delegate)EffectsAsync);
    }

    /// <summary>As it writes, and as a client has to read.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Known once it is started.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <exception cref="IOException">The wanted port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new IOException($"The port {port} on 127.0.0.1 is in use.", taken);
        }

        Address = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    /// <summary>
    /// Those with a higher number than <c>after</c>; with <c>wait</c> (milliseconds) it answers as soon as there is one, for who wants to do something right after a write.
    /// </summary>
    private async Task<IResult> EffectsAsync(HttpContext context)
    {
        var (after, wait) = (Number(context, "after"), TimeSpan.FromMilliseconds(Number(context, "wait")));
        var began = Stopwatch.GetTimestamp();
        List<WorldEffect> effects;
        while ((effects = Effects(after)).Count == 0 && Stopwatch.GetElapsedTime(began) < (wait < Longest ? wait : Longest)) await Task.Delay(Beat, context.RequestAborted);
        return Results.Json(effects, Json);
    }

    private static int Number(HttpContext context, string name) => int.TryParse(context.Request.Query[name].FirstOrDefault(), CultureInfo.InvariantCulture, out var number) ? Math.Max(0, number) : 0;

    private List<WorldEffect> Effects(int after)
    {
        lock (source.Fleet.Gate) return [.. source.Fleet.Effects.All.Skip(after)];
    }
}
