using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>What has to hold at the end.</summary>
public sealed class ExpectSpec
{
    /// <summary>By host; a name that was declared with a count stands for each of them.</summary>
    [Names(Named.Host)]
    public IReadOnlyDictionary<string, HostExpectation> Hosts { get; init; } = new Dictionary<string, HostExpectation>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of every host that is not named under hosts.</summary>
    public HostExpectation? Others { get; init; }

    /// <summary>No host has a case.</summary>
    public bool NoCase { get; init; }

    /// <summary>The most that may be lost: minutes in which somebody who needs a host, or a place in a pool, has none.</summary>
    public double? UserMinutesLost { get; init; }

    /// <summary>Exactly these session hosts are closed for new sessions at the end.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? DrainedAtEnd { get; init; }

    /// <summary>So many changes of others were changed back by the product without an approval or a listing. (0 is what the product promises.)</summary>
    public int? ForeignChangesReverted { get; init; }

    /// <summary>The most hosts of one pool that may have been under repair at once.</summary>
    public int? MaxActing { get; init; }

    /// <summary>Bounds of how many calls the product makes, by kind; in virtual time only.</summary>
    [Names(Named.Call)]
    public IReadOnlyDictionary<string, BoundsSpec> AzureCalls { get; init; } = new Dictionary<string, BoundsSpec>(StringComparer.Ordinal);

    /// <summary>Things that hosts share, as they are at the end. A rule or member that is expected to be null is expected to be gone.</summary>
    public WorldWanted? Final { get; init; }
}

/// <summary>What is expected of one host.</summary>
public sealed class HostExpectation
{
    /// <summary>It has no case at all.</summary>
    public bool NoCase { get; init; }

    /// <summary>So many cases.</summary>
    public int? Cases { get; init; }

    /// <summary>Which of its cases the following fields are about, counted from 1. Default: the first that was not suppressed, or the first.</summary>
    public int? Case { get; init; }

    /// <summary>The failure that the case is about.</summary>
    [Names(Named.Failure)]
    public string? Diagnosis { get; init; }

    /// <summary>Exactly these failures were cured first, and each had another behind it; the diagnosis is then the last of them.</summary>
    [Names(Named.Failure), OneOrMany]
    public IReadOnlyList<string>? Cured { get; init; }

    /// <summary>Exactly these failures are named as contributing.</summary>
    [Names(Named.Failure), OneOrMany]
    public IReadOnlyList<string>? Contributing { get; init; }

    /// <summary>Exactly these failures are named as standing by: wrong, and not the cause.</summary>
    [Names(Named.Failure), OneOrMany]
    public IReadOnlyList<string>? Bystander { get; init; }

    /// <summary>Each of these is said to be not collected: a part of the evidence (guest, probe, network, logs ...), or words of what the first diagnosis lacks.</summary>
    [OneOrMany]
    public IReadOnlyList<string>? NotCollected { get; init; }

    /// <summary>The state of the case at the end.</summary>
    public CaseState? Outcome { get; init; }

    /// <summary>Words that its reason, or what a person is told to do, holds.</summary>
    [OneOrMany]
    public IReadOnlyList<string>? Says { get; init; }

    /// <summary>Gates that were closed to it at some time.</summary>
    [Names(Named.Gate), OneOrMany]
    public IReadOnlyList<string>? HeldBy { get; init; }

    /// <summary>Exactly these steps were applied, in this order; an empty list: none.</summary>
    [Names(Named.Step)]
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>None of these was applied, in any case of the host: names of steps, kinds of steps, or a risk (R2 stands for R2 and above).</summary>
    [Names(Named.Doing), OneOrMany]
    public IReadOnlyList<string>? Never { get; init; }

    /// <summary>The case ended within so long of the host's first fault, or of the start when it was broken from the beginning.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>So many of its cases were approved by somebody.</summary>
    public int? Approvals { get; init; }

    /// <summary>The host as it is at the end: any field of the world, computed ones too.</summary>
    public HostWanted? Final { get; init; }
}

/// <summary>Fields that a host is expected to have.</summary>
public sealed class HostWanted
{
    /// <summary>Its registration in its pool.</summary>
    public Wanted<SessionHost>? SessionHost { get; init; }

    /// <summary>What the AVD service says of it: Available, NeedsAssistance, Unavailable, Upgrading or Shutdown.</summary>
    public string? Status { get; init; }

    /// <summary>People can work on it, by the world's own judgement.</summary>
    public bool? Well { get; init; }

    [Inline]
    public required Wanted<Machine> World { get; init; }
}

/// <summary>Things that hosts share, as they are expected to be.</summary>
public sealed class WorldWanted
{
    /// <summary>By name.</summary>
    [Names(Named.SecurityGroup)]
    public IReadOnlyDictionary<string, Wanted<SecurityGroup>> NetworkSecurityGroups { get; init; } = new Dictionary<string, Wanted<SecurityGroup>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>By name.</summary>
    [Names(Named.LoadBalancer)]
    public IReadOnlyDictionary<string, Wanted<LoadBalancer>> LoadBalancers { get; init; } = new Dictionary<string, Wanted<LoadBalancer>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Certificates of the vault, by name.</summary>
    [Names(Named.Certificate)]
    public IReadOnlyDictionary<string, Wanted<VaultCertificate>> Certificates { get; init; } = new Dictionary<string, Wanted<VaultCertificate>>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>How many.</summary>
public sealed class BoundsSpec
{
    /// <summary>At least.</summary>
    public int? Min { get; init; }

    /// <summary>At most.</summary>
    public int? Max { get; init; }
}
