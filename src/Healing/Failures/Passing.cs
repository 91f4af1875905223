using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Failures;

/// <summary>What passes by itself, and whether people are kept from working meanwhile.</summary>
internal static class Passing
{
    /// <summary>Waits for the platform, in the words of the gate that keeps every repair back just then.</summary>
    public static Refusal Platform(string said) => new(GateNames.ServiceIncident, said, "nothing of the kind by Azure or AVD");

    /// <summary>People connect, as far as anybody can see from outside.</summary>
    public static bool Works(Host host, HostEvidence evidence) => host.IsSessionHost ? evidence.SessionHost.Value is { Status: "Available" } : evidence.Probe.Value is { AsGoodAsHealthy: true };
}
