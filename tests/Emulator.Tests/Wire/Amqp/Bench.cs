using Azure.Core;
using Azure.Messaging.ServiceBus;
using RdpMedic.Emulator.Bus;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Amqp;

namespace RdpMedic.Emulator.Tests.Wire.Amqp;

/// <summary>A server with two queues, a topic and the unmodified client before it.</summary>
public sealed class Bench : IAsyncDisposable
{
    private readonly LoopbackCertificate certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly AmqpServer server;

    private Bench(TimeSpan lockDuration, TimeProvider world, BusFaults? faults)
    {
        Broker = new Broker(
            [
                new QueueDefinition("cases", true, TimeSpan.FromMinutes(10), lockDuration, 3, TimeSpan.FromDays(14), true),
                new QueueDefinition("plain", false, null, lockDuration, 3, TimeSpan.FromDays(14), true),
            ],
            TimeProvider.System,
            world,
            [new TopicDefinition("news", TimeSpan.FromMinutes(10), [new QueueDefinition("one", false, null, lockDuration, 3, TimeSpan.FromDays(14), false), new QueueDefinition("two", true, null, lockDuration, 3, TimeSpan.FromDays(14), false)])]);
        server = new AmqpServer(Broker, new AmqpServerOptions { Certificate = certificate, RightsOf = token => token switch { "good" => BusRights.Both, "sends" => BusRights.Send, _ => null }, Trace = Trace.Add, Faults = faults });
    }

    public Broker Broker { get; }

    public List<TraceLine> Trace { get; } = [];

    public ServiceBusClient Client { get; private set; } = null!;

    public AmqpServer Server => server;

    public static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static async Task<Bench> StartAsync(TimeSpan? lockDuration = null, TimeProvider? world = null, BusFaults? faults = null)
    {
        var bench = new Bench(lockDuration ?? TimeSpan.FromMinutes(1), world ?? TimeProvider.System, faults);
        await bench.server.StartAsync();
        bench.Client = bench.Connect("good");
        return bench;
    }

    public ServiceBusClient Connect(string token) => new(
        "emulator.servicebus.local",
        new Token(token),
        new ServiceBusClientOptions
        {
            CustomEndpointAddress = new Uri($"sb://127.0.0.1:{server.Port}"),
            CertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == certificate.Thumbprint,
            RetryOptions = new ServiceBusRetryOptions { TryTimeout = TimeSpan.FromSeconds(3), MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(50) },
        });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    private sealed class Token(string value) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(value, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
