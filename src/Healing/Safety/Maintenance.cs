using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Where the operator set windows, steps that drop sessions and steps on a host that still works wait for one. What needs no window: a host that nobody can
/// use and nobody is signed in to, and a certificate that ends within hours.
/// </summary>
public sealed class Maintenance : IGate
{
    public string Name => GateNames.Maintenance;

    public Refusal? Judge(GateQuestion question)
    {
        var (policy, now) = (question.Policy, question.Now);
        if (policy.Windows.Count == 0 || policy.Windows.Any(window => window.Contains(now))) return null;
        var evidence = question.Case.Evidence;
        var broken = evidence is not null && Unusable(question.Facts.Host, evidence);
        if (broken && (question.Step.Risk < Risk.R2 || Empty(question))) return null;
        if (evidence?.Guest.Value?.Certificate?.NotAfter is { } ends && question.Step.Name == StepNames.BindCertificate && ends - now <= policy.Urgent) return null;
        var opens = policy.Windows.Min(window => window.NextStart(now));
        return new Refusal(Name, broken ? "outside of every window, and somebody is signed in" : "outside of every window, and the host still works", string.Create(CultureInfo.InvariantCulture, $"the next begins at {opens:u}"), opens);
    }

    /// <summary>Seen from outside: a session host that is not available, or a machine that answers no RDP from a vantage that reached it.</summary>
    private static bool Unusable(Host? host, HostEvidence evidence) => host is { IsSessionHost: true }
        ? evidence.SessionHost.Value is { Status: not "Available" }
        : evidence.Probe.Value is { Reached: true, AsGoodAsHealthy: false };

    private static bool Empty(GateQuestion question) => question.Facts.Host is { IsSessionHost: true }
        ? question.Facts.SessionHost.Value is { Sessions: 0 }
        : question.Facts.GuestSessions.Value is { Sessions: { Active: 0, Disconnected: 0 } };
}
