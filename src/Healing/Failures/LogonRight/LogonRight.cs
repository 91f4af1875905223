using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// People lack the right to sign in through Remote Desktop, or it is denied to them. Who may sign in is the owner's decision: it is named with what stands
/// there, and no machine adds anybody. A denial wins over every permission.
/// </summary>
public sealed class LogonRight : IFailure
{
    private const string DesktopUsers = "S-1-5-32-555";

    /// <summary>SIDs that stand for everybody who comes by RDP, with their names. Denying local accounts (S-1-5-113, S-1-5-114) or guests (S-1-5-32-546) is ordinary hardening.</summary>
    private static readonly Dictionary<string, string> Everybody = new(StringComparer.Ordinal)
    {
        ["S-1-1-0"] = "Everyone",
        ["S-1-5-11"] = "Authenticated Users",
        ["S-1-5-14"] = "Remote Interactive Logon",
        ["S-1-5-32-545"] = "Users",
        [DesktopUsers] = "Remote Desktop Users",
    };

    public FailureId Id { get; } = new(FailureIds.LogonRight);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.LogonRight, Queries.Detect("LogonRight"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var guest = cite.Read(evidence.Guest);
        var refused = SignInEvidence.Refused(cite, evidence, "C000015B", "C0000413");
        var rights = guest?.Rights;
        if (guest is not null && rights is null) cite.NotCollected.Add("user rights: the collector could not read them");
        var denied = rights is null ? null : Denied(rights);
        if (denied is null && refused == 0) return null;
        cite.Signals(evidence, Id.Value);
        var part = SignInEvidence.PartOf(host, evidence);
        if (denied is not null)
        {
            cite.For(evidence.Guest, $"SeDenyRemoteInteractiveLogonRight holds {denied}: a denial wins over every permission");
            var some = SignInEvidence.Succeed(cite, evidence) && refused == 0;
            return cite.Diagnose(Id, refused > 0 ? 0.95 : 0.8, $"signing in through Remote Desktop is denied to {denied}")! with { PersonOnly = true, Decisive = !some, Part = some ? Part.Contributes : part };
        }

        if (rights is not null && Missing(rights) is { } missing)
        {
            cite.For(evidence.Guest, missing);
            // Where nobody but administrators should come this is how it is meant; those who are turned away say that it is not.
            return cite.Diagnose(Id, refused >= SignInEvidence.Many ? 0.85 : 0.5, $"{missing}, and {refused} accounts were turned away for it")! with { PersonOnly = true, Part = part };
        }

        // On an Entra host the right comes with a role in Azure.
        if (guest is { Os.JoinType: "Entra" }) return null;
        if (rights is not null) cite.Against(evidence.Guest, "the rights of the machine are the usual ones");
        return refused >= SignInEvidence.Many && rights is null
            ? cite.Diagnose(Id, 0.65, string.Create(CultureInfo.InvariantCulture, $"{refused} accounts lack the right to sign in; nobody could read who has it"))! with { PersonOnly = true, Part = part }
            : cite.Diagnose(Id, 0.4, string.Create(CultureInfo.InvariantCulture, $"{refused} accounts lack the right to sign in, and the machine grants it as usual: they are in no group that has it"))! with { PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var rights = evidence.Guest.Value?.Rights;
        var what = rights is not null && Denied(rights) is { } denied
            ? $"take {denied} out of \"Deny log on through Remote Desktop Services\" (SeDenyRemoteInteractiveLogonRight)"
            : rights is { Members: 0 } && rights.Allowed.Contains(DesktopUsers, StringComparer.Ordinal)
                ? "add the group of those who should come: Add-LocalGroupMember -SID S-1-5-32-555 -Member <domain>\\<group>"
                : "put Remote Desktop Users (S-1-5-32-555) into \"Allow log on through Remote Desktop Services\" (SeRemoteInteractiveLogonRight), or the persons into the group that has it";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                $"whoever decides who may sign in to {host.Name}",
                $"{what}. Look first where it is set: gpresult /h report.html, User Rights Assignment; a group policy writes its own again. On the machine itself: secedit /export /areas USER_RIGHTS /cfg rights.inf shows it, secpol.msc changes it. Nobody is added by a machine.",
                rights is not null && Denied(rights) is null ? "administrators sign in as before." : SignInEvidence.Meanwhile(host, locals: false)),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    private static string? Denied(GuestRights rights)
    {
        var names = rights.Denied.Where(Everybody.ContainsKey).Select(sid => $"{Everybody[sid]} ({sid})").ToList();
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    /// <summary>-1 members: nobody could count them.</summary>
    private static string? Missing(GuestRights rights)
    {
        if (!rights.Allowed.Any(Everybody.ContainsKey)) return "SeRemoteInteractiveLogonRight holds neither Remote Desktop Users nor anybody else but single accounts and groups";
        return rights.Members == 0 && rights.Allowed.Where(Everybody.ContainsKey).All(sid => sid == DesktopUsers) ? "nobody is in Remote Desktop Users" : null;
    }
}
