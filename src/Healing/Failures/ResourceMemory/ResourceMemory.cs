using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Memory is exhausted: by what the system has promised (commit), or by what is left. The program that uses most is named; it is never ended, because it is
/// somebody's work. What helps is its owner, or a restart of an empty host, and both are for a person.
/// </summary>
public sealed class ResourceMemory : IFailure
{
    /// <summary>Share of the commit limit, in percent, from which on programs are refused memory.</summary>
    private const double Promised = 95;

    /// <summary>Share of physical memory, in percent, below which Windows pages all the time, if much is promised besides.</summary>
    private const double Free = 5;

    public FailureId Id { get; } = new(FailureIds.ResourceMemory);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ResourceMemory, Queries.Detect("ResourceMemory"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        _ = cite.Event(evidence, "Resource-Exhaustion-Detector", 2004);
        var lasts = cite.Supports.Count > 0;
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "memory was short, and nobody could look inside");
        if (guest.Resources is not { } room)
        {
            cite.NotCollected.Add($"memory: {guest.Problems?.GetValueOrDefault("resources") ?? "not told"}");
            return cite.Diagnose(Id, 0.4, "memory was short, and how much is left could not be read");
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"{room.MemoryFreePercent:0.#} % of memory are free, {room.CommitPercent:0.#} % of what can be promised is; most is used by {room.TopProcess ?? "nobody knows what"}");
        if (room.CommitPercent < Promised && !(room.MemoryFreePercent < Free && room.CommitPercent >= 90)) return null;
        cite.For(evidence.Guest, said);
        // A single look may meet a program that is about to end; that it lasts is what the logs say.
        var diagnosis = cite.Diagnose(Id, lasts ? 0.85 : 0.6, lasts ? "memory is exhausted, and has been for a while" : "memory is exhausted at this moment")! with { PersonOnly = true };
        return (lasts ? diagnosis : diagnosis with { Part = Part.Bystander }).Behind(host, evidence);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            host.IsSessionHost ? "the owner of the host pool" : $"whoever runs {host.Name}",
            $"{evidence.Guest.Value?.Resources?.TopProcess ?? "one program"} uses most of the memory of {host.Name}: Get-Process | Sort-Object -Property PrivateMemorySize64 -Descending | Select-Object -First 5. Let its users save and close it, or its owner mend it; {Restart(host)} If it comes back, the machine is too small, or takes too many sessions.",
            host.Role == HostRole.Pooled ? "drain it, so that nobody new is sent there; the other hosts of the pool take people." : "who is signed in should save now, because programs are refused memory."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private static string Restart(Host host) => host.Role switch
    {
        HostRole.Pooled => $"or drain the host, wait until nobody is signed in, and restart it (az vm restart --ids {host.Id}).",
        HostRole.Personal => "or let its user restart it when it suits him.",
        _ => $"or restart the machine in its maintenance window (az vm restart --ids {host.Id}).",
    };
}
