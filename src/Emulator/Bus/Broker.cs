namespace RdpMedic.Emulator.Bus;

/// <summary>The queues of one namespace by their addresses, without case; a dead-letter queue is <c>name/$deadletterqueue</c>.</summary>
public sealed class Broker
{
    private const string DeadLetterSuffix = "/$deadletterqueue";

    private readonly Dictionary<string, BusQueue> queues;

    public Broker(IEnumerable<QueueDefinition> definitions, TimeProvider wall, TimeProvider world)
    {
        Wall = wall;
        World = world;
        queues = definitions.ToDictionary(definition => definition.Name, definition => new BusQueue(definition, wall, world), StringComparer.OrdinalIgnoreCase);
    }

    public TimeProvider Wall { get; }

    public TimeProvider World { get; }

    public IReadOnlyCollection<BusQueue> Queues => queues.Values;

    /// <summary>Null: there is no such entity.</summary>
    public BusQueue? Find(string address)
    {
        var isDeadLetter = address.EndsWith(DeadLetterSuffix, StringComparison.OrdinalIgnoreCase);
        return queues.TryGetValue(isDeadLetter ? address[..^DeadLetterSuffix.Length] : address, out var queue) ? isDeadLetter ? queue.DeadLetter : queue : null;
    }
}
