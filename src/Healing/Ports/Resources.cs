using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Ports;

/// <summary>A value, or a service's refusal in words. Throttling and silence are no answers: they are exceptions.</summary>
/// <param name="Refused">Null when there is a value.</param>
public readonly record struct Answer<T>(T? Value, string? Refused)
    where T : class
{
    public static Answer<T> Of(T value) => new(value, null);

    public static Answer<T> Not(string refused) => new(null, refused);
}

/// <summary>Network security groups and their rules. Every write names the version that it replaces.</summary>
public interface ISecurityRules
{
    /// <summary>All own rules of a group, by name without case.</summary>
    Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken);

    /// <summary>One rule and its entity tag, read just now; null: there is none.</summary>
    Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken);

    /// <summary>Answers why it was refused; null: written.</summary>
    /// <param name="etag">The version that is replaced; null: only if there is no such rule.</param>
    Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken);

    /// <summary>Answers why it was refused; null: deleted.</summary>
    Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken);
}

/// <summary>A rule and the version of it.</summary>
public sealed record TaggedRule(RuleSnapshot Rule, string ETag);

/// <summary>Load balancers and the members of their backend pools.</summary>
public interface IBackendPools
{
    /// <summary>All pools of a load balancer.</summary>
    Task<Answer<IReadOnlyList<PoolState>>> ListAsync(string loadBalancer, CancellationToken cancellationToken);

    /// <summary>All inbound NAT rules of a load balancer.</summary>
    Task<Answer<IReadOnlyList<NatState>>> NatRulesAsync(string loadBalancer, CancellationToken cancellationToken);

    /// <summary>One inbound NAT rule and its entity tag, read just now by the identity that writes; null: there is none.</summary>
    Task<TaggedNat?> FindNatAsync(string loadBalancer, string name, CancellationToken cancellationToken);

    /// <summary>Sets the ports of the version of the rule that was read, and nothing else of it. Answers why it was refused; null: written.</summary>
    Task<string?> SetNatPortsAsync(string loadBalancer, TaggedNat rule, int frontend, int backend, CancellationToken cancellationToken);

    /// <summary>One pool, read just now.</summary>
    Task<Answer<PoolState>> ReadAsync(string loadBalancer, string pool, CancellationToken cancellationToken);

    /// <summary>Sets, adds or (state null) removes one member of the version of the pool that was read. Answers why it was refused; null: written.</summary>
    Task<string?> SetMemberAsync(string loadBalancer, PoolState pool, Host host, string address, string? state, CancellationToken cancellationToken);
}

/// <summary>A backend pool as it is.</summary>
/// <param name="ETag">Of this version.</param>
/// <param name="Members">Administrative states (None, Up, Down) by address.</param>
/// <param name="AddressBased">False: members are listed by network interface, which we never write.</param>
/// <param name="ProbePort">The port that the probe of its rule asks; null when no rule tells.</param>
public sealed record PoolState(string Name, string ETag, IReadOnlyDictionary<string, string> Members, bool AddressBased, int? ProbePort);

/// <summary>An inbound NAT rule as it is.</summary>
/// <param name="Interface">Id of the network interface that it leads to; null: to none, or to a pool.</param>
public sealed record NatState(string Name, int FrontendPort, int BackendPort, string? Interface);

/// <summary>An inbound NAT rule and the version of it.</summary>
public sealed record TaggedNat(NatState Rule, string ETag);

/// <summary>AVD session hosts: how they are, whether they are open, and opening or draining them.</summary>
public interface ISessionHosts
{
    /// <summary>Sessions, health and drain of one session host, just now.</summary>
    Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken);

    /// <summary>The room in the host's pool; missing for a machine that is no session host.</summary>
    Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken);

    /// <summary>Takes it new sessions?</summary>
    Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken);

    /// <summary>Answers why it was refused; null: written.</summary>
    Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken);
}

/// <summary>Managed run commands of virtual machines: a name is used once, and the result is read by a GET of the resource.</summary>
public interface IRunCommands
{
    /// <summary>Answers why it was refused; null: taken.</summary>
    /// <param name="secrets">Protected parameters: the script gets them, and no read gives them back.</param>
    /// <exception cref="RetriableException">Throttled: nothing was put.</exception>
    /// <exception cref="UncertainException">It may have been put.</exception>
    Task<string?> PutAsync(Host host, string name, string script, IEnumerable<KeyValuePair<string, string>> parameters, IReadOnlyList<KeyValuePair<string, string>> secrets, CancellationToken cancellationToken);

    /// <summary>Null: there is no such run command.</summary>
    Task<RunState?> LookAsync(Host host, string name, CancellationToken cancellationToken);

    /// <summary>The names of those that stand on the machine, anybody's.</summary>
    Task<IReadOnlyList<string>> ListAsync(Host host, CancellationToken cancellationToken);

    /// <summary>Safe to repeat; what is gone already is fine.</summary>
    Task DeleteAsync(Host host, string name, CancellationToken cancellationToken);
}

/// <summary>How a managed run command stands.</summary>
/// <param name="Ended">False: it is waiting or running.</param>
/// <param name="State">ARM's execution state: Pending, Running, Succeeded, Failed, TimedOut, Canceled, Unknown.</param>
/// <param name="Output">Standard output, at most 4 KB.</param>
/// <param name="Error">Standard error or the execution message.</param>
public sealed record RunState(bool Ended, string State, string Output, string Error);

/// <summary>Reads virtual machines.</summary>
public interface IMachines
{
    Task<Reading<MachineFacts>> ReadAsync(Host host, CancellationToken cancellationToken);
}

/// <summary>Reads who changed what lately.</summary>
public interface IChanges
{
    /// <summary>Control-plane changes of the named resources, newest first.</summary>
    Task<Reading<Changes>> ReadAsync(IReadOnlyList<string> resources, TimeSpan back, CancellationToken cancellationToken);
}

/// <summary>Reads what Azure says about its own health.</summary>
public interface IPlatformHealth
{
    Task<Reading<PlatformHealth>> ReadAsync(Host host, CancellationToken cancellationToken);
}
