using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>
/// Values as the engine holds them: string, long (also for int), double, bool, DateTimeOffset, TimeSpan, and for dynamic any of these, an array, or a
/// dictionary. A string is never null.
/// </summary>
internal static class Values
{
    public static readonly object True = true;

    public static readonly object False = false;

    public static object Of(bool value) => value ? True : False;

    /// <summary>What a cell holds that nobody filled.</summary>
    public static object? Missing(string type) => type == "string" ? "" : null;

    /// <summary>Ints are held as longs.</summary>
    public static bool IsWhole(string type) => type is "int" or "long";

    public static bool IsNumber(string type) => type is "int" or "long" or "real";

    public static double Real(object value) => value is long whole ? whole : (double)value;

    /// <summary>Equal as <c>==</c> has it; arrays and bags by their JSON.</summary>
    public static bool Same(object? one, object? other) => (one, other) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string left, string right) => string.Equals(left, right, StringComparison.Ordinal),
        (long left, long right) => left == right,
        (double or long, double or long) => Real(one).Equals(Real(other)),
        (object?[] or Dictionary<string, object?>, object?[] or Dictionary<string, object?>) => string.Equals(DynamicJson.Write(one), DynamicJson.Write(other), StringComparison.Ordinal),
        _ => one.Equals(other),
    };

    public static int Hash(object? value) => value switch
    {
        null => 0,
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        long whole => ((double)whole).GetHashCode(),
        object?[] or Dictionary<string, object?> => string.GetHashCode(DynamicJson.Write(value), StringComparison.Ordinal),
        _ => value.GetHashCode(),
    };

    /// <summary>Of two values of one kind; null when they cannot be put in an order.</summary>
    public static int? Order(object one, object other) => (one, other) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (long left, long right) => left.CompareTo(right),
        (double or long, double or long) => Real(one).CompareTo(Real(other)),
        (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
        (TimeSpan left, TimeSpan right) => left.CompareTo(right),
        (bool left, bool right) => left.CompareTo(right),
        _ => null,
    };

    /// <summary>As tostring has it; null becomes empty.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset at => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        _ => DynamicJson.Write(value),
    };
}

/// <summary>Compares the values of several columns together, as groups and joins do.</summary>
internal sealed class KeyComparer : IEqualityComparer<object?[]>
{
    public static readonly KeyComparer Instance = new();

    public bool Equals(object?[]? x, object?[]? y)
    {
        for (var index = 0; index < x!.Length; index++)
        {
            if (!Values.Same(x[index], y![index])) return false;
        }

        return true;
    }

    public int GetHashCode(object?[] obj)
    {
        var hash = 17;
        foreach (var value in obj) hash = unchecked((hash * 31) + Values.Hash(value));
        return hash;
    }
}

/// <summary>Compares single values.</summary>
internal sealed class ValueComparer : IEqualityComparer<object>
{
    public static readonly ValueComparer Instance = new();

    bool IEqualityComparer<object>.Equals(object? x, object? y) => Values.Same(x, y);

    public int GetHashCode(object obj) => Values.Hash(obj);
}
