using System.Security.Cryptography;
using System.Text;

namespace RdpMedic.Healing;

/// <summary>Hashes that are the same in every process and every version, unlike <c>string.GetHashCode</c>.</summary>
public static class StableHash
{
    /// <summary>The first 32 hexadecimal digits of SHA-256, lower case. A virtual machine's resource id is longer than the 128 characters that a Service Bus session id may have.</summary>
    public static string Of(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];

    /// <summary>A number from 0 (inclusive) to 1 (exclusive) that depends on the parts alone; serves as jitter that a replay repeats.</summary>
    public static double Fraction(params ReadOnlySpan<string> parts) =>
        Convert.ToUInt32(Of(parts)[..8], 16) / (double)(1UL << 32);
}
