namespace RdpMedic.Healing.Signals;

/// <summary>What a sweep saw and did not use; every row is accounted for.</summary>
/// <param name="At">When it began.</param>
/// <param name="Rows">Rows that the detectors gave, and listed state that drifted.</param>
/// <param name="Sent">Hosts that got a message.</param>
/// <param name="Known">Findings that two sweeps have told already.</param>
/// <param name="Unknown">Rows about resources that the inventory does not know.</param>
/// <param name="Ambiguous">Rows with a name that hosts of several pools have.</param>
/// <param name="NotEnrolled">Rows about hosts that nobody enrolled.</param>
/// <param name="NotCollected">What could not be looked at: a detector and why. "Not collected" is never "negative".</param>
public sealed record SweepReport(DateTimeOffset At, int Rows, int Sent, int Known, int Unknown, int Ambiguous, int NotEnrolled, IReadOnlyList<string> NotCollected);
