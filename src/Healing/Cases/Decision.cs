using RdpMedic.Healing.Journal;

namespace RdpMedic.Healing.Cases;

/// <summary>What the machine answers: the next case, what to write down, and messages to send once the case is saved.</summary>
/// <param name="Case">The next case.</param>
/// <param name="Entry">Null when the event changed nothing worth a line.</param>
/// <param name="Messages">Besides the message that wakes the case at <see cref="Cases.Case.DueAt"/>, which every turn sends.</param>
public sealed record Decision(Case Case, JournalEntry? Entry, IReadOnlyList<Message> Messages);
