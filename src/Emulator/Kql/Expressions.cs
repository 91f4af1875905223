namespace RdpMedic.Emulator.Kql;

/// <summary>Reads scalar expressions and resolves their names against the columns at hand and the query's lets.</summary>
internal sealed class Expressions(Reader reader, Scope scope)
{
    public Scope Scope { get; } = scope;

    public Reader Reader => reader;

    public Bound Read() => Or();

    public Bound Condition()
    {
        var at = reader.Peek;
        var bound = Read();
        return bound.Type == "bool" ? bound : throw KqlException.Semantic($"A condition must be a bool, not a {bound.Type} ('{at.Value}')");
    }

    /// <summary>An expression that reads no column, of the given type.</summary>
    public Bound Constant(string type, string what)
    {
        var bound = Read();
        if (!bound.Constant || (bound.Type != type && !(Values.IsWhole(bound.Type) && Values.IsNumber(type)))) throw KqlException.Semantic($"{what} must be a constant {type}");
        return bound;
    }

    /// <summary>What stands in brackets, with commas between.</summary>
    public List<Bound> Arguments()
    {
        var list = new List<Bound>();
        reader.Need("(");
        while (!reader.Try(")"))
        {
            if (list.Count > 0) reader.Need(",");
            list.Add(Read());
        }

        return list;
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

    /// <summary>Null counts as false, as documented.</summary>
    private static Bound Logic(Bound left, Bound right, bool or)
    {
        if (left.Type != "bool" || right.Type != "bool") throw KqlException.Semantic("and and or are for bools");
        return new Bound("bool", or ? (row, frame) => Values.Of(left.Holds(row, frame) || right.Holds(row, frame)) : (row, frame) => Values.Of(left.Holds(row, frame) && right.Holds(row, frame)), left.Constant && right.Constant) 
        {
            Since = or ? null : left.Since ?? right.Since,
            IngestedAfter = or ? null : left.IngestedAfter ?? right.IngestedAfter,
        };
    }

    private Bound Compare()
    {
        var left = Sum();
        var token = reader.Peek;
        if (token.Kind is not (TokenKind.Symbol or TokenKind.Name)) return left;
        switch (token.Value)
        {
            case "in" or "!in" or "in~" or "!in~" or "has_any" or "has_all":
                reader.Place++;
                var options = Arguments();
                return token.Value.StartsWith("has", StringComparison.Ordinal) ? Membership.Has(token.Value, left, options, Scope.Compilation) : Membership.In(token.Value, left, options, Scope.Compilation);
            case "between" or "!between":
                reader.Place++;
                return Between(left, token.Value[0] == '!');
        }

        if (TextComparison.Operators.ContainsKey(token.Value))
        {
            reader.Place++;
            return TextComparison.Make(token.Value, left, Scope.Compilation.Hoist(Sum()));
        }

        if (!Comparison.Operators.Contains(token.Value))
        {
            if (token.Value is "matches" || token.Value.StartsWith('!') || token.Value.StartsWith("has", StringComparison.Ordinal)) throw KqlException.Unsupported($"the operator '{token.Value}'");
            return left;
        }

        reader.Place++;
        return Comparison.Make(token.Value, Scope.Compilation.Hoist(left), Scope.Compilation.Hoist(Sum()));
    }

    /// <summary>Both ends belong to it; an end that is a timespan is counted from the beginning.</summary>
    private Bound Between(Bound value, bool not)
    {
        reader.Need("(");
        var from = Scope.Compilation.Hoist(Sum());
        reader.Need("..");
        var end = Sum();
        reader.Need(")");
        if (value.Type == "datetime" && end.Type == "timespan") end = Arithmetic.Make("+", from, end);
        var after = Comparison.Make(">=", value, from);
        var before = Comparison.Make("<=", value, Scope.Compilation.Hoist(end));
        return new Bound("bool", (row, frame) => Values.Of((after.Holds(row, frame) && before.Holds(row, frame)) != not), value.Constant && from.Constant && end.Constant);
    }

    private Bound Sum()
    {
        var left = Product();
        while (reader.Peek.Is("+") || reader.Peek.Is("-")) left = Arithmetic.Make(reader.Next().Value, left, Product());
        return left;
    }

    private Bound Product()
    {
        var left = Unary();
        while (reader.Peek.Is("*") || reader.Peek.Is("/")) left = Arithmetic.Make(reader.Next().Value, left, Unary());
        return reader.Peek.Is("%") ? throw KqlException.Unsupported("the operator '%'") : left;
    }

    private Bound Unary() => reader.Try("-") ? Arithmetic.Negated(Unary()) : Path();

    private Bound Path()
    {
        var value = Primary();
        while (true)
        {
            if (reader.Peek.Is("."))
            {
                reader.Place++;
                value = Access.Property(value, reader.Name());
            }
            else if (reader.Try("["))
            {
                var index = Sum();
                reader.Need("]");
                value = Access.Item(value, index);
            }
            else
            {
                return value;
            }
        }
    }

    private Bound Primary()
    {
        if (reader.IsQuotedName(0)) return Scope.Named(reader.Name());
        if (reader.Try("("))
        {
            var inner = Read();
            reader.Need(")");
            return inner;
        }

        if (Literals.Try(reader) is { } literal) return literal;
        var token = reader.Next();
        if (token.Kind != TokenKind.Name) throw KqlException.Syntax($"Unexpected '{token.Value}'", token.At);
        return reader.Peek.Is("(") ? Functions.Call(token.Value, this) : Scope.Named(token.Value);
    }
}
