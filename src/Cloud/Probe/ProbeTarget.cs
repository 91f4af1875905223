using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RdpMedic.Cloud.Probe;

/// <summary>A door to look at.</summary>
/// <param name="Host">A name or an address, IPv4 or IPv6, without brackets.</param>
public sealed record ProbeTarget(string Host, int Port = 3389)
{
    /// <summary>Reads <c>name</c>, <c>name:port</c>, <c>address</c>, <c>address:port</c>, <c>[v6]</c>, <c>[v6]:port</c> or a bare IPv6 address; null: it is none of these.</summary>
    public static ProbeTarget? Parse(string text)
    {
        if (IPAddress.TryParse(text, out var bare) && (bare.AddressFamily == AddressFamily.InterNetworkV6 ? text[0] != '[' : true)) return new ProbeTarget(text);
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 || text.EndsWith(']') ? (text, 3389) : (text[..colon], PortOf(text[(colon + 1)..]));
        if (port is null) return null;
        if (host is ['[', .. var inside, ']']) return IPAddress.TryParse(inside, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? new ProbeTarget(inside, port.Value) : null;
        return host.Length is > 0 and <= 253 && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 ? new ProbeTarget(host, port.Value) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static int? PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;
}
