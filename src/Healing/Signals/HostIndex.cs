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

    /// <summary>
    /// By what stands before the last slash, by what stands behind it. Thousands of hosts share the long beginnings, so what a row is compared with is short and lies close together.
    /// </summary>
    private readonly Dictionary<string, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>> folders = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>>.AlternateLookup<ReadOnlySpan<char>> bySpan;

    /// <summary>By place; a sweep asks it of each row, and need not touch the host for that.</summary>
    private readonly bool[] enrolled;

    /// <summary>Made when the first name is asked for: where nothing is listed, nobody asks.</summary>
    private readonly Lazy<Dictionary<string, Host>> named;

    public HostIndex(IReadOnlyList<Host> hosts)
    {
        Hosts = hosts;
        enrolled = [.. hosts.Select(host => host.Enrolled)];
        Stopped = [.. hosts.Where(host => host is { Enrolled: true, Stopped: true })];
        named = new(() => hosts.Where(host => host.Enrolled).DistinctBy(host => host.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(host => host.Name, StringComparer.OrdinalIgnoreCase));
        bySpan = folders.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var place = 0; place < hosts.Count; place++)
        {
            Put(hosts[place].Id.Value, place);
            if (hosts[place].SessionHostId?.ToLowerInvariant() is not { } id) continue;
            Put(id, place);
            Share(id.AsSpan(id.LastIndexOf('/') + 1), place);
        }
    }

    /// <summary>The inventory that this is an index of.</summary>
    public IReadOnlyList<Host> Hosts { get; }

    /// <summary>Enrolled machines that are stopped and not deallocated. Few, and asked for by every sweep: nobody looks through the whole inventory for them.</summary>
    public IReadOnlyList<Host> Stopped { get; }

    /// <summary>The host's place in <see cref="Hosts"/>; negative when it is unknown, or when the name stands for several.</summary>
    /// <param name="resource">As a row has it, in any case.</param>
    public int PlaceOf(string resource)
    {
        // As the queries give it, in lower case: then nothing has to be copied, nor even looked through.
        var place = Known(resource);
        return place != Nobody || resource.ToLowerInvariant() is not { } lower || ReferenceEquals(lower, resource) ? place : Known(lower);
    }

    public bool IsEnrolled(int place) => enrolled[place];

    public Host? Find(string resource) => PlaceOf(resource) is var place and >= 0 ? Hosts[place] : null;

    /// <summary>The enrolled host of this computer name, as operators list it; the first of the inventory where several have it.</summary>
    public Host? Named(string name) => named.Value.GetValueOrDefault(name);

    /// <summary>The name stands for hosts of several pools.</summary>
    public bool IsAmbiguous(string resource) => PlaceOf(resource) == Several;

    private int Known(ReadOnlySpan<char> id)
    {
        var slash = id.LastIndexOf('/');
        return bySpan.TryGetValue(id[..Math.Max(slash, 0)], out var names) && names.TryGetValue(id[(slash + 1)..], out var place) ? place : Nobody;
    }

    private void Put(ReadOnlySpan<char> id, int place)
    {
        var slash = id.LastIndexOf('/');
        Names(id[..Math.Max(slash, 0)])[id[(slash + 1)..]] = place;
    }

    /// <summary>A name that another host has already stands for several.</summary>
    private void Share(ReadOnlySpan<char> name, int place)
    {
        var names = Names([]);
        if (!names.TryAdd(name, place)) names[name] = Several;
    }

    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Names(ReadOnlySpan<char> folder)
    {
        if (!bySpan.TryGetValue(folder, out var names)) bySpan[folder] = names = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        return names;
    }
}
