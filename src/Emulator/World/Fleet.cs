using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World;

/// <summary>
/// Everything that exists in the emulated Azure, as plain mutable state. All of it is read and written under <see cref="Gate"/>; symptoms (log rows,
/// handshakes, health reports) are derived from it and never stored beside it.
/// </summary>
public sealed class Fleet(TimeProvider clock, string subscription, string location)
{
    private long _etags;

    public Lock Gate { get; } = new();

    /// <summary>World time.</summary>
    public TimeProvider Clock { get; } = clock;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public string Subscription { get; } = subscription;

    public string Location { get; } = location;

    /// <summary>By name; resource names are compared without case, and listings are ordered.</summary>
    public SortedDictionary<string, Machine> Machines { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, SecurityGroup> SecurityGroups { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Security admin rules of Virtual Network Manager.</summary>
    public SortedDictionary<string, AdminRule> AdminRules { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, RouteTable> RouteTables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>There is a Network Watcher in the region.</summary>
    public bool HasNetworkWatcher { get; set; } = true;

    public SortedDictionary<string, LoadBalancer> LoadBalancers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, HostPool> HostPools { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The one vault that the emulator serves.</summary>
    public required Vault Vault { get; init; }

    /// <summary>Makes certificates for the guests of this fleet.</summary>
    public required MakeCertificate Make { get; init; }

    /// <summary>Control-plane writes, newest last: what the activity log will show.</summary>
    public List<Activity> Activities { get; } = [];

    /// <summary>Where the logons of guests are collected: SecurityEvent (Sentinel, Defender), Event (a data collection rule), or an empty text where nobody collects them.</summary>
    public string SecurityLog { get; set; } = "SecurityEvent";

    /// <summary>What took hold, as the world saw it.</summary>
    public EffectBook Effects { get; } = new();

    /// <summary>Effects of what was called for and takes its time.</summary>
    public Later Later { get; } = new();

    /// <summary>Management locks.</summary>
    public List<ManagementLock> Locks { get; } = [];

    /// <summary>A lock refuses to write, or to delete, this resource.</summary>
    public bool Locked(string resource, bool deletes = false) => Locks.Exists(one => one.Refuses(resource, deletes));

    /// <summary>A new entity tag; every write of an entity takes one.</summary>
    public string NextETag() => $"W/\"{Interlocked.Increment(ref _etags):x8}\"";

    /// <summary>The resource id of something in a resource group of this subscription, in the spelling that ARM answers with.</summary>
    public string IdOf(string resourceGroup, string type, string name) => $"/subscriptions/{Subscription}/resourceGroups/{resourceGroup}/providers/{type}/{name}";
}

/// <summary>One control-plane write.</summary>
/// <param name="Caller">The identity: a user principal name or an application's object id.</param>
public sealed record Activity(DateTimeOffset At, string Operation, string ResourceId, string Caller);
