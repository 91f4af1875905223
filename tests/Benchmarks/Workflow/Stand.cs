using System.Security.Cryptography;
using Azure.Core;
using Azure.Messaging.ServiceBus;
using RdpMedic.Emulator.Bus;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Amqp;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Benchmarks.Workflow;

/// <summary>The emulator's broker behind real AMQP over TLS, and the unmodified client before it, set up alike for both sides of the comparison.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private readonly LoopbackCertificate certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly AmqpServer server;

    private Stand(TimeProvider world)
    {
        var minute = TimeSpan.FromMinutes(1);
        var broker = new Broker([.. new[] { Queues.Cases, Queues.Certificates }.Select(name => new QueueDefinition(name, true, 10 * minute, minute, 100, TimeSpan.FromDays(14), true))], TimeProvider.System, world, [new TopicDefinition(Announcement.Topic, 10 * minute, [])]);
        server = new AmqpServer(broker, new AmqpServerOptions { Certificate = certificate, RightsOf = _ => BusRights.Both });
    }

    public ServiceBusClient Client { get; private set; } = null!;

    public static async Task<Stand> StartAsync(TimeProvider world)
    {
        var stand = new Stand(world);
        await stand.server.StartAsync();
        stand.Client = new ServiceBusClient("emulator.servicebus.local", new AnyToken(), new ServiceBusClientOptions
        {
            CustomEndpointAddress = new Uri($"sb://127.0.0.1:{stand.server.Port}"),
            CertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString(HashAlgorithmName.SHA256) == stand.certificate.Thumbprint,
        });
        return stand;
    }

    /// <summary>As host.json has it.</summary>
    public ServiceBusSessionProcessor Processor() => Client.CreateSessionProcessor(Queues.Cases, new ServiceBusSessionProcessorOptions
    {
        AutoCompleteMessages = false,
        MaxConcurrentSessions = 16,
        MaxConcurrentCallsPerSession = 1,
        PrefetchCount = 0,
        SessionIdleTimeout = TimeSpan.FromSeconds(2),
    });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("any", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
