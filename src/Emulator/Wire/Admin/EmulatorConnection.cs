using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.Emulator.Wire.Admin;

/// <summary>All that a client needs to reach an emulator on this machine; <c>emulator --json</c> prints it, and <c>schemas/emulator.schema.json</c> says the same.</summary>
public sealed record EmulatorConnection
{
    /// <summary>The admin endpoint, plain HTTP on loopback; null inside a demo, which needs none.</summary>
    public Uri? Admin { get; init; }

    /// <summary>ARM, Resource Graph, Key Vault and Log Analytics, each under its own paths.</summary>
    public required Uri Https { get; init; }

    /// <summary>SHA-256 of the certificate of <see cref="Https"/> and <see cref="ServiceBus"/>, upper-case hexadecimal: clients pin it.</summary>
    public required string CertificateSha256 { get; init; }

    /// <summary>Service Bus over AMQP 1.0 and TLS; the custom endpoint of a client.</summary>
    public required Uri ServiceBus { get; init; }

    /// <summary>The namespace's full name, which is no address.</summary>
    public required string ServiceBusNamespace { get; init; }

    /// <summary>For IDENTITY_ENDPOINT.</summary>
    public required Uri IdentityEndpoint { get; init; }

    /// <summary>For IDENTITY_HEADER. Made at start, worth nothing anywhere else.</summary>
    public required string IdentityHeader { get; init; }

    /// <summary>Client id of the identity that reads.</summary>
    public required string ReaderClientId { get; init; }

    /// <summary>Client id of the identity that runs the collector in guests.</summary>
    public required string InspectorClientId { get; init; }

    /// <summary>Client id of the identity that keeps the workflow's own storage and queues.</summary>
    public required string KeeperClientId { get; init; }

    /// <summary>Client id of the identity that acts.</summary>
    public required string ActorClientId { get; init; }

    /// <summary>The acting identity as activity rows name it.</summary>
    public required string ActorObjectId { get; init; }

    public required string Subscription { get; init; }

    /// <summary>Id of the Log Analytics workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>The tenant that people sign in to.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The product's app registration, as access tokens name it.</summary>
    public required string Audience { get; init; }

    /// <summary>Who can sign in to the product's HTTP side, each with one role. Their secrets are made at start, and worth nothing anywhere else.</summary>
    public required IReadOnlyList<SignIn> People { get; init; }
}

/// <summary>World time, for a client that wants to live in it.</summary>
/// <param name="Now">When the answer was made.</param>
/// <param name="Scale">World seconds in a second.</param>
/// <param name="Running">False: it stands still until somebody begins.</param>
public sealed record WorldClock(DateTimeOffset Now, double Scale, bool Running);

/// <summary>What <c>GET /attach</c> answers: everything with which an app begins.</summary>
/// <param name="Start">World time when it began.</param>
/// <param name="Built">The fleet before anything broke.</param>
public sealed record Attachment(EmulatorConnection Connection, WorldClock Clock, DateTimeOffset Start, FleetAsBuilt Built);
