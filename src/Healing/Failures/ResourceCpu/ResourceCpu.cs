using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The processor has no time left for new sessions. A look of a few seconds proves nothing, so it is a cause only where counters say that it lasts. The
/// program is named and never ended.
/// </summary>
public sealed class ResourceCpu : IFailure
{
    /// <summary>Percent.</summary>
    private const double Busy = 95;

    public FailureId Id { get; } = new(FailureIds.ResourceCpu);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ResourceCpu, Queries.Detect("ResourceCpu"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var lasts = cite.Supports.Count > 0;
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "the processor was busy, and nobody could look inside");
        if (guest.Resources is not { } room)
        {
            cite.NotCollected.Add($"processor: {guest.Problems?.GetValueOrDefault("resources") ?? "not told"}");
            return cite.Diagnose(Id, 0.4, "the processor was busy, and whether it still is could not be read");
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"the processor is at {room.Cpu:0} %; most is used by {room.TopProcess ?? "nobody knows what"}");
        if (room.Cpu < Busy) return null;
        cite.For(evidence.Guest, said);
        if (!lasts) return cite.Diagnose(Id, 0.5, "the processor is busy at this moment; whether it lasts nobody knows");
        return (cite.Diagnose(Id, 0.8, "the processor has been busy all the time")! with { PersonOnly = true }).Behind(host, evidence);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            host.IsSessionHost ? "the owner of the host pool" : $"whoever runs {host.Name}",
            $"{evidence.Guest.Value?.Resources?.TopProcess ?? "one program"} uses most of the processor of {host.Name}: Get-Process | Sort-Object -Property CPU -Descending | Select-Object -First 5. {(Works(evidence) is { } work ? $"{work} runs now, which ends by itself: wait for it. Otherwise find" : "Find")} out whose it is and let him close or mend it; if it is everybody's work, the machine is too small, or takes too many sessions.",
            host.Role == HostRole.Pooled ? "drain it, so that nobody new is sent there; the other hosts of the pool take people." : "sign-ins take long and come to their end."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>Updates and backups keep a processor busy, and are over some time.</summary>
    private static string? Works(HostEvidence evidence) => evidence.Guest.Value?.Servicing is { Busy.Count: > 0 } servicing ? string.Join(", ", servicing.Busy) : null;
}
