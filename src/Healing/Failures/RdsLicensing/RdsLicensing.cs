using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// A session host of Windows Server has no licence to give: its grace period of 120 days is over, and no mode or no licence server is set, or none answers.
/// Licences are bought and assigned by people; the grace period is never touched.
/// </summary>
public sealed class RdsLicensing : IFailure
{
    private const int PerDevice = 2;

    private const int PerUser = 4;

    private const int NotConfigured = 5;

    public FailureId Id { get; } = new(FailureIds.RdsLicensing);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.RdsLicensing, Queries.Detect("RdsLicensing"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var guest = cite.Read(evidence.Guest);
        // Without the role two administrators may connect, and no licence is asked for.
        if (guest?.Licensing is { Role: false }) return null;
        var complained = cite.Event(evidence, Handshake.Manager, 1069, 1128);
        cite.Signals(evidence, Id.Value);
        var part = SignInEvidence.PartOf(host, evidence);
        if (guest?.Licensing is not { } licensing)
            return complained ? cite.Diagnose(Id, 0.65, "the grace period is over, by the connection manager's own words; nobody could look inside")! with { PersonOnly = true, Part = part } : null;
        if (Wrong(licensing) is not { } wrong) return null;
        cite.Event(evidence, Handshake.Manager, 1068, 1004, 1028);
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"{wrong}; {(licensing.GraceDays is { } days ? $"{days} days of grace are left" : "how much grace is left could not be read")}"));
        if (licensing.GraceDays is > 0)
            return cite.Diagnose(Id, 0.7, string.Create(CultureInfo.InvariantCulture, $"{wrong}; in {licensing.GraceDays} days nobody gets in any more"))! with { PersonOnly = true, Part = Part.Bystander };
        if (licensing.GraceDays is null && !complained) return cite.Diagnose(Id, 0.5, $"{wrong}; whether the grace period is over could not be read")! with { PersonOnly = true, Part = Part.Contributes };
        return cite.Diagnose(Id, 0.95, $"the grace period is over, and {wrong}")! with { PersonOnly = true, Decisive = true, Part = part };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var licensing = guest?.Licensing;
        var what = licensing switch
        {
            { Mode: PerDevice or PerUser, Servers.Count: > 0 } => $"the licence server {string.Join(", ", licensing.Servers)} does not answer on TCP 135 from {host.Name}: does it run, is it activated, does the network let {host.Name} through?",
            _ => $"set licensing mode and licence servers of {host.Name} as they were bought: policy \"Set the Remote Desktop licensing mode\" (2 per device, 4 per user) and \"Use the specified Remote Desktop license servers\" under Remote Desktop Session Host, Licensing. If it needs no more than two administrators, remove the role instead: Uninstall-WindowsFeature RDS-RD-Server (it restarts).",
        };
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(guest?.OwnedByPolicy("LicensingMode") == true ? "whoever owns the licences, and the Active Directory team whose policy sets the mode" : "whoever owns the licences", $"{what} The key GracePeriod is left as it is.", "administrators get in with mstsc /admin."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    /// <summary>Null: nothing, or a mode of which nobody wrote down what it needs (the multi-session client has one of its own).</summary>
    private static string? Wrong(GuestLicensing licensing) => licensing switch
    {
        { Mode: null or 0 or NotConfigured } => "no licensing mode is set",
        { Mode: not (PerDevice or PerUser) } => null,
        { Servers.Count: 0 } => "no licence server is set",
        { Reachable: false } => "the licence server does not answer",
        _ => null,
    };
}
