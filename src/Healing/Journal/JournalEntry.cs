using RdpMedic.Healing.Cases;

namespace RdpMedic.Healing.Journal;

/// <summary>One transition of a case. Folding the events of a journal over the machine gives the stored case.</summary>
/// <param name="Sequence">Counts from 1 in one case.</param>
/// <param name="At">The product's clock.</param>
/// <param name="Event">What happened.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Said">What the machine made of it, in words for a person.</param>
public sealed record JournalEntry(CaseId Case, int Sequence, DateTimeOffset At, CaseEvent Event, CaseState From, CaseState To, string Said)
{
    /// <summary>The version of the case machine that made this entry; a replay uses the same.</summary>
    public int MachineVersion { get; init; } = CaseMachine.Version;

    /// <summary>The turn with which it was saved.</summary>
    public int Turn { get; init; }
}
