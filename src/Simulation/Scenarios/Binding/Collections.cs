using System.Collections;
using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>A list; one that the world holds is replaced as a whole.</summary>
/// <param name="orOne">A single item may stand without brackets.</param>
internal sealed class ListKind(Type item, Kind kind, bool orOne) : Kind
{
    private readonly Type type = typeof(List<>).MakeGenericType(item);

    public Kind Item => kind;

    public override string Called => $"a list, each {kind.Called}";

    public override string Word => $"list of: {kind.Word}";

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Listing && !orOne) reading.Expected(Called, node);
        else foreach (var one in Items(node)) kind.Check(one, use == Use.Compare && kind is ObjectKind ? Use.Compare : Use.Make, reading);
    }

    public override object? Read(Node node, Making making) => Read(node, (IList)Activator.CreateInstance(type)!, making);

    public override object? Fill(Node node, object? present, Making making)
    {
        if (present is not IList { IsFixedSize: false, IsReadOnly: false } list) return Read(node, making);
        var before = list.Cast<object?>().ToList();
        list.Clear();
        making.Undo?.Push(() =>
        {
            list.Clear();
            before.ForEach(one => list.Add(one));
        });
        return Read(node, list, making);
    }

    /// <summary>Simple items in any order; others one by one.</summary>
    public override void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        var present = (actual as IEnumerable)?.Cast<object?>().ToList() ?? [];
        var items = Items(node);
        if (kind is ObjectKind)
        {
            if (items.Count != present.Count) comparison.Differs(path, $"{items.Count} of them", $"{present.Count}");
            else for (var index = 0; index < items.Count; index++) kind.Compare(items[index], present[index], $"{path}[{index}]", comparison);
            return;
        }

        var wanted = ((IEnumerable)Read(node, comparison.Making)!).Cast<object?>().ToList();
        if (!wanted.Order().SequenceEqual(present.Order())) comparison.Differs(path, Show(wanted, comparison.Making), Show(present, comparison.Making));
    }

    public override JsonObject Schema(Schemas schemas, Use use)
    {
        var items = kind.Schema(schemas, use == Use.Compare && kind is ObjectKind ? Use.Compare : Use.Make);
        return orOne ? new() { ["type"] = new JsonArray("array", "string"), ["items"] = items } : new() { ["type"] = "array", ["items"] = items };
    }

    private static IReadOnlyList<Node> Items(Node node) => node is Listing list ? list.Items : [node];

    private IList Read(Node node, IList into, Making making)
    {
        foreach (var one in Items(node))
        {
            if (kind is NameKind names && orOne) foreach (var name in names.Each(one, making)) into.Add(name);
            else into.Add(kind.Read(one, making));
        }

        return into;
    }
}

/// <summary>Things by their names. What the world holds is changed where it is; null takes something out.</summary>
/// <param name="counted">One entry may stand for several, by its field <c>count</c>.</param>
internal sealed class MapKind(Type item, Kind kind, NameKind? keys, Named? counted) : Kind
{
    private readonly Type type = typeof(Dictionary<,>).MakeGenericType(typeof(string), item);

    public Kind Item => kind;

    public override string Called => "a mapping from names";

    public override string Word => $"by {(keys is null ? "name" : keys.Word)}: {kind.Word}";

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Mapping mapping)
        {
            reading.Expected(Called, node);
            return;
        }

        foreach (var (key, value) in Entries(mapping))
        {
            keys?.Check(key, use, reading);
            if (value is Scalar { IsNull: true } && use != Use.Make) continue;
            // What is new in a mapping of the world has defaults; what it must say itself, its kind knows.
            kind.Check(value is Scalar { IsNull: true } && kind is ObjectKind ? new Mapping(value.Place, []) : value, use, reading);
        }
    }

    public override object? Read(Node node, Making making) => Into(node, (IDictionary)Activator.CreateInstance(type, StringComparer.OrdinalIgnoreCase)!, making);

    public override object? Fill(Node node, object? present, Making making) => present is IDictionary { IsReadOnly: false } some ? Into(node, some, making) : Read(node, making);

    public override void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        var present = (IDictionary?)actual;
        foreach (var (key, value) in Entries((Mapping)node))
        {
            var name = keys is null ? key.Text : (string)keys.Read(key, comparison.Making)!;
            var there = present?.Contains(name) == true;
            if (value is Scalar { IsNull: true })
            {
                if (there) comparison.Differs($"{path}.{key.Text}", "absent", "there");
            }
            else if (!there) comparison.Differs($"{path}.{key.Text}", "there", "absent");
            else kind.Compare(value, present![name], $"{path}.{key.Text}", comparison);
        }
    }

    public override JsonObject Schema(Schemas schemas, Use use)
    {
        var inner = kind.Schema(schemas, use);
        return new() { ["type"] = "object", ["additionalProperties"] = use == Use.Make && kind is not ObjectKind ? inner : schemas.OrNull(inner) };
    }

    private IEnumerable<Entry> Entries(Mapping mapping) => counted is null ? mapping.Entries : mapping.Entries.SelectMany(Counting.Each);

    private IDictionary Into(Node node, IDictionary into, Making making)
    {
        foreach (var (key, value) in Entries((Mapping)node))
        {
            // A name that was declared with a count stands for all of them.
            foreach (var name in keys is null ? [key.Text] : keys.Each(key, making))
            {
                var id = keys is null ? name : (string)keys.Read(key with { Text = name }, making)!;
                Put(into, id, value, making);
            }
        }

        return into;
    }

    private void Put(IDictionary into, string name, Node value, Making making)
    {
        var before = into.Contains(name) ? into[name] : null;
        if (value is Scalar { IsNull: true } && kind is not ObjectKind { IsFormat: true }) into.Remove(name);
        else
        {
            var next = kind.Fill(value is Mapping or Listing || kind is not ObjectKind ? value : new Mapping(value.Place, []), before, making);
            if (before is null && next is not null) Traits.Name(next, name, making);
            into[name] = next;
        }

        making.Undo?.Push(() =>
        {
            if (before is null) into.Remove(name);
            else into[name] = before;
        });
    }
}
