using System.Globalization;

namespace RdpMedic.Healing.Codes;

/// <summary>Numbers as people write codes: hexadecimal with 0x, decimal, a negative HRESULT, or eight bare hexadecimal digits as logs have them. All are 32 bits.</summary>
public static class CodeNumber
{
    /// <summary>Answers whether the text is a number of 32 bits. A 64-bit hexadecimal number whose upper half is only the sign is taken for its lower half.</summary>
    public static bool TryRead(string text, out uint number)
    {
        number = 0;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var digits = text[2..];
            if (digits.Length == 16 && digits.StartsWith("FFFFFFFF", StringComparison.OrdinalIgnoreCase)) digits = digits[8..];
            return digits.Length is > 0 and <= 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        if (IsBareHexadecimal(text)) return uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || text.StartsWith('+') || value is < int.MinValue or > uint.MaxValue) return false;
        number = unchecked((uint)value);
        return true;
    }

    /// <summary>Hexadecimal first, because that is how codes are documented; the signed form only where a log would print it.</summary>
    public static string Show(uint number) => number > int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"0x{number:X} ({number}, {unchecked((int)number)})")
        : string.Create(CultureInfo.InvariantCulture, $"0x{number:X} ({number})");

    /// <summary>C000015B, with a letter, so that it is not mistaken for a decimal number.</summary>
    private static bool IsBareHexadecimal(string text) => text.Length == 8 && text.All(char.IsAsciiHexDigit) && text.Any(char.IsAsciiLetter) && text.Any(char.IsAsciiDigit);
}
