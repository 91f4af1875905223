namespace RdpMedic.Emulator.Kql;

/// <summary>The tabular operators, one after another. One that is not here is refused by its name.</summary>
internal sealed class Pipeline(Reader reader, Compilation compilation, Script script)
{
    public Plan Read(Plan plan)
    {
        while (reader.Try("|")) plan = Operator(plan);
        return plan;
    }

    private Plan Operator(Plan input)
    {
        if (reader.Peek.Is("union")) return new Sources(reader, compilation, script).Union(input);
        var name = reader.Operator();
        var expressions = new Expressions(reader, new Scope(input.Columns, compilation));
        switch (name.Value)
        {
            case "where":
                var condition = expressions.Condition();
                return Where(input, condition);
            case "extend":
                return Projection.Extend(input, expressions);
            case "project":
                return Projection.Project(input, expressions);
            case "project-away":
                return Projection.Away(input, expressions);
            case "project-rename":
                return Projection.Rename(input, expressions);
            case "distinct":
                return Projection.Distinct(input, expressions);
            case "summarize":
                return new Summary(input, expressions).Read();
            case "count":
                return new Plan([new KqlColumn("Count", "long")], frame => [new Row([(long)input.Run(frame).Count()], null)]);
            case "order" or "sort":
                reader.Need("by");
                return Sorting.Order(input, Sorting.Keys(expressions));
            case "top":
                return Sorting.Top(input, expressions);
            case "take" or "limit":
                var most = expressions.Constant("long", name.Value);
                return input.With(frame => input.Run(frame).Take((int)(long)most.Eval(null!, frame)!));
            case "join":
                return new Joining(input, expressions, script).Read();
            case "mv-expand":
                return new Expansion(input, expressions).Read();
            default:
                throw KqlException.Syntax($"The emulator does not know the operator '{name.Value}'", name.At);
        }
    }

    private static Plan Where(Plan input, Bound condition)
    {
        if (input.Table is { } fresh && condition.IngestedAfter is { } after)
            return input.With(frame => after(null!, frame) is DateTimeOffset time ? frame.Fresh(fresh, time).Where(row => condition.Holds(row, frame)) : []);
        if (input.Table is not { } table || condition.Since is not { } since) return input.With(frame => input.Run(frame).Where(row => condition.Holds(row, frame)));
        return input.With(frame => frame.Rows(table, since(null!, frame) as DateTimeOffset?).Where(row => condition.Holds(row, frame)));
    }
}
