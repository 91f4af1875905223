using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>What is written as one scalar.</summary>
internal abstract class ScalarKind : Kind
{
    private static readonly string[] Signs = ["<=", ">=", "<", ">"];

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Scalar scalar || scalar.IsNull || !Try(use == Use.Compare ? Bare(scalar) : scalar, reading.Start, out _)) reading.Expected(Called, node);
    }

    public override object? Read(Node node, Making making) => Try((Scalar)node, making.Start, out var value) ? value : throw new InvalidOperationException($"{node.Place} was not checked.");

    /// <summary>Numbers and times may be bounds: "&gt; +30d".</summary>
    public override void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        var scalar = (Scalar)node;
        if (SignOf(scalar) is not { } sign)
        {
            base.Compare(node, actual, path, comparison);
            return;
        }

        Try(Bare(scalar), comparison.Making.Start, out var bound);
        var order = actual is IComparable some ? some.CompareTo(bound) : int.MinValue;
        var holds = actual is not null && sign switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
        if (!holds) comparison.Differs(path, $"{sign} {Show(bound, comparison.Making)}", Show(actual, comparison.Making));
    }

    protected abstract bool Try(Scalar scalar, DateTimeOffset start, out object? value);

    /// <summary>Can be smaller or greater.</summary>
    protected virtual bool Ordered => true;

    private string? SignOf(Scalar scalar) => Ordered ? Array.Find(Signs, sign => scalar.Text.StartsWith(sign, StringComparison.Ordinal)) : null;

    /// <summary>Without its sign; a bound has to stand in quotes, and is a number all the same.</summary>
    private Scalar Bare(Scalar scalar) => SignOf(scalar) is { } sign ? scalar with { Text = scalar.Text[sign.Length..].Trim(), Plain = true } : scalar;
}

/// <summary>Any text; a number or a word without quotes is one too.</summary>
internal sealed class TextKind : ScalarKind
{
    public override string Called => "a text";

    public override string Word => "text";

    public override JsonObject Schema(Schemas schemas, Use use) => schemas.Shared("Text", new() { ["type"] = new JsonArray("string", "number", "boolean") });

    protected override bool Ordered => false;

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        value = scalar.Text;
        return true;
    }
}

/// <summary>True or false.</summary>
internal sealed class FlagKind : ScalarKind
{
    public override string Called => "true or false";

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = "boolean" };

    protected override bool Ordered => false;

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        value = scalar.Text == "true";
        return scalar is { Plain: true, Text: "true" or "false" };
    }
}

/// <summary>A number of the given type.</summary>
internal sealed class NumberKind(Type type) : ScalarKind
{
    private bool IsWhole => type != typeof(double);

    public override string Called => IsWhole ? "a whole number" : "a number";

    public override string Word => IsWhole ? "whole number" : "number";

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = use == Use.Compare ? new JsonArray(Name, "string") : Name };

    private string Name => IsWhole ? "integer" : "number";

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        value = null;
        if (!scalar.Plain) return false;
        if (type == typeof(int) && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small)) value = small;
        else if (type == typeof(long) && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large)) value = large;
        else if (type == typeof(double) && double.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real)) value = real;
        return value is not null;
    }
}

/// <summary>One of the words of an enumeration, as the code spells it or as the JSON outputs do.</summary>
internal sealed class WordKind(Type type) : ScalarKind
{
    private readonly IReadOnlyList<string> words = [.. Enum.GetNames(type).Select(Spelled)];

    public override string Called => $"one of {string.Join(", ", words)}";

    public override string Word => string.Join(", ", words);

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["enum"] = new JsonArray([.. words.Concat(Enum.GetNames(type)).Distinct(StringComparer.Ordinal).Select(word => (JsonNode)word)]) };

    public override string Show(object? value, Making making) => value is null ? "nothing" : Spelled(value.ToString()!);

    protected override bool Ordered => false;

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        var name = Array.Find(Enum.GetNames(type), name => name == scalar.Text || Spelled(name) == scalar.Text);
        value = name is null ? null : Enum.Parse(type, name);
        return value is not null;
    }

    private static string Spelled(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}

/// <summary>A name that is declared elsewhere.</summary>
/// <param name="asId">The product and the world know it by its resource id.</param>
internal sealed class NameKind(Named what, bool asId) : ScalarKind
{
    public override string Called => what is Named.Rule or Named.Member or Named.Breakage ? Names.Form(what) : $"a {Names.Called(what)}";

    public override string Word => what is Named.Rule or Named.Member or Named.Breakage ? $"`{Names.Form(what)}`" : $"name of a {Names.Called(what)}";

    /// <summary>What counted names stand for, where several may be named.</summary>
    public IReadOnlyList<string> Each(Node node, Making making) => making.Names.Each(what, ((Scalar)node).Text);

    public override void Check(Node node, Use use, Reading reading)
    {
        base.Check(node, use, reading);
        if (node is Scalar { IsNull: false } scalar) reading.Mentioned(node, what, scalar.Text);
    }

    public override JsonObject Schema(Schemas schemas, Use use) => what switch
    {
        Named.Failure or Named.Step or Named.Doing or Named.Gate or Named.Call => new() { ["enum"] = new JsonArray([.. new Names().All(what).Select(name => (JsonNode)name)]) },
        _ => new() { ["type"] = "string" },
    };

    protected override bool Ordered => false;

    public override object? Read(Node node, Making making) => asId ? Names.IdOf(making.Fleet, what, ((Scalar)node).Text) : ((Scalar)node).Text;

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        value = scalar.Text;
        return scalar.Text.Count(letter => letter == '/') == (what switch { Named.Rule or Named.Breakage => 1, Named.Member => 2, _ => scalar.Text.Count(letter => letter == '/') });
    }
}
