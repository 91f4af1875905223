using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>What the classes about sessions, profiles and resources read alike: they lie behind the door, where only those come who got through the handshake.</summary>
internal static class BehindTheDoor
{
    /// <summary>The provider of the events about sessions.</summary>
    public const string Sessions = "TerminalServices-LocalSessionManager";

    /// <summary>Nobody comes as far as a sign-in, so that what goes wrong there is not, or not alone, what people see.</summary>
    public static bool IsShut(Host host, HostEvidence evidence) => host.IsSessionHost
        ? evidence.SessionHost.Value is { Status: not ("Available" or "NeedsAssistance") }
        : evidence.Probe.Value is { Reached: true, AsGoodAsHealthy: false };

    /// <summary>For what only a person can mend: where the door is shut it makes matters worse, and does not explain them.</summary>
    public static Diagnosis? Behind(this Diagnosis? diagnosis, Host host, HostEvidence evidence) =>
        diagnosis is { Part: Part.Cause } && IsShut(host, evidence) ? diagnosis with { Part = Part.Contributes, Decisive = false } : diagnosis;

    /// <summary>Sign-ins that began in the last half hour (event 41) and did not come to their end (21, 25): several more than can be under way. Null: not collected.</summary>
    public static bool? Unfinished(Cite cite, HostEvidence evidence)
    {
        if (evidence.Logs.Value is not { Events: not null } logs) return null;
        var begun = logs.Of(Sessions, 41).Sum(one => one.Rows);
        var done = logs.Of(Sessions, 21, 25).Sum(one => one.Rows);
        if (begun - done < 3) return false;
        cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{begun} sign-ins began in the last half hour (event 41 of {Sessions}), and {done} came to their end (21, 25)"));
        return true;
    }

    /// <summary>
    /// A handshake proves no sign-in, and neither does an AVD connection: somebody's shell has to start, or a session has to be resumed, after the repair.
    /// </summary>
    /// <param name="still">Complaints that would be newer than the repair, had it not helped.</param>
    public static Cure SignsIn(Host host, HostEvidence after, DateTimeOffset appliedAt, Func<LogFacts, IEnumerable<LogEvent>> still)
    {
        var connects = Proof.Connects(host, after, appliedAt);
        if (connects.Verdict is CureVerdict.NotCured or CureVerdict.Helped) return connects;
        if (after.Logs.Value is not { Events: not null } logs) return new Cure(CureVerdict.CannotTell, $"{connects.Said} No log that is collected tells whether a sign-in comes to its end.");
        // Events of the same minute may be of before.
        var bad = still(logs).Where(one => one.Newest > appliedAt + TimeSpan.FromMinutes(2)).MaxBy(one => one.Newest);
        var good = logs.Of(Sessions, 22, 25).Select(one => (DateTimeOffset?)one.Newest).Max();
        if (bad is not null && !(good > bad.Newest)) return new Cure(CureVerdict.NotCured, string.Create(CultureInfo.InvariantCulture, $"Event {bad.EventId} of {bad.Source} came again at {bad.Newest:HH:mm:ss}, after the repair: {bad.Sample}"));
        return good > appliedAt
            ? new Cure(CureVerdict.Cured, string.Create(CultureInfo.InvariantCulture, $"Somebody came through a sign-in at {good:HH:mm:ss}, after the repair."))
            : new Cure(CureVerdict.CannotTell, $"{connects.Said} Nobody has come through a sign-in since the repair.");
    }
}
