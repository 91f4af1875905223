using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RdpMedic.Cli.LocalHost;

/// <summary>
/// Runs the functions of a deployed app on this machine, as the Functions host would: timers by their schedules, Service Bus functions by the SDK's own processors with the
/// settings of host.json, HTTP functions by Kestrel under the same routes. Not done: storage leases between hosts, the schedule monitor (a timer never runs late for a time when
/// the host was down), functionTimeout, retry policies and output bindings.
/// </summary>
public sealed class LocalFunctionsHost : IAsyncDisposable
{
    private readonly LocalHostOptions options;
    private readonly HostSettings settings;
    private readonly IReadOnlyList<BoundFunction> bound;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource hardStop = new();
    private readonly List<QueueListener> listeners = [];
    private readonly List<Task> timers = [];
    private readonly WebApplication app;
    private Uri? address;
    private bool stopped;

    /// <summary>Finds and checks the functions; nothing runs yet.</summary>
    /// <exception cref="LocalHostException">host.json or a function is such that this host would run it differently from Azure; the message names every reason.</exception>
    public LocalFunctionsHost(LocalHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        settings = HostSettings.Read(options.HostJson);
        bound = FunctionCatalogue.Find(options, settings);
        Functions = [.. bound.Select(f => f.Description)];
        app = Compose();
    }

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<FunctionDescription> Functions { get; }

    /// <summary>The container that holds the app's services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Invocations under way.</summary>
    public int Running => app.Services.GetRequiredService<FunctionRunner>().Running;

    /// <summary>Where HTTP functions answer, with a trailing slash. Known once the host has started.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public Uri HttpAddress => address ?? throw new InvalidOperationException("The host has no address before StartAsync.");

    /// <summary>Starts HTTP first, then the queues, then the timers, so that whatever a timer sets going finds the rest ready.</summary>
    /// <exception cref="LocalHostException">The HTTP port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var runner = app.Services.GetRequiredService<FunctionRunner>();
        var logger = app.Services.GetRequiredService<ILogger<LocalFunctionsHost>>();
        await StartHttp(runner, cancellationToken);
        foreach (var function in bound.Where(f => f.ServiceBus is not null))
        {
            var listener = new QueueListener(function, options.ServiceBusClients[function.Connection], settings, runner, app.Services, logger);
            listeners.Add(listener);
            await listener.Start(cancellationToken);
        }

        timers.AddRange(bound.Where(f => f.Timer is not null).Select(f => new TimerLoop(f, runner, app.Services, options.Time, logger).Run(stopping.Token, hardStop.Token)));
    }

    /// <summary>
    /// Drains: no new timer runs, then no new messages, then no new requests, each after what is under way has ended.
    /// When <paramref name="cancellationToken"/> is cancelled, what still runs is told to stop.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        await using var registration = cancellationToken.Register(hardStop.Cancel);
        await stopping.CancelAsync();
        await Task.WhenAll(timers).WaitAsync(cancellationToken);
        await Task.WhenAll(listeners.Select(l => l.Stop(cancellationToken)));
        await app.StopAsync(cancellationToken);
    }

    /// <summary>Stops if need be, and releases the app's services.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }

        await app.DisposeAsync();
        stopping.Dispose();
        hardStop.Dispose();
    }

    private WebApplication Compose()
    {
        // An empty builder reads no settings file, environment variable or argument of the machine: only what was handed in counts.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddMvcCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<FunctionRunner>();
        foreach (var service in options.Services)
        {
            builder.Services.Add(service);
        }

        var application = builder.Build();
        application.UseRouting();
        application.UseEndpoints(static _ => { });
        return application;
    }

    private async Task StartHttp(FunctionRunner runner, CancellationToken cancellationToken)
    {
        var routes = new HttpRoutes(runner, options.FunctionKey);
        foreach (var function in bound.Where(f => f.Http is not null))
        {
            routes.Map(app, function);
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            throw new LocalHostException($"Port {options.Port} of 127.0.0.1 is in use by another program. Stop that program, or choose another port (0 lets the system pick one).", e);
        }

        var bindings = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        address = new Uri(bindings.First().TrimEnd('/') + "/");
    }
}
