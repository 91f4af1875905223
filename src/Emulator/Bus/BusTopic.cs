namespace RdpMedic.Emulator.Bus;

/// <summary>A topic as the infrastructure declares it. Every subscription takes every message: the emulator knows no filters.</summary>
/// <param name="DuplicateWindow">How long message ids are remembered, in world time.</param>
/// <param name="Subscriptions">Each as a queue of its own, by the subscription's name.</param>
public sealed record TopicDefinition(string Name, TimeSpan DuplicateWindow, IReadOnlyList<QueueDefinition> Subscriptions);

/// <summary>A topic: each subscription gets its own copy, and without one a message is taken and is gone.</summary>
public sealed class BusTopic : IInlet
{
    private readonly Lock gate = new();
    private readonly SeenIds seen;
    private readonly TimeProvider world;
    private long lastSequenceNumber;

    public BusTopic(TopicDefinition definition, TimeProvider wall, TimeProvider world)
    {
        (Definition, this.world) = (definition, world);
        seen = new SeenIds(definition.DuplicateWindow);
        Subscriptions = definition.Subscriptions.ToDictionary(subscription => subscription.Name, subscription => new BusQueue(subscription with { Name = $"{definition.Name}/Subscriptions/{subscription.Name}" }, wall, world), StringComparer.OrdinalIgnoreCase);
    }

    public TopicDefinition Definition { get; }

    public IReadOnlyDictionary<string, BusQueue> Subscriptions { get; }

    public string Name => Definition.Name;

    public bool RequiresSession => false;

    public long? Send(IncomingMessage incoming)
    {
        lock (gate)
        {
            if (incoming.MessageId is { } id && seen.IsRepeated(id, world.GetUtcNow())) return null;
            foreach (var subscription in Subscriptions.Values) subscription.Send(incoming);
            return ++lastSequenceNumber;
        }
    }
}
