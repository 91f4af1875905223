using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Signing in with Entra ID fails: the device is unknown or disabled there, the extension that sets the sign-in up is missing, or the people have no role on the
/// machine. Devices, roles and Conditional Access are an identity team's. No domain check applies to such a host.
/// </summary>
public sealed class EntraSignIn : IFailure
{
    public FailureId Id { get; } = new(FailureIds.EntraSignIn);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.EntraSignIn, Queries.Detect("EntraSignIn"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        // Whether it is joined to Entra ID only its inside tells.
        if (cite.Read(evidence.Guest) is not { Os.JoinType: "Entra" or "Hybrid" } guest) return null;
        if (guest.Entra is not { } entra)
        {
            cite.NotCollected.Add("membership of Entra ID: the collector could not read it");
            return null;
        }

        var alone = guest.Os.JoinType == "Entra";
        var part = SignInEvidence.PartOf(host, evidence);
        cite.Signals(evidence, Id.Value);
        if (entra.DeviceAuth is { } auth && !auth.StartsWith("SUCCESS", StringComparison.OrdinalIgnoreCase))
        {
            cite.For(evidence.Guest, $"dsregcmd says of the device: {auth}");
            var some = SignInEvidence.Succeed(cite, evidence);
            // A hybrid host signs people in by its domain; only single sign-on suffers.
            return cite.Diagnose(Id, some || !alone ? 0.7 : 0.9, $"Entra ID does not accept the device: {auth}")! with { PersonOnly = true, Decisive = alone && !some, Part = !alone ? Part.Bystander : some ? Part.Contributes : part };
        }

        if (!alone) return null;
        var nobody = SignInEvidence.NobodySucceeds(evidence);
        if (!entra.LoginExtension && nobody)
        {
            cite.For(evidence.Guest, "the extension AADLoginForWindows is not installed, and nobody signed in within the last half hour");
            return cite.Diagnose(Id, 0.75, "the extension for signing in with Entra ID is not installed, and nobody signs in")! with { PersonOnly = true, Part = part };
        }

        var refused = SignInEvidence.Refused(cite, evidence, "C000015B");
        if (refused == 0) return null;
        return cite.Diagnose(Id, refused >= SignInEvidence.Many && nobody ? 0.65 : 0.4, string.Create(CultureInfo.InvariantCulture, $"{refused} accounts lack the right to sign in, which on an Entra host comes with a role in Azure"))! with { PersonOnly = true, Part = part };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var entra = evidence.Guest.Value?.Entra;
        var what = entra is { DeviceAuth: { } auth } && !auth.StartsWith("SUCCESS", StringComparison.OrdinalIgnoreCase)
            ? $"look at the device {host.Name} in Entra ID: is it there, enabled, and only once (Get-MgDevice -Filter \"displayName eq '{host.Name}'\")? A disabled one is enabled; a deleted one, or one that another machine of that name took, is joined anew: on the machine dsregcmd /leave, then install the extension AADLoginForWindows again."
            : entra is { LoginExtension: false }
                ? $"install the extension: az vm extension set --ids {host.Id} --publisher Microsoft.Azure.ActiveDirectory --name AADLoginForWindows; it needs the machine's system-assigned identity."
                : $"give the people's group the role on it: az role assignment create --role \"Virtual Machine User Login\" --assignee <group> --scope {host.Id}.";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To("the identity team", $"{what} The sign-in logs of Entra ID name a Conditional Access policy that refuses; change it there or not at all.", SignInEvidence.Meanwhile(host)),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);
}
