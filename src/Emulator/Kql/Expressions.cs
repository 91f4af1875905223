using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>Reads expressions and resolves their names against the columns at hand and the query's lets.</summary>
internal sealed class Expressions(Reader reader, IReadOnlyDictionary<string, Bound> lets, DateTimeOffset now)
{
    /// <summary>The columns at this point of the pipeline.</summary>
    public IReadOnlyList<KqlColumn> Scope { get; set; } = [];

    public Bound Read() => Or();

    public Bound Condition()
    {
        var bound = Read();
        return bound.Type == "bool" ? bound : throw KqlException.Semantic($"A condition must be a bool, not a {bound.Type}");
    }

    public Bound Column(string name)
    {
        var index = Scope.ToList().FindIndex(column => column.Name == name);
        if (index < 0) throw KqlException.Semantic($"Failed to resolve scalar expression named '{name}'");
        return new Bound(Scope[index].Type, row => row.Values[index]);
    }

    private Bound Or()
    {
        var left = And();
        while (reader.Try("or")) left = Logic(left, And(), or: true);
        return left;
    }

    private Bound And()
    {
        var left = Compare();
        while (reader.Try("and")) left = Logic(left, Compare(), or: false);
        return left;
    }

    private static Bound Logic(Bound left, Bound right, bool or)
    {
        if (left.Type != "bool" || right.Type != "bool") throw KqlException.Semantic("and and or are for bools");
        return new Bound("bool", row => or ? (bool)left.Eval(row)! || (bool)right.Eval(row)! : (bool)left.Eval(row)! && (bool)right.Eval(row)!);
    }

    private Bound Compare()
    {
        var left = Primary();
        if (reader.Try("in")) return Comparison.In(left, List());
        if (reader.Try("has_any")) return Comparison.HasAny(left, [.. List().SelectMany(Terms)]);
        if (!Comparison.Operators.Contains(reader.Peek.Value) || reader.Peek.Kind is TokenKind.Text) return left;
        return Comparison.Make(reader.Next().Value, left, Primary());
    }

    private static IEnumerable<string> Terms(Bound bound) => (bound.Constant, bound.Type) switch
    {
        (true, "string") => [(string)bound.Value!],
        (true, "dynamic") => (IReadOnlyList<string>)bound.Value!,
        _ => throw KqlException.Semantic("The emulator's has_any takes constant strings and a dynamic list of them"),
    };

    private List<Bound> List()
    {
        reader.Need("(");
        var list = new List<Bound> { Read() };
        while (reader.Try(",")) list.Add(Read());
        reader.Need(")");
        return list;
    }

    private Bound Primary()
    {
        if (reader.Try("("))
        {
            var inner = Read();
            reader.Need(")");
            return inner;
        }

        var token = reader.Next();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return Bound.Literal("string", token.Value);
            case TokenKind.Number:
                return Bound.Literal("long", long.Parse(token.Value, CultureInfo.InvariantCulture));
            case TokenKind.Name when token.Value is "true" or "false":
                return Bound.Literal("bool", token.Value == "true");
            case TokenKind.Name when reader.Peek.Is("("):
                return Call(token);
            case TokenKind.Name:
                return Scope.Any(column => column.Name == token.Value) || !lets.TryGetValue(token.Value, out var constant) ? Column(token.Value) : constant;
            default:
                throw KqlException.Syntax($"Unexpected '{token.Value}'", token.At);
        }
    }

    private Bound Call(Token name)
    {
        reader.Need("(");
        switch (name.Value)
        {
            case "datetime":
                var text = reader.Next();
                reader.Need(")");
                return DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Bound.Literal("datetime", at) : throw KqlException.Semantic($"'{text.Value}' is no datetime");
            case "dynamic":
                return Dynamic();
            case "ingestion_time":
                reader.Need(")");
                return new Bound("datetime", row => row.IngestedAt);
            case "now":
                reader.Need(")");
                return Bound.Literal("datetime", now);
            case "tolower" or "toupper":
                var argument = Read();
                reader.Need(")");
                if (argument.Type != "string") throw KqlException.Semantic($"{name.Value} needs a string, not a {argument.Type}");
                return new Bound("string", name.Value == "tolower" ? row => ((string)argument.Eval(row)!).ToLowerInvariant() : row => ((string)argument.Eval(row)!).ToUpperInvariant(), argument.Constant);
            case "not":
                var condition = Condition();
                reader.Need(")");
                return new Bound("bool", row => !(bool)condition.Eval(row)!);
            default:
                throw KqlException.Semantic($"Unknown function: '{name.Value}'.");
        }
    }

    private Bound Dynamic()
    {
        reader.Need("[");
        var items = new List<string>();
        while (!reader.Try("]"))
        {
            if (items.Count > 0) reader.Need(",");
            var item = reader.Next();
            items.Add(item.Kind == TokenKind.Text ? item.Value : throw KqlException.Syntax("The emulator knows dynamic lists of strings only", item.At));
        }

        reader.Need(")");
        return Bound.Literal("dynamic", (IReadOnlyList<string>)items);
    }
}
