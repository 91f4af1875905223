using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// What proves that people can connect again. For an AVD host: status Available and a successful user connection after the repair;
/// no inbound probe tells anything there. For a plain virtual machine: an RDP handshake from a vantage that reached it before.
/// </summary>
internal static class Proof
{
    public static Cure Connects(Host host, HostEvidence after, DateTimeOffset appliedAt) =>
        host.IsSessionHost ? OfSessionHost(after, appliedAt) : OfMachine(host, after);

    /// <summary>For what turns people away only after the handshake, which proves nothing then: somebody has signed in since the repair.</summary>
    public static Cure SignsIn(Host host, HostEvidence after, DateTimeOffset appliedAt)
    {
        var connects = Connects(host, after, appliedAt);
        if (host.IsSessionHost || connects.Verdict != CureVerdict.Cured) return connects;
        if (after.Logs.Value?.Successes is not { } successes) return new Cure(CureVerdict.CannotTell, "RDP answers; whether anybody can sign in is not told by any log that is collected.");
        return successes.Newest > appliedAt
            ? new Cure(CureVerdict.Cured, string.Create(CultureInfo.InvariantCulture, $"RDP answers, and somebody signed in at {successes.Newest:HH:mm:ss}, after the repair."))
            : new Cure(CureVerdict.CannotTell, "RDP answers; nobody has signed in since the repair.");
    }

    private static Cure OfSessionHost(HostEvidence after, DateTimeOffset appliedAt)
    {
        if (after.SessionHost.Value is not { } avd) return new Cure(CureVerdict.CannotTell, $"The AVD service could not be asked: {after.SessionHost.NotCollected}");
        if (avd.Status != "Available") return new Cure(CureVerdict.NotCured, $"The AVD service reports {avd.Status}{(avd.FailedChecks.Count > 0 ? $" ({string.Join(", ", avd.FailedChecks)})" : "")}.");
        return avd.LastConnection > appliedAt
            ? new Cure(CureVerdict.Cured, string.Create(CultureInfo.InvariantCulture, $"The AVD service reports Available, and a user connected at {avd.LastConnection:HH:mm:ss}, after the repair."))
            : new Cure(CureVerdict.CannotTell, "The AVD service reports Available; no user has connected since the repair.");
    }

    private static Cure OfMachine(Host host, HostEvidence after)
    {
        if (after.Probe.Value is not { } probe) return new Cure(CureVerdict.CannotTell, $"No probe: {after.Probe.NotCollected}");
        if (probe.Outcome == ProbeOutcome.Answered && host.Certificate is not null && probe.NotAfter <= after.At)
            return new Cure(CureVerdict.Helped, string.Create(CultureInfo.InvariantCulture, $"RDP answers from outside, with a certificate that expired on {probe.NotAfter:yyyy-MM-dd}."));
        if (probe.Outcome == ProbeOutcome.Answered)
            return new Cure(CureVerdict.Cured, string.Create(CultureInfo.InvariantCulture, $"RDP answered from outside with TLS; certificate {Short(probe.Thumbprint)} valid until {probe.NotAfter:yyyy-MM-dd}."));
        if (ClosedByJustInTime.Of(after) is { } closed) return new Cure(CureVerdict.CannotTell, $"Just-in-time access ({closed.RuleName}) closes the way from here, as it is meant to.");
        if (probe.AsGoodAsHealthy) return new Cure(CureVerdict.Cured, $"RDP answered from outside with {probe.Ending}: {probe.Ending.Reading()}.");
        return probe.Reached
            ? new Cure(CureVerdict.NotCured, $"The probe, which reached this host before, ends with {probe.Ending}.")
            : new Cure(CureVerdict.CannotTell, $"The probe ends with {probe.Ending}, and it never reached this host before.");
    }

    private static string Short(string? thumbprint) => thumbprint is { Length: > 8 } ? thumbprint[..8] : thumbprint ?? "none";
}
