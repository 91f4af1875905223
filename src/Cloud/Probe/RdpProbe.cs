using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Probe;

/// <summary>Looks at a host's RDP listener at its private address. How often that may be done is <see cref="PacedProbe"/>'s to say.</summary>
public sealed class RdpProbe(CloudOptions options, TimeProvider clock) : IProbe
{
    private readonly RdpLook look = new(new LookOptions { Timeout = options.ProbeTimeout, Challenge = options.ProbeChallenge }, clock);

    public async Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken) => host.PrivateAddress is { } address
        ? await look.LookAsync(new ProbeTarget(address, host.RdpPort), cancellationToken)
        : new ProbeFacts(ProbeOutcome.NotTried, null, null, null, null, Reached: false);
}
