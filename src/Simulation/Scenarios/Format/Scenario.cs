using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>One incident, as a file: a world, what befalls it, and what is expected of the product.</summary>
public sealed class Scenario
{
    /// <summary>A sentence: what happens and how it ends.</summary>
    public required string Name { get; init; }

    /// <summary>Why it is told; for people.</summary>
    public string? Description { get; init; }

    /// <summary>What kind of scenario it is: hard (two causes, decoys, missing telemetry, an owner, flapping), do-nothing (the right answer is to change nothing).</summary>
    [OneOrMany]
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>When it begins, in UTC; every other moment counts from here. Default: Monday 2026-03-02T05:00:00Z.</summary>
    public string? Start { get; init; }

    /// <summary>For delays and the order of chance things. The same seed is the same story. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long it lasts. Default 2h.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Settings of the product, by the names of its app settings. What is not named has the product's own default.</summary>
    public Patch<Policy>? Settings { get; init; }

    /// <summary>AVD host pools.</summary>
    public IReadOnlyDictionary<string, PoolSpec> Pools { get; init; } = new Dictionary<string, PoolSpec>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key vault with its certificates; the world has one.</summary>
    public IReadOnlyDictionary<string, VaultSpec> Vaults { get; init; } = new Dictionary<string, VaultSpec>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Network security groups with their own rules. What no rule allows is refused.</summary>
    public IReadOnlyDictionary<string, NsgSpec> NetworkSecurityGroups { get; init; } = new Dictionary<string, NsgSpec>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Virtual machines, plain ones and AVD session hosts.</summary>
    [Counted(Named.Host)]
    public required IReadOnlyDictionary<string, HostSpec> Hosts { get; init; }

    /// <summary>Load balancers before plain machines.</summary>
    public IReadOnlyDictionary<string, BalancerSpec> LoadBalancers { get; init; } = new Dictionary<string, BalancerSpec>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Security admin rules of Virtual Network Manager, which are asked before every group. What is not said: they deny inbound 3389, for all machines.</summary>
    public IReadOnlyDictionary<string, Patch<AdminRule>> AdminRules { get; init; } = new Dictionary<string, Patch<AdminRule>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Route tables; hosts name theirs in routeTable.</summary>
    public IReadOnlyDictionary<string, Patch<RouteTable>> RouteTables { get; init; } = new Dictionary<string, Patch<RouteTable>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>No Network Watcher is set up: IP flow verify answers nothing.</summary>
    public bool NoNetworkWatcher { get; init; }

    /// <summary>Autoscale: it drains hosts, and opens drained ones without asking who drained them.</summary>
    public IReadOnlyDictionary<string, ScalingPlanSpec> ScalingPlans { get; init; } = new Dictionary<string, ScalingPlanSpec>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Policies, pipelines and tools that write the same values again and again.</summary>
    public IReadOnlyList<OwnerSpec> Owners { get; init; } = [];

    /// <summary>Just-in-time access: what it closes, and when it opens for somebody.</summary>
    public IReadOnlyList<JitSpec> Jit { get; init; } = [];

    /// <summary>Management locks.</summary>
    public IReadOnlyList<LockSpec> Locks { get; init; } = [];

    /// <summary>Hosts that the security team takes out of use: they bear the hold tag.</summary>
    public IReadOnlyList<IsolationSpec> Isolation { get; init; } = [];

    /// <summary>Who works on the hosts.</summary>
    public TrafficSpec Traffic { get; init; } = new();

    /// <summary>How log rows get into the workspace.</summary>
    public TelemetrySpec Telemetry { get; init; } = new();

    /// <summary>Rows of the activity log beyond those that changes in the scenario write.</summary>
    public IReadOnlyList<ActivitySpec> Activity { get; init; } = [];

    /// <summary>Rows of any log table beyond those that the world writes.</summary>
    public IReadOnlyList<LogSpec> Logs { get; init; } = [];

    /// <summary>What breaks.</summary>
    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>What people do.</summary>
    public IReadOnlyList<PersonSpec> People { get; init; } = [];

    /// <summary>How messages are delivered.</summary>
    public DeliverSpec Deliver { get; init; } = new();

    /// <summary>Run it a second time with every message delivered twice and every timer firing twice: the same expectations, and the same outcomes.</summary>
    public bool Repeat { get; init; }

    /// <summary>Why it cannot be shown over the wire.</summary>
    public string? NoWire { get; init; }

    /// <summary>What has to hold at the end. That the promises S1 to S16 hold is expected of every scenario.</summary>
    public required ExpectSpec Expect { get; init; }
}
