namespace RdpMedic.Simulation.World;

/// <summary>Who wrote what last, for every entity that more than one party writes: rules, pool members, drains. The judge's own book, unseen by the product.</summary>
public sealed class Ownership(TimeProvider clock)
{
    public const string Us = "rdpmedic";

    private readonly Dictionary<string, List<Entry>> books = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One write.</summary>
    /// <param name="Value">What it was made, in short; null: it was removed.</param>
    /// <param name="Work">For ours: case, step, phase.</param>
    public sealed record Entry(DateTimeOffset At, string Writer, string? Value, string? Work);

    public void Wrote(string entity, string writer, string? value, string? work = null)
    {
        if (!books.TryGetValue(entity, out var book)) books[entity] = book = [];
        book.Add(new Entry(clock.GetUtcNow(), writer, value, work));
    }

    public IReadOnlyList<Entry> Of(string entity) => books.TryGetValue(entity, out var book) ? book : [];

    public Entry? Last(string entity) => Of(entity) is { Count: > 0 } book ? book[^1] : null;

    public IReadOnlyCollection<string> Entities => books.Keys;
}
