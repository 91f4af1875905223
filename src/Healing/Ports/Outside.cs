using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Ports;

/// <summary>How Azure's network treats a host's traffic. Each read takes seconds and is asked for only when a host is not reached.</summary>
public interface INetworkView
{
    /// <summary>The security rules in effect on the host's network interface, and for a session host its routes too.</summary>
    Task<Answer<EffectiveNetwork>> EffectiveAsync(Host host, CancellationToken cancellationToken);

    /// <summary>IP flow verify for inbound TCP to the host's RDP port; refused in words where no Network Watcher is in its region.</summary>
    /// <param name="from">The address that would connect.</param>
    Task<Answer<FlowVerdict>> VerifyAsync(Host host, string from, CancellationToken cancellationToken);
}

/// <summary>Reads boot diagnostics.</summary>
public interface IBootLog
{
    Task<Answer<BootFacts>> ReadAsync(Host host, CancellationToken cancellationToken);
}

/// <summary>Starts virtual machines. Nothing here stops one.</summary>
public interface IPower
{
    /// <summary>The power state code without its prefix, read just now by the identity that writes.</summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    /// <exception cref="FinalException">The read was refused.</exception>
    Task<string> ReadAsync(Host host, CancellationToken cancellationToken);

    /// <summary>Answers why it was refused; null: taken. It is not awaited.</summary>
    /// <exception cref="RetriableException">Throttled: nothing was written.</exception>
    /// <exception cref="UncertainException">It may have been taken.</exception>
    Task<string?> StartAsync(Host host, CancellationToken cancellationToken);
}
