using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// People are turned away because nobody assigned them to the application group, or the group to a workspace. That is a decision about people, never a fault of
/// a host: it opens no case, it is named where one is open anyway, and it is for a person only.
/// </summary>
public sealed class AvdUserAuthorization : IFailure
{
    private const string Symbol = "ConnectionFailedUserNotAuthorized";

    public FailureId Id { get; } = new(FailureIds.AvdUserAuthorization);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (!host.IsSessionHost || cite.Read(evidence.Logs) is not { } logs || logs.Connection(Symbol) is not { } failed) return null;
        cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{failed.Rows} connections of {failed.Users} people from {failed.Networks} networks ended with {Symbol}"));
        // One who is not assigned is one who is not assigned; several, and nobody who comes in, is an assignment that somebody took away.
        var nobody = logs.Successes is { Rows: 0 };
        if (logs.Successes is { Rows: > 0 } well) cite.Against(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{well.Users} others connected in the same time"));
        var because = failed.Broad ? nobody ? "several people are not authorized, and nobody connects" : "several people are not authorized, while others connect" : "somebody is not authorized";
        return cite.Diagnose(Id, failed.Broad ? 0.75 : 0.6, because)! with { PersonOnly = true, Part = failed.Broad && nobody ? Part.Cause : Part.Bystander };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the AVD administrators",
            "look at who may use the pool's application groups: az role assignment list --role \"Desktop Virtualization User\" --scope <application group>; az desktopvirtualization applicationgroup show tells whether the group belongs to a workspace. Whoever should get in needs that role there, himself or through a group."),
    };

    /// <summary>No step is ever planned; whoever asks is told what the service says.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
