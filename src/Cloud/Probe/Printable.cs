using System.Text;

namespace RdpMedic.Cloud.Probe;

/// <summary>Text that came from the network goes to terminals, journals and pages: nothing but what can be printed, and not much of it.</summary>
internal static class Printable
{
    public const int Longest = 255;

    /// <summary>Cut, and with a question mark for every control, format, surrogate or unassigned character.</summary>
    public static string Of(string text)
    {
        var cut = text.Length <= Longest ? text : text[..Longest];
        return string.Create(cut.Length, cut, static (made, from) =>
        {
            for (var index = 0; index < from.Length; index++) made[index] = Shows(from[index]) ? from[index] : '?';
        });
    }

    /// <summary>At most 48 bytes, what is not printable ASCII as \xNN.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var one in bytes[..Math.Min(48, bytes.Length)])
        {
            if (one is >= 0x20 and < 0x7F and not (byte)'\\') text.Append((char)one);
            else text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{one:X2}");
        }

        return text.ToString();
    }

    private static bool Shows(char character) => char.IsLetterOrDigit(character) || character == ' ' || char.IsPunctuation(character) || char.IsSymbol(character);
}
