using System.Text;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Signals;

/// <summary>
/// The inventory by every name under which a log row may speak of a host, all in lower case: the resource id of the virtual machine, the resource id of the
/// AVD session host, and the name under which AVD logs it. Two pools may hold hosts of one name; such a name finds nobody, because to guess would be to
/// repair the wrong machine.
/// </summary>
public sealed class HostIndex
{
    private const int Nobody = -1;

    private const int Several = -2;

    private readonly Dictionary<string, int> places;

    public HostIndex(IReadOnlyList<Host> hosts)
    {
        Hosts = hosts;
        places = new Dictionary<string, int>(hosts.Count + (2 * hosts.Count(host => host.IsSessionHost)), StringComparer.Ordinal);
        for (var place = 0; place < hosts.Count; place++)
        {
            places[hosts[place].Id.Value] = place;
            if (hosts[place].SessionHostId?.ToLowerInvariant() is not { } id) continue;
            places[id] = place;
            var name = id[(id.LastIndexOf('/') + 1)..];
            if (!places.TryAdd(name, place)) places[name] = Several;
        }
    }

    /// <summary>The inventory that this is an index of.</summary>
    public IReadOnlyList<Host> Hosts { get; }

    /// <summary>The host's place in <see cref="Hosts"/>; negative when it is unknown, or when the name stands for several.</summary>
    /// <param name="resource">As a row has it, in any case.</param>
    public int PlaceOf(string resource) => places.GetValueOrDefault(IsLower(resource) ? resource : resource.ToLowerInvariant(), Nobody);

    /// <summary>As the queries give it: then nothing has to be copied.</summary>
    private static bool IsLower(string resource) => Ascii.IsValid(resource) && !resource.AsSpan().ContainsAnyInRange('A', 'Z');

    public Host? Find(string resource) => PlaceOf(resource) is var place and >= 0 ? Hosts[place] : null;

    /// <summary>The name stands for hosts of several pools.</summary>
    public bool IsAmbiguous(string resource) => PlaceOf(resource) == Several;
}
