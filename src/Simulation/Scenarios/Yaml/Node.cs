namespace RdpMedic.Simulation.Scenarios.Yaml;

/// <summary>Where something stands in a file; lines and columns count from 1.</summary>
public sealed record Place(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>Something that is wrong with a file, in words for its author.</summary>
public sealed record Problem(Place Place, string Said)
{
    public override string ToString() => $"{Place}: {Said}";
}

/// <summary>A piece of YAML with its place.</summary>
public abstract record Node(Place Place)
{
    /// <summary>What it is, for a sentence.</summary>
    public abstract string Called { get; }

    /// <summary>The same with every scalar's text changed.</summary>
    public abstract Node With(Func<string, string> change);
}

/// <summary>A scalar.</summary>
/// <param name="Plain">Written without quotes: it may be a number, true, false or null.</param>
public sealed record Scalar(Place Place, string Text, bool Plain) : Node(Place)
{
    public bool IsNull => Plain && (Text is "" or "~" or "null");

    public override string Called => IsNull ? "null" : $"'{Text}'";

    public override Node With(Func<string, string> change) => this with { Text = change(Text) };
}

/// <summary>A sequence.</summary>
public sealed record Listing(Place Place, IReadOnlyList<Node> Items) : Node(Place)
{
    public override string Called => "a list";

    public override Node With(Func<string, string> change) => this with { Items = [.. Items.Select(item => item.With(change))] };
}

/// <summary>A field of a mapping.</summary>
public sealed record Entry(Scalar Key, Node Value);

/// <summary>A mapping, in the order in which it is written. No key stands in it twice.</summary>
public sealed record Mapping(Place Place, IReadOnlyList<Entry> Entries) : Node(Place)
{
    public override string Called => "a mapping";

    public Node? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    /// <summary>Keys too: a name may hold a number.</summary>
    public override Node With(Func<string, string> change) => this with { Entries = [.. Entries.Select(entry => new Entry((Scalar)entry.Key.With(change), entry.Value.With(change)))] };
}
