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
/// <param name="Attach">How to reach the rest, and what the fleet was like when it was new.</param>
/// <param name="Begin">Lets time run; the second call changes nothing.</param>
/// <param name="Report">The world's account of itself.</param>
/// <param name="Messages">Messages of the bus that were completed so far.</param>
public sealed record AdminSource(Fleet Fleet, Func<Attachment> Attach, Func<WorldClock> Begin, Func<WorldReport> Report, Func<int> Messages);

/// <summary>
/// The emulator's own endpoint, which Azure has not: how to reach the rest, and what is true in the world. Plain HTTP on loopback, so that who asks needs no certificate yet.
/// <c>GET /attach</c>, <c>POST /begin</c>, <c>GET /world</c>, <c>GET /effects?after=&amp;wait=</c>, <c>GET /messages?after=&amp;wait=</c>.
/// </summary>
public sealed class AdminWire : IAsyncDisposable
{
    /// <summary>How long an answer may be asked to wait.</summary>
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
        app.MapGet("/attach", () => Results.Json(source.Attach(), Json));
        app.MapPost("/begin", () => Results.Json(source.Begin(), Json));
        app.MapGet("/world", () => Results.Json(source.Report(), Json));
        app.MapGet("/effects", (Delegate)((HttpContext context) => WaitAsync(context, Effects, effects => effects.Count > 0)));
        app.MapGet("/messages", (Delegate)((HttpContext context) => WaitAsync(context, _ => new MessageCount(source.Messages()), count => count.Completed > Number(context, "after"))));
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

        // With a slash, so that a path can be written behind it.
        Address = new Uri(app.Urls.First().TrimEnd('/') + "/");
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    /// <summary>
    /// What is there beyond <c>after</c>. With <c>wait</c> (milliseconds) it answers as soon as there is something: for who wants to do something right after a write, or after so many messages.
    /// </summary>
    private static async Task<IResult> WaitAsync<T>(HttpContext context, Func<int, T> look, Func<T, bool> isNews)
    {
        var (after, wait) = (Number(context, "after"), TimeSpan.FromMilliseconds(Number(context, "wait")));
        var began = Stopwatch.GetTimestamp();
        T seen;
        while (!isNews(seen = look(after)) && Stopwatch.GetElapsedTime(began) < (wait < Longest ? wait : Longest)) await Task.Delay(Beat, context.RequestAborted);
        return Results.Json(seen, Json);
    }

    private static int Number(HttpContext context, string name) => int.TryParse(context.Request.Query[name].FirstOrDefault(), CultureInfo.InvariantCulture, out var number) ? Math.Max(0, number) : 0;

    private List<WorldEffect> Effects(int after)
    {
        lock (source.Fleet.Gate) return [.. source.Fleet.Effects.All.Skip(after)];
    }

    private sealed record MessageCount(int Completed);
}
