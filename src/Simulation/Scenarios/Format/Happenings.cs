using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>Something breaks: fields of hosts or of other things are set, or a named breakage happens.</summary>
public sealed class FaultSpec : IWritten
{
    /// <summary>When. Default: at the start.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The hosts that it befalls.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>Fields of those hosts.</summary>
    [Choice]
    public HostPatch? Set { get; init; }

    /// <summary>A named breakage of those hosts: failure/variant.</summary>
    [Choice, Names(Named.Breakage)]
    public string? Break { get; init; }

    /// <summary>Fields of other things than hosts.</summary>
    [Choice]
    public WorldPatch? World { get; init; }

    /// <summary>Who did it, as the activity log names him. Default dana@corp.example.</summary>
    public string Who { get; init; } = "dana@corp.example";

    /// <summary>Then the fields are as they were before; not for breakages.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <inheritdoc/>
    public static IEnumerable<Problem> Wrong(Mapping written, Reading reading)
    {
        if (written["world"] is null && written["on"] is null) yield return new Problem(written.Place, "'on' is missing: the hosts that it befalls");
        if (written["world"] is not null && written["on"] is { } on) yield return new Problem(on.Place, "'world' is about no host: leave 'on' out");
        if (written["break"] is not null && written["until"] is { } until) yield return new Problem(until.Place, "a breakage is not taken back: set fields instead");
    }
}

/// <summary>Fields of a host to change.</summary>
public sealed class HostPatch
{
    /// <summary>Its registration in its pool.</summary>
    public Patch<SessionHost>? SessionHost { get; init; }

    [Inline]
    public required Patch<Machine> World { get; init; }
}

/// <summary>Fields of things that hosts share, to change. A rule or member that is set to null is removed.</summary>
public sealed class WorldPatch
{
    /// <summary>By name.</summary>
    [Names(Named.SecurityGroup)]
    public IReadOnlyDictionary<string, Patch<SecurityGroup>> NetworkSecurityGroups { get; init; } = new Dictionary<string, Patch<SecurityGroup>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>By name.</summary>
    [Names(Named.LoadBalancer)]
    public IReadOnlyDictionary<string, Patch<LoadBalancer>> LoadBalancers { get; init; } = new Dictionary<string, Patch<LoadBalancer>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Security admin rules, by name; one that is not there yet is made.</summary>
    public IReadOnlyDictionary<string, Patch<AdminRule>> AdminRules { get; init; } = new Dictionary<string, Patch<AdminRule>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Route tables, by name; one that is not there yet is made.</summary>
    public IReadOnlyDictionary<string, Patch<RouteTable>> RouteTables { get; init; } = new Dictionary<string, Patch<RouteTable>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Certificates of the vault, by name.</summary>
    [Names(Named.Certificate)]
    public IReadOnlyDictionary<string, Patch<VaultCertificate>> Certificates { get; init; } = new Dictionary<string, Patch<VaultCertificate>>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Somebody who writes the same values again and again: group policy, Intune, a pipeline, a security tool.</summary>
public sealed class OwnerSpec : IWritten
{
    /// <summary>The name that the activity log and the report give him.</summary>
    public required string Who { get; init; }

    /// <summary>How often he looks, and writes what differs.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>When he first does. Default: after one interval.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>He stops then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The hosts that he owns.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>What he writes there.</summary>
    public HostPatch? Set { get; init; }

    /// <summary>What he writes elsewhere.</summary>
    public WorldPatch? World { get; init; }

    /// <inheritdoc/>
    public static IEnumerable<Problem> Wrong(Mapping written, Reading reading)
    {
        if (written["set"] is null && written["world"] is null) yield return new Problem(written.Place, "'set' or 'world' is missing: what he writes");
        if (written["set"] is not null && written["on"] is null) yield return new Problem(written.Place, "'on' is missing: the hosts that he owns");
    }
}

/// <summary>Autoscale of a pool.</summary>
public sealed class ScalingPlanSpec
{
    /// <summary>The pool.</summary>
    [Names(Named.Pool)]
    public required string Pool { get; init; }

    /// <summary>How often it looks. Default 5m.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From then on. Default: one interval after the start.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>It ends then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Hosts that it keeps open for new sessions: it opens drained ones, whoever drained them, until so many are open. Default: all.</summary>
    public int? MinimumOpen { get; init; }

    /// <summary>Hosts that it keeps drained.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> Drains { get; init; } = [];

    /// <summary>It leaves hosts with this tag alone.</summary>
    public string? ExclusionTag { get; init; }
}

/// <summary>Just-in-time access on a network security group: a deny rule that is taken away while somebody is let in.</summary>
public sealed class JitSpec
{
    /// <summary>The group.</summary>
    [Names(Named.SecurityGroup)]
    public required string NetworkSecurityGroup { get; init; }

    /// <summary>Default 3389.</summary>
    public int Port { get; init; } = 3389;

    /// <summary>Of the rule. Default 150.</summary>
    public int Priority { get; init; } = 150;

    /// <summary>Somebody is let in from then on.</summary>
    public DateTimeOffset? OpenFrom { get; init; }

    /// <summary>It closes again.</summary>
    public DateTimeOffset? OpenUntil { get; init; }
}

/// <summary>A management lock.</summary>
public sealed class LockSpec
{
    /// <summary>The hosts that it stands on; or one of the others.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>A group with its rules.</summary>
    [Choice, Names(Named.SecurityGroup)]
    public string? NetworkSecurityGroup { get; init; }

    /// <summary>A balancer with its pools.</summary>
    [Choice, Names(Named.LoadBalancer)]
    public string? LoadBalancer { get; init; }

    /// <summary>A host pool with its session hosts.</summary>
    [Choice, Names(Named.Pool)]
    public string? Pool { get; init; }

    /// <summary>ReadOnly refuses every write beneath it, CanNotDelete only deletions. Default ReadOnly.</summary>
    public LockLevel Level { get; init; } = LockLevel.ReadOnly;
}

/// <summary>Hosts out of use.</summary>
public sealed class IsolationSpec
{
    /// <summary>The hosts.</summary>
    [Names(Named.Host), OneOrMany]
    public required IReadOnlyList<string> On { get; init; }

    /// <summary>What the tag says. Default: isolated by the security team.</summary>
    public string Why { get; init; } = "isolated by the security team";

    /// <summary>Default: from the start.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The tag is removed then.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A row of the activity log.</summary>
public sealed class ActivitySpec
{
    /// <summary>When it happened; before the start too.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Such as MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION.</summary>
    public required string Operation { get; init; }

    /// <summary>The host that it is about; or one of the others.</summary>
    [Choice, Names(Named.Host)]
    public string? Host { get; init; }

    /// <summary>A group.</summary>
    [Choice, Names(Named.SecurityGroup)]
    public string? NetworkSecurityGroup { get; init; }

    /// <summary>A rule of a group.</summary>
    [Choice, Names(Named.Rule)]
    public string? Rule { get; init; }

    /// <summary>A balancer.</summary>
    [Choice, Names(Named.LoadBalancer)]
    public string? LoadBalancer { get; init; }

    /// <summary>A host pool.</summary>
    [Choice, Names(Named.Pool)]
    public string? Pool { get; init; }

    /// <summary>Who. Default dana@corp.example.</summary>
    public string Who { get; init; } = "dana@corp.example";
}

/// <summary>Rows of a log table.</summary>
public sealed class LogSpec : IWritten
{
    /// <summary>When they were generated. Default: at the start.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The table.</summary>
    [Names(Named.Table)]
    public required string Table { get; init; }

    /// <summary>Fills Computer and _ResourceId; for WVD tables SessionHostName.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>The other columns, each by its type in that table; a datetime is written as a moment, such as +3m.</summary>
    public IReadOnlyDictionary<string, string> With { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Until it can be queried. Default 1m.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The row comes again and again.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The last one. Default: the end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <inheritdoc/>
    public static IEnumerable<Problem> Wrong(Mapping written, Reading reading)
    {
        if ((written["table"] as Scalar)?.Text is not { } table || written["with"] is not Mapping columns || !Columns.Of(table, out var known)) return [];
        return columns.Entries.Where(entry => entry.Value is Scalar).Select(entry => Columns.Wrong(known, entry, reading.Start)).OfType<Problem>();
    }
}
