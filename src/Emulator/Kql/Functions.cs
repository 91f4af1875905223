namespace RdpMedic.Emulator.Kql;

/// <summary>Scalar functions by name. One that is not here is refused by its name.</summary>
internal static class Functions
{
    private delegate Bound Make(string name, IReadOnlyList<Bound> arguments);

    private static readonly Dictionary<string, Make> Known = All();

    public static Bound Call(string name, Expressions expressions)
    {
        if (name == "typeof") return Typeof(expressions.Reader);
        if (name == "column_ifexists") return ColumnIfExists(expressions);
        if (!Known.TryGetValue(name, out var make)) throw KqlException.Semantic($"Unknown function: '{name}'.");
        return make(name, expressions.Arguments());
    }

    /// <exception cref="KqlException">Too few, too many, or of another type.</exception>
    public static void Need(string name, IReadOnlyList<Bound> arguments, int least, params ReadOnlySpan<string> types)
    {
        if (arguments.Count < least || arguments.Count > types.Length) throw KqlException.Semantic($"{name}() takes {(least == types.Length ? $"{least}" : $"{least} to {types.Length}")} arguments, not {arguments.Count}");
        for (var index = 0; index < arguments.Count; index++)
        {
            var (has, wants) = (arguments[index].Type, types[index]);
            var fits = wants switch { "any" => true, "whole" => Values.IsWhole(has), "number" => Values.IsNumber(has), _ => has == wants };
            if (!fits) throw KqlException.Semantic($"{name}() needs a {wants}, not a {has}, as argument {index + 1}");
        }
    }

    private static Bound Typeof(Reader reader)
    {
        reader.Need("(");
        var type = Literals.Type(reader.Name());
        reader.Need(")");
        return Bound.Literal("type", type);
    }

    /// <summary>The otherwise has to be of the column's type, so that the answer has one type whatever the table is.</summary>
    private static Bound ColumnIfExists(Expressions expressions)
    {
        var arguments = expressions.Arguments();
        Need("column_ifexists", arguments, 2, "string", "any");
        if (!arguments[0].IsLiteral) throw KqlException.Semantic("The name in column_ifexists is a literal");
        var name = (string)arguments[0].Known!;
        if (expressions.Scope.PlaceOf(name) < 0) return arguments[1] with { Label = null };
        var column = expressions.Scope.Column(name);
        return column.Type == arguments[1].Type ? column with { Label = null, IsColumn = false } : throw KqlException.Semantic($"The emulator's column_ifexists wants an otherwise of the column's type {column.Type}, not {arguments[1].Type}");
    }

    private static Dictionary<string, Make> All()
    {
        var all = new Dictionary<string, Make>(StringComparer.Ordinal);
        foreach (var (name, type) in new[] { ("tostring", "string"), ("tolong", "long"), ("toint", "int"), ("todouble", "real"), ("toreal", "real"), ("tobool", "bool"), ("toboolean", "bool"), ("todatetime", "datetime"), ("totimespan", "timespan"), ("todynamic", "dynamic"), ("parse_json", "dynamic"), ("toobject", "dynamic") })
        {
            all[name] = (called, arguments) =>
            {
                Need(called, arguments, 1, "any");
                return Conversions.To(type, arguments[0]);
            };
        }

        foreach (var (name, make) in TextFunctions.All.Concat(TimeFunctions.All).Concat(ChoiceFunctions.All).Concat(NumberFunctions.All)) all[name] = (called, arguments) => make(called, arguments);
        return all;
    }

    /// <summary>Whether none of them reads a column.</summary>
    public static bool Constant(IReadOnlyList<Bound> arguments) => arguments.All(argument => argument.Constant);
}
