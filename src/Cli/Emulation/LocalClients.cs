using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using RdpMedic.Cloud;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Functions.Access;

namespace RdpMedic.Cli.Emulation;

/// <summary>How the product's SDK clients are pointed at an emulator, in this process or another. Addresses and a pinned certificate are all that differs from Azure.</summary>
public sealed class LocalClients : IDisposable
{
    private readonly EmulatorConnection connection;
    private readonly HttpClientTransport transport;

    public LocalClients(EmulatorConnection connection)
    {
        IdentityDoor.Announce();
        this.connection = connection;
        var sockets = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => IsOurs(shown) }, PooledConnectionLifetime = Timeout.InfiniteTimeSpan };
        Http = new HttpClient(new IdentityDoor(connection, sockets));
        transport = new HttpClientTransport(Http);
    }

    /// <summary>Trusts this emulator's certificate and no other.</summary>
    public HttpClient Http { get; }

    /// <param name="tables">Connection string of a storage emulator; null: cases are kept in memory.</param>
    public Endpoints Endpoints(string? tables = null) => new()
    {
        Arm = new ArmEnvironment(connection.Https, "https://management.azure.com/"),
        Logs = new Uri(connection.Https.GetLeftPart(UriPartial.Authority)),
        // The client wants endpoint and audience to be of one place.
        LogsAudience = new LogsQueryAudience(connection.Https.GetLeftPart(UriPartial.Authority)),
        Transport = transport,
        AnyVaultResource = true,
        ServiceBus = connection.ServiceBus,
        ServiceBusCertificate = (_, shown, _, _) => IsOurs(shown),
        LocalTables = tables,
    };

    public CloudOptions Options() => new()
    {
        Subscriptions = [connection.Subscription],
        Workspaces = [connection.Workspace],
        Vault = connection.Https,
        ServiceBus = connection.ServiceBusNamespace,
        ProbeTimeout = TimeSpan.FromMilliseconds(1500),
        // Every group of the demo has somebody who is not to be touched, so that it can be seen that nobody does.
        AllowMixedGroups = true,
        AllowMemoryStorage = true,
    };

    /// <summary>The product takes the tokens of this tenant, by the same checks as in Azure.</summary>
    public AccessOptions Access() => new() { Authority = connection.Authority, Audience = connection.Audience };

    public Identities Identities() => new(Credential(connection.ReaderClientId), Credential(connection.InspectorClientId), Credential(connection.ActorClientId), Credential(connection.KeeperClientId));

    /// <summary>The client whose processors feed the functions, as the Functions host has one of its own.</summary>
    public ServiceBusClient HostClient() => new(connection.ServiceBusNamespace, Credential(connection.KeeperClientId), new ServiceBusClientOptions { CustomEndpointAddress = connection.ServiceBus, CertificateValidationCallback = (_, shown, _, _) => IsOurs(shown) });

    public void Dispose()
    {
        transport.Dispose();
        Http.Dispose();
    }

    private ManagedIdentityCredential Credential(string clientId) => new(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId)) { Transport = transport });

    private bool IsOurs(X509Certificate? shown) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == connection.CertificateSha256;
}
