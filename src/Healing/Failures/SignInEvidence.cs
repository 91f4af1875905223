using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>What the sign-ins of the last half hour say, and whether anybody gets as far as a sign-in; what the classes of domain, rights and accounts read alike.</summary>
internal static class SignInEvidence
{
    /// <summary>One person's trouble is that person's: so many different accounts make it the host's.</summary>
    public const int Many = 3;

    /// <summary>Cites the sign-ins that failed with these statuses of event 4625; answers how many different accounts they were of. 0: none, or nobody collects them.</summary>
    public static long Refused(Cite cite, HostEvidence evidence, params ReadOnlySpan<string> statuses)
    {
        if (cite.Read(evidence.Logs) is not { } logs) return 0;
        if (logs.Logons is null) cite.NotCollected.Add("failed sign-ins (Security 4625): in no workspace");
        var users = 0L;
        foreach (var status in statuses)
        {
            if (logs.Logon(status) is not { Rows: > 0 } failed) continue;
            users = Math.Max(users, failed.Users);
            cite.Supports.Add(new Citation(string.Create(CultureInfo.InvariantCulture, $"{failed.Rows} sign-ins of {failed.Users} accounts failed with {status}"), evidence.Logs.Source, Vantage.Logs, failed.Newest));
        }

        return users;
    }

    /// <summary>Cites the sign-ins that came about; answers whether there were any.</summary>
    public static bool Succeed(Cite cite, HostEvidence evidence)
    {
        if (evidence.Logs.Value?.Successes is not { Rows: > 0 } got) return false;
        cite.Against(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{got.Rows} sign-ins came about in the last half hour"));
        return true;
    }

    /// <summary>They are collected, and there was none.</summary>
    public static bool NobodySucceeds(HostEvidence evidence) => evidence.Logs.Value?.Successes is { Rows: 0 };

    /// <summary>A sign-in comes after port, listener and TLS: where nobody gets that far, nothing about it explains what is seen.</summary>
    public static Part PartOf(Host host, HostEvidence evidence)
    {
        if (evidence.Guest.Value?.Service("TermService") is { State: not "Running" }) return Part.Contributes;
        if (!host.IsSessionHost)
            return evidence.Probe.Value is { Reached: true, AsGoodAsHealthy: false } ? Part.Contributes : Part.Cause;
        return evidence.SessionHost.Value is { } avd && (avd.FailedChecks.Contains("SxSStackListenerCheck", StringComparer.Ordinal) || avd.Status is "Shutdown" or "NoHeartbeat") ? Part.Contributes : Part.Cause;
    }

    /// <summary>How people work while a host of this role cannot let them in, without anything being weakened.</summary>
    /// <param name="locals">A local account still signs in, so that administrators have a way.</param>
    public static string Meanwhile(Host host, bool locals = true) => host.Role == HostRole.Pooled
        ? "the pool's other hosts take its people; drain it, or hand it to the replacer."
        : locals ? "a local administrator account still signs in, by Bastion or the serial console. Network level authentication stays on." : "administrators reach it through the serial console.";
}
