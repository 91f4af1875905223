using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Accounts are locked, disabled or expired. Nothing of a host is wrong with that: the people who look after identities get it, never a machine. A wrong
/// password alone is its user's, and many of them are a flood.
/// </summary>
public sealed class AccountState : IFailure
{
    /// <summary>So many wrong passwords within half an hour, or from so many places, are no people's.</summary>
    private const long Flood = 300;

    private const long FloodPlaces = 20;

    /// <summary>What the account itself is in the way of, with what helps.</summary>
    private static readonly (string Status, string What)[] States =
    [
        ("C0000234", "locked out: Search-ADAccount -LockedOut, then Unlock-ADAccount once it is known what locked them"),
        ("C0000072", "disabled: Search-ADAccount -AccountDisabled"),
        ("C0000193", "expired: Search-ADAccount -AccountExpired"),
        ("C0000071", "with an expired password: Search-ADAccount -PasswordExpired; with NLA it cannot be changed while connecting"),
        ("C0000224", "to change their password first, which NLA does not let them do: on another machine, or by self-service"),
        ("C000006F", "outside of their logon hours"),
        ("C0000070", "not allowed from that workstation"),
        ("C000006E", "restricted (an empty password, a policy)"),
    ];

    public FailureId Id { get; } = new(FailureIds.AccountState);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.AccountState, Queries.Detect("AccountState"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        // One person is everybody on his own desktop.
        var enough = host.Role == HostRole.Personal ? 1 : SignInEvidence.Many;
        var users = Users(cite, evidence);
        if (users < enough) return null;
        cite.Signals(evidence, Id.Value);
        var said = string.Create(CultureInfo.InvariantCulture, $"{users} account{(users == 1 ? " is" : "s are")} locked, disabled or expired");
        if (Flooded(cite, evidence))
            return cite.Diagnose(Id, 0.5, $"{said}, in the middle of a flood of wrong passwords: see to that first")! with { PersonOnly = true, Part = Part.Contributes };
        // Where others sign in the host is well.
        var others = SignInEvidence.Succeed(cite, evidence) && host.Role != HostRole.Personal;
        return cite.Diagnose(Id, others ? 0.7 : 0.65, others ? $"{said}; others sign in" : said)! with { PersonOnly = true, Part = others ? Part.Bystander : SignInEvidence.PartOf(host, evidence) };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var seen = States.Where(state => evidence.Logs.Value?.Logon(state.Status) is { Rows: > 0 }).Select(state => state.What).ToList();
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                "the people who look after identities",
                $"accounts that want to sign in to {host.Name} are {(seen.Count == 0 ? "locked, disabled or expired" : string.Join("; others are ", seen))}. Which ones: event 4625 in the Security log of {host.Name}, and 4740 on the controllers, which names where a lockout comes from. On the host nothing is wrong.",
                "the others work on."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    /// <summary>The most accounts that one of these states was said of; an account may fail twice, and so they are not added up.</summary>
    private static long Users(Cite cite, HostEvidence evidence) => States.Max(state => SignInEvidence.Refused(cite, evidence, state.Status));

    private static bool Flooded(Cite cite, HostEvidence evidence)
    {
        string[] wrong = ["C000006A", "C0000064", "C000006D"];
        var failed = wrong.Select(status => evidence.Logs.Value?.Logon(status)).OfType<LogonFailures>().ToList();
        if (failed.Sum(one => one.Rows) < Flood && failed.All(one => one.Addresses < FloodPlaces)) return false;
        cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{failed.Sum(one => one.Rows)} wrong names and passwords from up to {failed.Max(one => one.Addresses)} addresses within half an hour"));
        return true;
    }
}
