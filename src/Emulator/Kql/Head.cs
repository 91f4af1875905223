namespace RdpMedic.Emulator.Kql;

/// <summary>The constants that a caller writes in front of a query, and the text behind them, which is the same for every call.</summary>
internal sealed record Head(IReadOnlyList<(string Name, Bound Value)> Constants, string Rest)
{
    public static Head Read(string query)
    {
        var reader = new Reader(query);
        var constants = new List<(string, Bound)>();
        var end = 0;
        while (reader.Try("let"))
        {
            var name = reader.Name();
            if (!reader.Try("=") || Literals.Try(reader) is not { } value || !reader.Try(";")) break;
            constants.Add((name, value));
            end = reader.Ahead(-1).Ends;
        }

        return new Head(constants, query[end..]);
    }

    /// <summary>What a compilation depends on: the text, and the names and types of the constants.</summary>
    public string Key => string.Join('\n', Constants.Select(constant => $"{constant.Name}:{constant.Value.Type}").Append(Rest));
}
