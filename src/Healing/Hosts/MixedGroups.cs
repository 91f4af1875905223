namespace RdpMedic.Healing.Hosts;

/// <summary>
/// A Run Command is SYSTEM on the machine, and the roles that allow it are assigned by resource group. So a group that also holds a machine which nobody enrolled, or a
/// protected one, is held as a whole until its owner parts them or says that it is meant.
/// </summary>
public static class MixedGroups
{
    /// <summary>The same hosts; enrolled ones of mixed groups on hold, with the name of who should not be there. An own hold stays as it is.</summary>
    public static IReadOnlyList<Host> Hold(IReadOnlyList<Host> hosts)
    {
        var strangers = hosts.Where(host => !host.Enrolled || host.Role == HostRole.Protected)
            .GroupBy(host => Group(host.Id), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(host => host.Id.Value, StringComparer.Ordinal).First(), StringComparer.Ordinal);
        return [.. hosts.Select(host => host is { Enrolled: true, Hold: null } && strangers.GetValueOrDefault(Group(host.Id)) is { } stranger ? host with { Hold = Why(host, stranger) } : host)];
    }

    private static string Why(Host host, Host stranger) => stranger.Id == host.Id
        ? $"{host.Name} is protected, and repairs are allowed for its whole resource group"
        : $"its resource group also holds {stranger.Name}, which is {(stranger.Role == HostRole.Protected ? "protected" : "not enrolled")}; part them, or set AllowMixedGroups";

    /// <summary>Ids are lower case.</summary>
    private static string Group(HostId id) => id.Value[..id.Value.IndexOf("/providers/", StringComparison.Ordinal)];
}
