namespace RdpMedic.Emulator.Kql;

/// <summary>in, has_any and has_all: one value against a list of constants, in which a dynamic array stands for its items. (in operator, has_any operator)</summary>
internal static class Membership
{
    public static Bound In(string name, Bound left, List<Bound> options, Compilation compilation)
    {
        var (not, anyCase) = (name[0] == '!', name.EndsWith('~'));
        if (anyCase) left = TextComparison.Text(name, left);
        foreach (var option in options)
        {
            if (!option.Constant) throw KqlException.Semantic($"The emulator's {name} looks among constants");
            if (option.Type != left.Type && option.Type != "dynamic" && left.Type != "dynamic" && !(option.IsNumber && left.IsNumber)) throw KqlException.Semantic($"The operator in cannot look for a {left.Type} among {option.Type}");
        }

        var set = compilation.Hoist(new Bound("dynamic", (_, frame) => Set(options, frame, anyCase), Constant: true));
        return new Bound("bool", (row, frame) => Values.Of((left.Eval(row, frame) is { } value && ((HashSet<object>)set.Eval(row, frame)!).Contains(value)) != not), left.Constant);
    }

    public static Bound Has(string name, Bound left, List<Bound> terms, Compilation compilation)
    {
        var text = TextComparison.Text(name, left);
        if (terms.Exists(term => !term.Constant || term.Type is not ("string" or "dynamic"))) throw KqlException.Semantic($"The emulator's {name} takes constant strings and dynamic arrays of them");
        var list = compilation.Hoist(new Bound("dynamic", (_, frame) => Flat(terms, frame).Select(Values.Text).ToArray(), Constant: true));
        Func<string[], string, bool> test = name == "has_all"
            ? (all, one) => Array.TrueForAll(all, term => TextComparison.Has(one, term, StringComparison.OrdinalIgnoreCase))
            : (all, one) => Array.Exists(all, term => TextComparison.Has(one, term, StringComparison.OrdinalIgnoreCase));
        return new Bound("bool", (row, frame) => Values.Of(test((string[])list.Eval(row, frame)!, (string)text.Eval(row, frame)!)), text.Constant);
    }

    private static HashSet<object> Set(List<Bound> options, Frame frame, bool anyCase) => new(Flat(options, frame), anyCase ? new AnyCase() : ValueComparer.Instance);

    private static IEnumerable<object> Flat(List<Bound> options, Frame frame) => options.SelectMany(option => option.Eval(null!, frame) switch { object?[] items => items, var one => [one] }).OfType<object>();

    private sealed class AnyCase : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? x, object? y) => string.Equals(Values.Text(x), Values.Text(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(object obj) => string.GetHashCode(Values.Text(obj), StringComparison.OrdinalIgnoreCase);
    }
}
