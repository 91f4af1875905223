using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>tostring, tolong and their like. What cannot be converted becomes null, and of null a string is empty.</summary>
internal static class Conversions
{
    public static Bound To(string type, Bound value)
    {
        if (value.Type == type) return value;
        Func<object?, object?> of = type switch
        {
            "string" => Values.Text,
            "long" or "int" => Whole,
            "real" => Real,
            "bool" => Bool,
            "datetime" => Time,
            "timespan" => Span,
            "dynamic" => one => one is string text ? DynamicJson.Parse(text) : one,
            _ => throw KqlException.Unsupported($"the type '{type}'"),
        };
        if (type == "int") of = one => Whole(one) is long whole and >= int.MinValue and <= int.MaxValue ? whole : null;
        return value with { Type = type, IsColumn = false, Eval = (row, frame) => of(value.Eval(row, frame)) };
    }

    /// <summary>Only looks whether the value is of that type, as mv-expand's typeof does.</summary>
    public static object? Cast(string type, object? value) => (type, value) switch
    {
        ("dynamic", _) => value,
        ("string", string text) => text,
        ("string", null) => "",
        ("string", _) => Values.Text(value),
        ("long" or "int", long) or ("bool", bool) or ("datetime", DateTimeOffset) or ("timespan", TimeSpan) => value,
        ("real", double or long) => Values.Real(value!),
        ("datetime", string text) => Literals.Time(text),
        _ => null,
    };

    private static object? Whole(object? value) => value switch
    {
        long => value,
        double real when double.IsFinite(real) => (long)Math.Truncate(real),
        bool flag => flag ? 1L : 0L,
        string text when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) => long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ => null,
    };

    private static object? Real(object? value) => value switch
    {
        double => value,
        long whole => (double)whole,
        bool flag => flag ? 1.0 : 0.0,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null,
        _ => null,
    };

    private static object? Bool(object? value) => value switch
    {
        bool => value,
        long whole => Values.Of(whole != 0),
        double real => Values.Of(real != 0),
        string text => bool.TryParse(text, out var flag) ? Values.Of(flag) : long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? Values.Of(whole != 0) : null,
        _ => null,
    };

    private static object? Time(object? value) => value switch
    {
        DateTimeOffset => value,
        string { Length: >= 8 } text => Literals.Time(text),
        _ => null,
    };

    private static object? Span(object? value) => value switch
    {
        TimeSpan => value,
        string text => Literals.Span(text),
        _ => null,
    };
}
