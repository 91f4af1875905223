namespace RdpMedic.Emulator.Kql;

/// <summary>order by and top: descending unless it says asc; nulls are first when ascending and last when descending, unless it says otherwise. (sort operator)</summary>
internal static class Sorting
{
    public static List<Func<Frame, IComparer<Row>>> Keys(Expressions expressions)
    {
        var keys = new List<Func<Frame, IComparer<Row>>>();
        do keys.Add(Key(expressions));
        while (expressions.Reader.Try(","));
        return keys;
    }

    public static Plan Order(Plan input, List<Func<Frame, IComparer<Row>>> keys) => input.With(frame =>
    {
        var sorted = input.Run(frame).OrderBy(row => row, keys[0](frame));
        foreach (var key in keys.Skip(1)) sorted = sorted.ThenBy(row => row, key(frame));
        return sorted;
    });

    public static Plan Top(Plan input, Expressions expressions)
    {
        var most = expressions.Constant("long", "top");
        expressions.Reader.Need("by");
        var sorted = Order(input, [Key(expressions)]);
        return sorted.With(frame => sorted.Run(frame).Take((int)(long)most.Eval(null!, frame)!));
    }

    private static Func<Frame, IComparer<Row>> Key(Expressions expressions)
    {
        var reader = expressions.Reader;
        var key = expressions.Read();
        Projection.RefuseDynamic("order", [new KqlColumn(key.Label ?? "", key.Type)]);
        var ascending = reader.Try("asc");
        if (!ascending) reader.Try("desc");
        var nullsFirst = ascending;
        if (reader.Try("nulls"))
        {
            nullsFirst = reader.Try("first");
            if (!nullsFirst) reader.Need("last");
        }

        return frame => Comparer<Row>.Create((one, other) => Compare(key.Eval(one!, frame), key.Eval(other!, frame)));

        int Compare(object? left, object? right)
        {
            if (left is null || right is null) return left is null && right is null ? 0 : left is null == nullsFirst ? -1 : 1;
            var order = Values.Order(left, right)!.Value;
            return ascending ? order : -order;
        }
    }
}
