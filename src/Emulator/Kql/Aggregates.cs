namespace RdpMedic.Emulator.Kql;

/// <summary>What an aggregate gives, and how it is computed over the rows of one group.</summary>
/// <param name="Columns">One, or several for arg_max, arg_min and take_any; named as they are named when nobody names them.</param>
internal sealed record Aggregate(IReadOnlyList<KqlColumn> Columns, Func<List<Row>, Frame, object?[]> Of)
{
    public static Aggregate Single(string name, string type, Func<List<Row>, Frame, object?> of) => new([new KqlColumn(name, type)], (rows, frame) => [of(rows, frame)]);
}

/// <summary>Aggregate functions by name. All but count pass over nulls. Distinct values and percentiles are exact here, and estimates in the service. (Aggregation functions)</summary>
internal static class Aggregates
{
    /// <param name="groups">Columns by which is grouped: a star leaves them out.</param>
    public static Aggregate Read(string name, Expressions expressions, IReadOnlyList<string> groups)
    {
        if (name is "arg_max" or "arg_min" or "take_any" or "any") return Picks.Read(name, expressions, groups);
        var arguments = expressions.Arguments();
        switch (name)
        {
            case "count":
                Functions.Need(name, arguments, 0, "any");
                return Aggregate.Single("count_", "long", (rows, _) => (long)rows.Count);
            case "countif":
                Functions.Need(name, arguments, 1, "bool");
                return Aggregate.Single("countif_", "long", (rows, frame) => rows.LongCount(row => arguments[0].Holds(row, frame)));
            case "dcount" or "count_distinct":
                Functions.Need(name, arguments, 1, "any", "whole");
                return Aggregate.Single(Label(name, arguments), "long", (rows, frame) => (long)Set(arguments[0], rows, frame).Count);
            case "dcountif":
                Functions.Need(name, arguments, 2, "any", "bool");
                return Aggregate.Single(Label(name, arguments), "long", (rows, frame) => (long)Set(arguments[0], rows.Where(row => arguments[1].Holds(row, frame)), frame).Count);
            case "sum" or "avg":
                return Total(name, arguments);
            case "max" or "min":
                Functions.Need(name, arguments, 1, "any");
                Projection.RefuseDynamic(name, [new KqlColumn(arguments[0].Label ?? "", arguments[0].Type)]);
                return Aggregate.Single(Label(name, arguments), arguments[0].Type, (rows, frame) => Extreme(Each(arguments[0], rows, frame), name == "max" ? 1 : -1));
            case "make_set" or "make_list":
                return Collected(name, arguments);
            case "percentile":
                return Percentile(arguments);
            default:
                throw KqlException.Semantic($"Unknown function: '{name}'.");
        }
    }

    private static string Label(string name, List<Bound> arguments) => $"{name}_{arguments[0].Label}";

    private static IEnumerable<object> Each(Bound value, IEnumerable<Row> rows, Frame frame)
    {
        foreach (var row in rows)
        {
            if (value.Eval(row, frame) is { } one) yield return one;
        }
    }

    /// <summary>An array counts as its items for make_set, as a whole for dcount.</summary>
    private static HashSet<object> Set(Bound value, IEnumerable<Row> rows, Frame frame) => new(Each(value, rows, frame), ValueComparer.Instance);

    private static object? Extreme(IEnumerable<object> values, int sign)
    {
        object? best = null;
        foreach (var value in values)
        {
            if (best is null || Values.Order(value, best) * sign > 0) best = value;
        }

        return best;
    }

    /// <summary>Over nothing a sum is nought and an average is no number.</summary>
    private static Aggregate Total(string name, List<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "any");
        var value = arguments[0];
        var sum = name == "sum";
        return value.Type switch
        {
            "int" or "long" when sum => Aggregate.Single(Label(name, arguments), "long", (rows, frame) => Each(value, rows, frame).Sum(one => (long)one)),
            "int" or "long" or "real" => Aggregate.Single(Label(name, arguments), "real", (rows, frame) => sum ? Each(value, rows, frame).Sum(Values.Real) : Average(Each(value, rows, frame).Select(Values.Real))),
            "timespan" => Aggregate.Single(Label(name, arguments), "timespan", (rows, frame) => Ticks(Each(value, rows, frame).Select(one => (double)((TimeSpan)one).Ticks), sum)),
            _ => throw KqlException.Semantic($"{name}() cannot add up {value.Type}"),
        };

        static double Average(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

        static object? Ticks(IEnumerable<double> ticks, bool sum) => (sum ? ticks.Sum() : Average(ticks)) is var total && double.IsNaN(total) ? null : TimeSpan.FromTicks((long)total);
    }

    private static Aggregate Collected(string name, List<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "any", "whole");
        var (value, most) = (arguments[0], arguments.Count > 1 ? arguments[1] : Bound.Literal("long", 1048576L));
        if (!most.Constant) throw KqlException.Semantic($"The size of {name} is a constant");
        return Aggregate.Single(Label(name[5..], arguments), "dynamic", (rows, frame) =>
        {
            var all = Each(value, rows, frame);
            if (name == "make_set") all = all.SelectMany(one => one is object?[] items ? items.OfType<object>() : [one]).Distinct(ValueComparer.Instance);
            return all.Take((int)(long)most.Eval(null!, frame)!).ToArray<object?>();
        });
    }

    /// <summary>By nearest rank: the smallest value that as many percent do not exceed.</summary>
    private static Aggregate Percentile(List<Bound> arguments)
    {
        Functions.Need("percentile", arguments, 2, "any", "number");
        var (value, rank) = (arguments[0], arguments[1]);
        if (!rank.IsLiteral || Values.Real(rank.Known!) is < 0 or > 100) throw KqlException.Semantic("The percentage of percentile() is a literal of 0 to 100");
        if (value.Type is "string" or "dynamic" or "bool") throw KqlException.Semantic($"percentile() cannot rank {value.Type}");
        var share = Values.Real(rank.Known!) / 100;
        return Aggregate.Single($"percentile_{value.Label}_{Values.Text(rank.Known)}", value.Type == "int" ? "long" : value.Type, (rows, frame) =>
        {
            var sorted = Each(value, rows, frame).Order(Comparer<object>.Create((one, other) => Values.Order(one, other)!.Value)).ToList();
            return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
        });
    }
}
