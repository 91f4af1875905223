namespace RdpMedic.Probe.Tests.Stubs;

/// <summary>What a TLS server says in the clear, put together from RFC 5246 by hand: no library still speaks the old versions.</summary>
internal static class Flight
{
    /// <summary>ServerHello, Certificate and ServerHelloDone of TLS 1.(minor-1), each in a record of its own.</summary>
    public static byte[] Of(byte minor, params byte[][] certificates) => [.. Record(22, minor, Hello(minor)), .. Record(22, minor, Certificate(certificates)), .. Record(22, minor, Message(14))];

    public static byte[] Hello(byte minor) => Message(2, [3, minor, .. new byte[32], 0, 0, 0x2F, 0]);

    public static byte[] Certificate(params byte[][] certificates)
    {
        byte[] list = [.. certificates.SelectMany(one => (byte[])[.. Three(one.Length), .. one])];
        return Message(11, [.. Three(list.Length), .. list]);
    }

    public static byte[] Message(byte kind, params byte[] body) => [kind, .. Three(body.Length), .. body];

    public static byte[] Record(byte kind, byte minor, params byte[] body) => [kind, 3, minor, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    public static byte[] Alert(byte level, byte description) => Record(21, 3, level, description);

    private static byte[] Three(int value) => [(byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
