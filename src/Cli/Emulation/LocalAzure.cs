using System.Security.Cryptography;
using RdpMedic.Cloud;
using RdpMedic.Emulator.Bus;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.Wire.Amqp;
using RdpMedic.Emulator.Wire.Arm;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.Wire.KeyVault;
using RdpMedic.Emulator.Wire.Logs;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Functions.Access;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Cli.Emulation;

/// <summary>The emulator's wires around a fleet, with the identities and queues that the infrastructure would declare. Who wants to speak to it takes <see cref="Connection"/>.</summary>
public sealed class LocalAzure : IAsyncDisposable
{
    public const string Workspace = "0d5c8f7e-1f3a-4a83-9a5e-3b8a4c0de001";

    /// <summary>The acting identity as activity rows name it.</summary>
    public const string ActorObject = "b1f0aa00-0000-4000-8000-00000000000b";

    /// <summary>The product's app registration, as access tokens name it.</summary>
    public const string Audience = "6f0b1c2d-0000-4000-8000-0000000000a0";

    /// <summary>The subscription of the topic of events; whoever wants to see them reads here.</summary>
    public const string Listener = "all";

    private const string Tenant = "72f9aa00-0000-4000-8000-0000000000e0";

    // Tokens are kept by client id for as long as a process lives, so that each emulator in it has identities of its own.
    private readonly string readerId = Guid.NewGuid().ToString();
    private readonly string actorId = Guid.NewGuid().ToString();
    private readonly string inspectorId = Guid.NewGuid().ToString();
    private readonly string keeperId = Guid.NewGuid().ToString();
    private readonly LoopbackCertificate certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly string header = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly List<string> optIn = [];
    private readonly string subscription;
    private readonly IReadOnlyList<SignIn> people;
    private readonly Tokens tokens;
    private readonly HttpsWire https;
    private readonly AmqpServer amqp;

    /// <param name="withheld">Rights that the infrastructure would give and here are not: actions, or a whole role by its name (diagnose, inspect, repair, keep).</param>
    /// <param name="more">People who can sign in besides one for each role.</param>
    /// <param name="logsAreOut">The workspace answers no query just now; null: it always does.</param>
    public LocalAzure(Fleet fleet, FleetLife life, LogStore logs, Action<TraceLine> trace, IReadOnlyList<string>? withheld = null, IReadOnlyList<SignIn>? more = null, Func<bool>? logsAreOut = null)
    {
        subscription = fleet.Subscription;
        var wall = TimeProvider.System;
        tokens = new Tokens(Identities(withheld ?? []), wall);
        people = [.. Enum.GetNames<Role>().Select((role, index) => new SignIn($"{role} of the demo", $"6f0b1c2d-0000-4000-8000-0000000000b{index}", $"6f0b1c2d-0000-4000-8000-0000000000c{index}", [role], Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))), .. more ?? []];
        SignIns = new SignInFace(Tenant, Audience, people, wall);
        https = new HttpsWire(new HttpsWireOptions
        {
            Certificate = certificate,
            World = fleet.Clock,
            Trace = trace,
            Faces = [new TokenFace(tokens, header), SignIns, new ArmFace(fleet, tokens, life.Commands), new KeyVaultFace(fleet, tokens, life.Renewals), new LogsFace(Workspace, logs, fleet.Clock, fleet.Clock, tokens) { IsOut = logsAreOut ?? (() => false) }],
        });
        // As the infrastructure declares them.
        var minute = TimeSpan.FromMinutes(1);
        Broker = new Broker([.. new[] { Queues.Cases, Queues.Certificates }.Select(name => new QueueDefinition(name, true, 10 * minute, minute, 100, TimeSpan.FromDays(14), true))], wall, fleet.Clock, [new TopicDefinition(Announcement.Topic, 10 * minute, [new QueueDefinition(Listener, false, null, minute, 10, TimeSpan.FromDays(7), false)])]);
        amqp = new AmqpServer(Broker, new AmqpServerOptions { Certificate = certificate, RightsOf = token => tokens.Accept(token, "https://servicebus.azure.net") is { } identity ? Rights(identity) : null, Trace = trace });
    }

    public Broker Broker { get; }

    /// <summary>Signs tokens as the tenant does.</summary>
    public SignInFace SignIns { get; }

    /// <summary>Calls that the emulator does not serve; a demo that made one has found a gap.</summary>
    public IReadOnlyCollection<string> Refused => https.Refused;

    /// <summary>How to reach it, once it is started.</summary>
    public EmulatorConnection Connection => new()
    {
        Https = https.BaseAddress,
        CertificateSha256 = certificate.Thumbprint,
        ServiceBus = new Uri($"sb://127.0.0.1:{amqp.Port}"),
        ServiceBusNamespace = "emulator.servicebus.local",
        IdentityEndpoint = new Uri(https.BaseAddress, TokenFace.Path),
        IdentityHeader = header,
        ReaderClientId = readerId,
        InspectorClientId = inspectorId,
        ActorClientId = actorId,
        KeeperClientId = keeperId,
        ActorObjectId = ActorObject,
        Subscription = subscription,
        Workspace = Workspace,
        Authority = new Uri(https.BaseAddress, $"/{Tenant}/v2.0"),
        Audience = Audience,
        People = people,
    };

    /// <summary>Gives the actor an opt-in role, as the infrastructure does where its operator asks for it.</summary>
    /// <exception cref="KeyNotFoundException">No adapter has such a role.</exception>
    public void Assign(string role)
    {
        optIn.AddRange(Permissions.All.OptIn[role]);
        tokens.Assign(Identities([]));
    }

    /// <summary>Takes every opt-in role away again.</summary>
    public void Withdraw()
    {
        optIn.Clear();
        tokens.Assign(Identities([]));
    }

    /// <summary>Takes these rights away from now on, and gives all others.</summary>
    /// <param name="rights">Actions, or roles by their names.</param>
    public void Withhold(IReadOnlyList<string> rights) => tokens.Assign(Identities(rights));

    private IReadOnlyList<Identity> Identities(IReadOnlyList<string> withheld)
    {
        IReadOnlyList<string> Granted(string role, IReadOnlyList<string> actions) => [.. actions.Where(action => !withheld.Contains(role, StringComparer.Ordinal) && !withheld.Contains(action, StringComparer.OrdinalIgnoreCase))];
        return
        [
            new Identity("rdpmedic-reader", readerId, "b1f0aa00-0000-4000-8000-00000000000a", Granted("diagnose", Permissions.All.Diagnose)),
            new Identity("rdpmedic-inspector", inspectorId, "b1f0aa00-0000-4000-8000-00000000000c", Granted("inspect", Permissions.All.Inspect)),
            new Identity("rdpmedic-actor", actorId, ActorObject, Granted("repair", [.. Permissions.All.Repair, .. optIn])),
            new Identity("rdpmedic-keeper", keeperId, "b1f0aa00-0000-4000-8000-00000000000d", Granted("keep", Permissions.All.Keep)),
        ];
    }

    private static BusRights Rights(Identity identity) =>
        (identity.May("Microsoft.ServiceBus/namespaces/messages/send/action") ? BusRights.Send : BusRights.None) | (identity.May("Microsoft.ServiceBus/namespaces/messages/receive/action") ? BusRights.Listen : BusRights.None);

    /// <exception cref="IOException">No loopback port is free.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await https.StartAsync(cancellationToken);
        await amqp.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await amqp.DisposeAsync();
        await https.DisposeAsync();
        SignIns.Dispose();
        certificate.Dispose();
    }
}
