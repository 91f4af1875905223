using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>Who works on the hosts.</summary>
public sealed class TrafficSpec
{
    /// <summary>People connect to session hosts all the time, and stay some minutes: without them no cure of one is proved. Default true.</summary>
    public bool Desktops { get; init; } = true;

    /// <summary>Now and then somebody signs in to a plain machine, and leaves by himself. Default false.</summary>
    public bool Visitors { get; init; }

    /// <summary>What every fleet writes all the time and what means nothing: heartbeats, other services, wrong passwords. Default true.</summary>
    public bool Noise { get; init; } = true;

    /// <summary>People who want to work in an AVD pool, for userMinutesLost; they need as many places on hosts that work. Default: one for each of its hosts.</summary>
    [Names(Named.Pool)]
    public IReadOnlyDictionary<string, int> UsersOfPools { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>How log rows get into the workspace.</summary>
public sealed class TelemetrySpec
{
    /// <summary>Every row comes so much later than usual.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Rows that are generated in these times never arrive.</summary>
    public IReadOnlyList<SpanSpec> Lost { get; init; } = [];

    /// <summary>The workspace answers no query in these times.</summary>
    public IReadOnlyList<SpanSpec> Outages { get; init; } = [];

    /// <summary>Where the Security log of hosts is collected (4624, 4625): SecurityEvent, Event, or none. Default SecurityEvent.</summary>
    public SecurityLog SecurityLog { get; init; }

    /// <summary>Every row arrives twice.</summary>
    public bool Duplicates { get; init; }

    /// <summary>Only rows of these hosts are lost. Default: all rows.</summary>
    [Names(Named.Host), OneOrMany]
    public IReadOnlyList<string> Of { get; init; } = [];
}

/// <summary>A table that holds the Security log.</summary>
public enum SecurityLog
{
    /// <summary>Sentinel and Defender put it there.</summary>
    SecurityEvent,

    /// <summary>A data collection rule puts it there.</summary>
    Event,

    /// <summary>Nobody collects it.</summary>
    None,
}

/// <summary>A time from one moment to another.</summary>
public sealed class SpanSpec
{
    /// <summary>It begins then.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Default: to the end.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>How messages are delivered.</summary>
public sealed class DeliverSpec
{
    /// <summary>The share of messages that come a second time, up to eight minutes later, under another message id. 0 to 1.</summary>
    public double Duplicate { get; init; }

    /// <summary>Every message comes so much later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The share of messages that come up to six minutes late, and so behind others. 0 to 1.</summary>
    public double Reorder { get; init; }

    /// <summary>Deliveries are as they should be from then on. Default: never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What a person does. Exactly one deed an entry.</summary>
public sealed class PersonSpec
{
    /// <summary>When. Default: at the start.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Who. Default dana@corp.example.</summary>
    public string Who { get; init; } = "dana@corp.example";

    /// <summary>Approves the plan of the host's case; waits from then on until there is one to approve.</summary>
    [Choice, Names(Named.Host)]
    public string? Approve { get; init; }

    /// <summary>Approves another plan than the one that is shown: it must count for nothing. Waits as approve does.</summary>
    [Choice, Names(Named.Host)]
    public string? ApproveStale { get; init; }

    /// <summary>Rejects the plan of the host's case; waits as approve does.</summary>
    [Choice, Names(Named.Host)]
    public string? Reject { get; init; }

    /// <summary>Cancels the host's case; waits from then on until one is open.</summary>
    [Choice, Names(Named.Host)]
    public string? Cancel { get; init; }

    /// <summary>Asks for a case.</summary>
    [Choice]
    public RequestSpec? Request { get; init; }

    /// <summary>Pauses everything, for this reason.</summary>
    [Choice]
    public string? Pause { get; init; }

    /// <summary>Lifts the pause.</summary>
    [Choice]
    public bool? Resume { get; init; }

    /// <summary>Removes a rule by hand.</summary>
    [Choice, Names(Named.Rule)]
    public string? DeleteRule { get; init; }

    /// <summary>Takes a host out of a pool of a load balancer by hand.</summary>
    [Choice, Names(Named.Member)]
    public string? RemoveMember { get; init; }

    /// <summary>Closes session hosts for new sessions.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? Drain { get; init; }

    /// <summary>Opens session hosts.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? Open { get; init; }

    /// <summary>Deallocates machines.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Starts machines.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? StartMachine { get; init; }

    /// <summary>Restarts machines: services that are not disabled run again, sessions are gone.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? Restart { get; init; }

    /// <summary>Deletes machines.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? DeleteMachine { get; init; }

    /// <summary>Signs in to a host.</summary>
    [Choice]
    public SignInSpec? SignIn { get; init; }

    /// <summary>Every session of these hosts ends.</summary>
    [Choice, Names(Named.Host), OneOrMany]
    public IReadOnlyList<string>? SignOff { get; init; }

    /// <summary>Sets fields of a host.</summary>
    [Choice]
    public DeedSpec? Set { get; init; }

    /// <summary>Sets fields of something that hosts share.</summary>
    [Choice]
    public WorldPatch? SetWorld { get; init; }
}

/// <summary>A request for a case.</summary>
public sealed class RequestSpec
{
    /// <summary>About this host.</summary>
    [Names(Named.Host)]
    public required string Host { get; init; }

    /// <summary>Only this failure.</summary>
    [Names(Named.Failure)]
    public string? Failure { get; init; }

    /// <summary>Stop with the plan.</summary>
    public bool DryRun { get; init; }

    /// <summary>Default: a user called.</summary>
    public string Reason { get; init; } = "a user called";
}

/// <summary>A session.</summary>
public sealed class SignInSpec
{
    /// <summary>The host.</summary>
    [Names(Named.Host)]
    public required string Host { get; init; }

    /// <summary>Default: some user.</summary>
    public string? User { get; init; }

    /// <summary>How long he stays. Default: to the end.</summary>
    public TimeSpan? For { get; init; }
}

/// <summary>Fields of hosts that a person sets.</summary>
public sealed class DeedSpec
{
    /// <summary>The hosts.</summary>
    [Names(Named.Host), OneOrMany]
    public required IReadOnlyList<string> On { get; init; }

    [Inline]
    public required Patch<Machine> World { get; init; }
}
