using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>Fields of something that is made or changed later.</summary>
/// <typeparam name="T">Of the world, or of the product's settings.</typeparam>
public sealed class Patch<T>(Mapping fields)
    where T : class
{
    private static readonly ObjectKind Kind = (ObjectKind)Kinds.Of(typeof(T));

    /// <summary>Changes the given one and answers it; a record is copied and answered changed.</summary>
    public T Fill(T present, Making making) => (T)Kind.Fill(fields, present, making)!;

    public bool Says(string field) => fields[field] is not null;

    /// <summary>In what the given one differs from these fields.</summary>
    public IReadOnlyList<(string Path, string Expected, string Actual)> Differences(T present, Making making)
    {
        var comparison = new Comparison(making);
        Kind.Compare(fields, present, "", comparison);
        return comparison.Differences;
    }

    /// <summary>The fields as they are written, for saying how many expectations there are.</summary>
    public IEnumerable<string> Fields => fields.Entries.Select(entry => entry.Key.Text);
}

/// <summary>Fields that something is expected to have at the end.</summary>
/// <typeparam name="T">Of the world.</typeparam>
public sealed class Wanted<T>(Mapping fields)
    where T : class
{
    /// <summary>As a patch that is only compared.</summary>
    public Patch<T> Fields { get; } = new(fields);
}

/// <summary>A <see cref="Patch{T}"/> or a <see cref="Wanted{T}"/>.</summary>
internal sealed class PatchKind(Type type) : Kind
{
    public ObjectKind Inner { get; } = (ObjectKind)Kinds.Of(type.GetGenericArguments()[0]);

    /// <summary>What is written here is always of this use.</summary>
    public Use Use { get; } = type.GetGenericTypeDefinition() == typeof(Wanted<>) ? Binding.Use.Compare : Binding.Use.Change;

    public override string Called => Inner.Called;

    public override string Word => Inner.Word;

    public override void Check(Node node, Use use, Reading reading) => Inner.Check(node, Use, reading);

    public override object Read(Node node, Making making) => Activator.CreateInstance(type, (Mapping)node)!;

    public override JsonObject Schema(Schemas schemas, Use use) => Inner.Schema(schemas, Use);

    /// <summary>What the object that it stands in does not know itself.</summary>
    public object Rest(Mapping mapping, IReadOnlyList<Field> own)
    {
        var names = own.Where(field => !field.IsInline).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return Read(mapping with { Entries = [.. mapping.Entries.Where(entry => !names.Contains(entry.Key.Text))] }, null!);
    }
}
