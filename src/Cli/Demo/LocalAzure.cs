using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using RdpMedic.Cloud;
using RdpMedic.Emulator.Bus;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Amqp;
using RdpMedic.Emulator.Wire.Arm;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.Wire.KeyVault;
using RdpMedic.Emulator.Wire.Logs;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Functions.Access;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Cli.Demo;

/// <summary>The emulator's wires around a fleet, and how the product's SDK clients are pointed at them. Addresses and a pinned certificate are all that differs from Azure.</summary>
public sealed class LocalAzure : IAsyncDisposable
{
    public const string Workspace = "0d5c8f7e-1f3a-4a83-9a5e-3b8a4c0de001";

    /// <summary>The acting identity as activity rows name it.</summary>
    public const string ActorObject = "b1f0aa00-0000-4000-8000-00000000000b";

    /// <summary>The product's app registration, as access tokens name it.</summary>
    public const string Audience = "6f0b1c2d-0000-4000-8000-0000000000a0";

    private const string Tenant = "72f9aa00-0000-4000-8000-0000000000e0";

    private const string ReaderId = "3a9d6f10-0000-4000-8000-00000000000a";

    private const string ActorId = "3a9d6f10-0000-4000-8000-00000000000b";

    private const string InspectorId = "3a9d6f10-0000-4000-8000-00000000000c";

    private const string KeeperId = "3a9d6f10-0000-4000-8000-00000000000d";

    private readonly LoopbackCertificate certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly Tokens tokens;
    private readonly HttpsWire https;
    private readonly AmqpServer amqp;
    private readonly HttpClientTransport transport;
    private readonly SignInFace signIns;
    private readonly string header = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public LocalAzure(Fleet fleet, FleetLife life, LogStore logs, Action<TraceLine> trace)
    {
        var wall = TimeProvider.System;
        tokens = new Tokens(
            [
                new Identity("rdpmedic-reader", ReaderId, "b1f0aa00-0000-4000-8000-00000000000a", Permissions.All.Diagnose),
                new Identity("rdpmedic-inspector", InspectorId, "b1f0aa00-0000-4000-8000-00000000000c", Permissions.All.Inspect),
                new Identity("rdpmedic-actor", ActorId, ActorObject, Permissions.All.Repair),
                new Identity("rdpmedic-keeper", KeeperId, "b1f0aa00-0000-4000-8000-00000000000d", Permissions.All.Keep),
            ],
            wall);
        People = [.. Enum.GetNames<Role>().Select((role, index) => new SignIn($"{role} of the demo", $"6f0b1c2d-0000-4000-8000-0000000000b{index}", $"6f0b1c2d-0000-4000-8000-0000000000c{index}", [role], Convert.ToHexString(RandomNumberGenerator.GetBytes(16))))];
        signIns = new SignInFace(Tenant, Audience, People, wall);
        https = new HttpsWire(new HttpsWireOptions
        {
            Certificate = certificate,
            World = fleet.Clock,
            Trace = trace,
            Faces = [new TokenFace(tokens, header), signIns, new ArmFace(fleet, tokens, life.Commands), new KeyVaultFace(fleet, tokens, life.Renewals), new LogsFace(Workspace, logs, fleet.Clock, wall, tokens)],
        });
        // As the infrastructure declares them.
        var minute = TimeSpan.FromMinutes(1);
        Broker = new Broker([.. new[] { Queues.Cases, Queues.Certificates }.Select(name => new QueueDefinition(name, true, 10 * minute, minute, 100, TimeSpan.FromDays(14), true))], wall, fleet.Clock);
        amqp = new AmqpServer(Broker, new AmqpServerOptions { Certificate = certificate, TokenAccepted = token => tokens.Accept(token, "https://servicebus.azure.net") is { } identity && identity.May("Microsoft.ServiceBus/namespaces/messages/send/action"), Trace = trace });
        Http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => IsOurs(shown) }, PooledConnectionLifetime = Timeout.InfiniteTimeSpan });
        transport = new HttpClientTransport(Http);
    }

    public Broker Broker { get; }

    /// <summary>Trusts this emulator's certificate and no other.</summary>
    public HttpClient Http { get; }

    /// <summary>Who can sign in to the product's HTTP side: one for each role, and nobody with two.</summary>
    public IReadOnlyList<SignIn> People { get; }

    /// <summary>Signs tokens as the tenant does.</summary>
    public SignInFace SignIns => signIns;

    /// <summary>The tenant, once the emulator is started.</summary>
    public Uri Authority => new(https.BaseAddress, $"/{Tenant}/v2.0");

    /// <summary>SHA-256 of the certificate of the emulator's addresses.</summary>
    public string Thumbprint => certificate.Thumbprint;

    /// <summary>Calls that the emulator does not serve; a demo that made one has found a gap.</summary>
    public IReadOnlyCollection<string> Refused => https.Refused;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await https.StartAsync(cancellationToken);
        await amqp.StartAsync();
        // Where ManagedIdentityCredential looks in App Service.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(https.BaseAddress, TokenFace.Path).ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", header);
    }

    public Endpoints Endpoints() => new()
    {
        Arm = new ArmEnvironment(https.BaseAddress, "https://management.azure.com/"),
        Logs = new Uri(https.BaseAddress.GetLeftPart(UriPartial.Authority)),
        // The client wants endpoint and audience to be of one place.
        LogsAudience = new LogsQueryAudience(https.BaseAddress.GetLeftPart(UriPartial.Authority)),
        Transport = transport,
        AnyVaultResource = true,
        ServiceBus = new Uri($"sb://127.0.0.1:{amqp.Port}"),
        ServiceBusCertificate = (_, shown, _, _) => IsOurs(shown),
    };

    public CloudOptions Options(Fleet fleet) => new()
    {
        Subscriptions = [fleet.Subscription],
        Workspaces = [Workspace],
        Vault = https.BaseAddress,
        ServiceBus = "emulator.servicebus.local",
        ProbeTimeout = TimeSpan.FromMilliseconds(600),
        // Every group of the demo has somebody who is not to be touched, so that it can be seen that nobody does.
        AllowMixedGroups = true,
        AllowMemoryStorage = true,
    };

    /// <summary>The product takes the tokens of this tenant, by the same checks as in Azure.</summary>
    public AccessOptions Access() => new() { Authority = Authority, Audience = Audience };

    public Identities Identities() => new(Credential(ReaderId), Credential(InspectorId), Credential(ActorId), Credential(KeeperId));

    /// <summary>The client whose processors feed the functions, as the Functions host has one of its own.</summary>
    public ServiceBusClient HostClient() => new("emulator.servicebus.local", Credential(KeeperId), new ServiceBusClientOptions { CustomEndpointAddress = Endpoints().ServiceBus, CertificateValidationCallback = Endpoints().ServiceBusCertificate });

    public async ValueTask DisposeAsync()
    {
        await amqp.DisposeAsync();
        await https.DisposeAsync();
        transport.Dispose();
        Http.Dispose();
        signIns.Dispose();
        certificate.Dispose();
    }

    private ManagedIdentityCredential Credential(string clientId) => new(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId)) { Transport = transport });

    private bool IsOurs(X509Certificate? shown) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == certificate.Thumbprint;
}
