using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Remote Desktop is switched off: fDenyTSConnections is 1. The machine's own value is set back; a policy's is its owner's, and a local value beside it
/// would be overwritten at the next refresh.
/// </summary>
public sealed class RdpDisabled : IFailure
{
    private const string Value = "fDenyTSConnections";

    public FailureId Id { get; } = new(FailureIds.RdpDisabled);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { } guest || !ListenerReasons.Denied(guest)) return null;
        var byPolicy = guest.Rdp.DenyPolicy == 1;
        cite.For(evidence.Guest, byPolicy ? $"a policy sets {Value} to 1" : $"{Value} is 1 among the machine's own settings");
        var answers = host.IsSessionHost ? cite.Read(evidence.SessionHost) is { Status: "Available" } : ListenerReasons.Answers(cite, evidence);
        if (host.IsSessionHost && answers) cite.Against(evidence.SessionHost, "the AVD service reports Available");
        var diagnosis = cite.Diagnose(Id, 0.95, byPolicy ? "a policy denies Remote Desktop connections" : "Remote Desktop connections are denied by a setting of the machine")!;
        return diagnosis with { Decisive = true, PersonOnly = OwnerOf(guest) is not null, Part = answers ? Part.Contributes : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        if (guest is not null && OwnerOf(guest) is { } owner)
        {
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To(
                    owner,
                    $"set \"Allow users to connect remotely by using Remote Desktop Services\" (Computer Configuration, Administrative Templates, Windows Components, Remote Desktop Services, Remote Desktop Session Host, Connections) to Enabled or to Not configured for {host.Name}; gpresult.exe /scope computer /h report.html there names what sets it. A value that is written locally comes back.",
                    "the serial console."),
            };
        }

        var allow = GuestSteps.Registry(StepNames.AllowConnections, "allow-connections", Risk.R1).Once(host, Value);
        var rungs = new List<Rung> { new([allow], "allow connections; the listener comes back by itself") };
        if (host.Role is not HostRole.Personal)
            rungs.Add(new Rung([.. PoolSteps.Drain(host), .. PoolSteps.Leave(host, evidence), allow, GuestSteps.RestartTermService()], "allow connections, and restart the service once nobody is signed in"));
        return new Plan
        {
            Failure = Id,
            Rungs = rungs,
            ForPerson = $"Find out what sets {Value} on {host.Name} (a preference, a hardening script, an image), change it there, and set the value under HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server to 0.",
            ProofWithin = host.IsSessionHost ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(3),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => ListenerReasons.Prove(host, after, appliedAt, Id, "Connections are allowed");

    /// <summary>Null: the value is the machine's own.</summary>
    private static string? OwnerOf(GuestFacts guest) =>
        SettingOwner.Of(guest, Value) ?? (guest.Rdp.DenyPolicy == 1 ? "the Active Directory team" : null);
}
