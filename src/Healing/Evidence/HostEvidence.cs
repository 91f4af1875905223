using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Evidence;

/// <summary>Everything known about one host at one moment, each part with its source, or why it is missing.</summary>
public sealed record HostEvidence
{
    public required HostId Host { get; init; }

    /// <summary>When the collection began; the FreshEvidence gate counts from here.</summary>
    public required DateTimeOffset At { get; init; }

    public IReadOnlyList<Signal> Signals { get; init; } = [];

    public required Reading<MachineFacts> Machine { get; init; }

    public required Reading<ProbeFacts> Probe { get; init; }

    public required Reading<NetworkFacts> Network { get; init; }

    public required Reading<LoadBalancing> LoadBalancing { get; init; }

    public required Reading<SessionHostFacts> SessionHost { get; init; }

    public required Reading<CertificateFacts> Certificate { get; init; }

    public required Reading<Changes> Changes { get; init; }

    /// <summary>What the logs of the last half hour say.</summary>
    public Reading<LogFacts> Logs { get; init; } = Reading<LogFacts>.Missing("not collected", "logs", Vantage.Logs, default);

    public required Reading<GuestFacts> Guest { get; init; }

    /// <summary>What Azure's network does with its traffic; asked for only when it is not reached.</summary>
    public Reading<NetworkPath> Path { get; init; } = Reading<NetworkPath>.Missing("not collected", "network path", Vantage.ControlPlane, default);

    /// <summary>What boot diagnostics have; asked for only when nothing of the guest is heard.</summary>
    public Reading<BootFacts> Boot { get; init; } = Reading<BootFacts>.Missing("not collected", "boot diagnostics", Vantage.ControlPlane, default);

    /// <summary>The room in its pool; asked for only when a session host is off.</summary>
    public Reading<PoolCapacity> Pool { get; init; } = Reading<PoolCapacity>.Missing("not collected", "AVD", Vantage.ControlPlane, default);

    /// <summary>What Azure says about its own health beneath the host.</summary>
    public Reading<PlatformHealth> Platform { get; init; } = Reading<PlatformHealth>.Missing("not collected", "Azure Resource Health", Vantage.ControlPlane, default);
}
