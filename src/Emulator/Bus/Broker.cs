namespace RdpMedic.Emulator.Bus;

/// <summary>
/// The queues and topics of one namespace by their addresses, without case; a subscription is <c>topic/Subscriptions/name</c>, and a dead-letter queue is
/// <c>name/$deadletterqueue</c>.
/// </summary>
public sealed class Broker
{
    private const string DeadLetterSuffix = "/$deadletterqueue";

    private readonly Dictionary<string, BusQueue> queues;
    private readonly Dictionary<string, BusTopic> topics;
    private readonly Dictionary<string, BusQueue> subscriptions;

    public Broker(IEnumerable<QueueDefinition> definitions, TimeProvider wall, TimeProvider world, IEnumerable<TopicDefinition>? topics = null)
    {
        Wall = wall;
        World = world;
        queues = definitions.ToDictionary(definition => definition.Name, definition => new BusQueue(definition, wall, world), StringComparer.OrdinalIgnoreCase);
        this.topics = (topics ?? []).ToDictionary(definition => definition.Name, definition => new BusTopic(definition, wall, world), StringComparer.OrdinalIgnoreCase);
        subscriptions = this.topics.Values.SelectMany(topic => topic.Subscriptions.Values).ToDictionary(subscription => subscription.Name, StringComparer.OrdinalIgnoreCase);
    }

    public TimeProvider Wall { get; }

    public TimeProvider World { get; }

    public IReadOnlyCollection<BusQueue> Queues => queues.Values;

    /// <summary>What a receiver reads: a queue, a subscription, or the dead-letter queue of either. Null: there is no such entity.</summary>
    public BusQueue? Find(string address)
    {
        var isDeadLetter = address.EndsWith(DeadLetterSuffix, StringComparison.OrdinalIgnoreCase);
        var name = isDeadLetter ? address[..^DeadLetterSuffix.Length] : address;
        var queue = queues.GetValueOrDefault(name) ?? subscriptions.GetValueOrDefault(name);
        return isDeadLetter ? queue?.DeadLetter : queue;
    }

    /// <summary>What a sender sends to: a queue or a topic, not a subscription. Null: there is no such entity.</summary>
    public IInlet? Inlet(string address) => topics.TryGetValue(address, out var topic) ? topic : subscriptions.ContainsKey(address) ? null : Find(address);
}
