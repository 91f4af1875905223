namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>How the Service Bus emulator is served.</summary>
public sealed record AmqpServerOptions
{
    public required LoopbackCertificate Certificate { get; init; }

    /// <summary>Judges the token that the client puts before each link; null is answered with 401, and what is not among its rights is refused at the link.</summary>
    public required Func<string, BusRights?> RightsOf { get; init; }

    /// <summary>Told of every link that was attached.</summary>
    public Action<TraceLine>? Trace { get; init; }

    public BusFaults? Faults { get; init; }

    /// <summary>The port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }
}

/// <summary>What a token is good for. (Azure built-in roles, Service Bus data sender and receiver)</summary>
[Flags]
public enum BusRights
{
    None = 0,
    Send = 1,
    Listen = 2,
    Both = Send | Listen,
}

/// <summary>What a gesture of a client is, for faults.</summary>
public enum BusGesture
{
    PutToken,
    Attach,
    Send,
    Settle,
    Manage,
}

/// <summary>What happens to a gesture instead of success.</summary>
/// <param name="Condition">The error condition to answer with; null: the connection is cut.</param>
/// <param name="AfterDoing">The gesture takes effect and its answer is lost: only meaningful with a cut.</param>
public sealed record BusFault(string? Condition, bool AfterDoing = false);

/// <summary>Faults of the bus, asked before every gesture. Null leaves it alone.</summary>
public sealed class BusFaults(Func<BusGesture, string, BusFault?> next)
{
    public BusFault? Next(BusGesture gesture, string entity) => next(gesture, entity);
}
