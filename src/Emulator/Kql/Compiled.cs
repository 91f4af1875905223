using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace RdpMedic.Emulator.Kql;

/// <summary>A query whose names and types were resolved against the tables that were there. It holds nothing of any run and is shared by all.</summary>
/// <param name="Looked">Which tables it found, and which it missed.</param>
internal sealed record Compiled(Plan Plan, int Slots, IReadOnlyDictionary<string, bool> Looked)
{
    private const int Most = 500;

    private const int MostVariants = 8;

    private static readonly ConcurrentDictionary<string, ImmutableArray<Compiled>> Known = new(StringComparer.Ordinal);

    /// <param name="there">Whether a table is in the workspace now.</param>
    /// <exception cref="KqlException">The query is wrong, or beyond this subset.</exception>
    public static Compiled Of(Head head, Func<string, bool> there)
    {
        var key = head.Key;
        var variants = Known.GetValueOrDefault(key, []);
        foreach (var variant in variants)
        {
            if (variant.Looked.All(table => there(table.Key) == table.Value)) return variant;
        }

        var compilation = new Compilation(there);
        for (var index = 0; index < head.Constants.Count; index++)
        {
            var (name, value) = head.Constants[index];
            var place = index;
            compilation.Scalars[name] = new Bound(value.Type, (_, frame) => frame.Arguments[place], Constant: true);
        }

        var plan = new Script(new Reader(head.Rest), compilation).Read();
        var compiled = new Compiled(plan, compilation.Slots, compilation.Looked);
        if (Known.Count >= Most) Known.Clear();
        Known[key] = [.. variants.TakeLast(MostVariants - 1), compiled];
        return compiled;
    }
}
