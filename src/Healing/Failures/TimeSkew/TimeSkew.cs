using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The clocks of machine and domain are too far apart for Kerberos. Where the machine's own time service is stopped or has no source it is started and
/// synchronised with its domain. Where the controller is wrong, or somebody set another source, it is a matter of the domain, and a person's.
/// </summary>
public sealed class TimeSkew : IFailure
{
    public FailureId Id { get; } = new(FailureIds.TimeSkew);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.TimeSkew, Queries.Detect("TimeSkew"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var guest = cite.Read(evidence.Guest);
        if (guest is { Os.OfDomain: false }) return null;
        var refused = SignInEvidence.Refused(cite, evidence, "C0000133");
        var part = SignInEvidence.PartOf(host, evidence);
        if (guest?.Domain is null)
            return refused > 0 ? cite.Diagnose(Id, 0.65, "sign-ins fail because clocks are apart; nobody could measure whose")! with { PersonOnly = true, Part = part } : null;
        var clock = Clock.Of(guest, evidence.Probe.Value);
        if (clock.Fault == ClockFault.None && refused < SignInEvidence.Many) return null;
        cite.Event(evidence, "Time-Service", 34, 36, 50, 129, 131, 134);
        cite.Signals(evidence, Id.Value);
        cite.For(evidence.Guest, clock.Said);
        return clock.Fault switch
        {
            ClockFault.None => cite.Diagnose(Id, 0.6, "sign-ins fail because clocks are apart, and not this machine's: another controller's, or the clients'")! with { PersonOnly = true, Part = part },
            // Warned of before it counts: it keeps nobody out yet.
            ClockFault.Drifts => cite.Diagnose(Id, 0.7, $"the clock drifts: {clock.Said}")! with { PersonOnly = true, Part = Part.Bystander },
            // A domain that is wrong as a whole agrees with itself; only where sign-ins fail is it why.
            ClockFault.ControllerFollowed => cite.Diagnose(Id, 0.9, "the domain's own clock is wrong, and this machine follows it")! with { PersonOnly = true, Part = refused > 0 ? part : Part.Bystander, Decisive = refused > 0 },
            ClockFault.Controller => cite.Diagnose(Id, 0.9, "it is the domain controller's clock that is wrong")! with { PersonOnly = true, Part = part, Decisive = true },
            ClockFault.Unknown or ClockFault.OtherSource or ClockFault.TooFar => cite.Diagnose(Id, 0.85, Why(clock.Fault))! with { PersonOnly = true, Part = part, Decisive = true },
            _ => cite.Diagnose(Id, 0.95, $"the machine's own clock is wrong: {Why(clock.Fault)}")! with { Part = part, Decisive = true, PersonOnly = Owner(guest) is not null },
        };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var clock = guest?.Domain is null ? new Clock(ClockFault.Unknown, "") : Clock.Of(guest, evidence.Probe.Value);
        var own = guest is not null && Owner(guest) is null;
        return new Plan
        {
            Failure = Id,
            Rungs = own && clock.Fault is ClockFault.ServiceStopped or ClockFault.NoSource or ClockFault.NotSynchronised ? [.. Ladder(host, guest!, clock.Fault)] : [],
            ForPerson = For(host, guest, clock.Fault),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    private static IEnumerable<Rung> Ladder(Host host, GuestFacts guest, ClockFault fault)
    {
        var disabled = guest.Service("W32Time") is { Start: "Disabled" };
        var resync = GuestSteps.Service(StepNames.ResyncClock, "W32Time", "Resync");
        // A start mode that somebody set is his: it is set again only once, and only with an approval.
        if (disabled) resync = resync.Once(host, "W32Time start mode") with { NeedsApproval = true };
        yield return new Rung([resync], fault == ClockFault.ServiceStopped ? "start the time service, and take the time from the domain" : "take the time from the domain");
        if (fault != ClockFault.ServiceStopped) yield return new Rung([GuestSteps.Service(StepNames.RestartTimeService, "W32Time", "Restart"), resync], "restart the time service, so that it looks for its source anew, and take the time from the domain");
    }

    private static string For(Host host, GuestFacts? guest, ClockFault fault)
    {
        var meanwhile = SignInEvidence.Meanwhile(host);
        return fault switch
        {
            ClockFault.Controller or ClockFault.ControllerFollowed => Handover.To("the Active Directory team", $"the clock of {guest?.Domain?.Name ?? "the domain"} is wrong: w32tm /monitor, then put the PDC emulator's source right (w32tm /query /source, w32tm /config /manualpeerlist:<source> /syncfromflags:manual /reliable:yes /update there). {host.Name} is not set to a wrong time.", meanwhile),
            ClockFault.OtherSource => Handover.To("the Active Directory team", $"{host.Name} takes its time from {guest?.Domain?.TimeSource} and not from its domain. Where no policy asks for that: w32tm /config /syncfromflags:domhier /update, then w32tm /resync /rediscover.", meanwhile),
            ClockFault.TooFar => Handover.To($"the owner of {host.Name}", "its clock is off by more than two days. What runs there may not bear such a jump: look what does, set the clock by hand (Set-Date), then w32tm /resync /rediscover.", meanwhile),
            _ => Handover.To("the Active Directory team", $"find out whose clock is wrong: w32tm /stripchart /computer:<controller> /samples:3 /dataonly on {host.Name}, on a client and on a second controller; w32tm /query /status on each. Where it is {host.Name}'s: w32tm /resync /rediscover.", meanwhile),
        };
    }

    private static string? Owner(GuestFacts guest) => SettingOwner.OfListener(guest);

    private static string Why(ClockFault fault) => fault switch
    {
        ClockFault.ServiceStopped => "its time service does not run",
        ClockFault.NoSource => "its time service has no source but the machine's own clock",
        ClockFault.NotSynchronised => "its time service does not bring it into line",
        ClockFault.OtherSource => "it takes its time from elsewhere than its domain",
        ClockFault.TooFar => "it is off by more than two days, which the time service itself would not bridge",
        _ => "machine and domain are apart, and nothing tells whose clock is wrong",
    };
}

/// <summary>What is wrong with the clocks of a member and its domain.</summary>
internal enum ClockFault
{
    None,
    Drifts,
    ServiceStopped,
    NoSource,
    NotSynchronised,
    OtherSource,
    TooFar,
    Controller,
    ControllerFollowed,
    Unknown,
}

/// <summary>The clocks of a member, its domain and Azure, compared.</summary>
/// <param name="Said">What was measured, in words.</param>
internal sealed record Clock(ClockFault Fault, string Said)
{
    /// <summary>Kerberos refuses above this. (Maximum tolerance for computer clock synchronization: 5 minutes)</summary>
    private const double Tolerated = 300;

    private const double Warned = 60;

    /// <summary>The time service bridges no more by itself. (MaxPosPhaseCorrection: 48 hours)</summary>
    private const double Bridged = 172_800;

    /// <summary>Where the guest could not ask Azure for the time, a look from outside may have read its clock; that is the other way about.</summary>
    public static Clock Of(GuestFacts guest, ProbeFacts? probe)
    {
        var running = guest.Service("W32Time") is not { State: not "Running" };
        var domain = guest.Domain! with { AzureOffsetSeconds = guest.Domain!.AzureOffsetSeconds ?? -probe?.ClockSkewSeconds };
        var said = string.Create(CultureInfo.InvariantCulture, $"{Words(domain.OffsetSeconds)} against the domain, {Words(domain.AzureOffsetSeconds)} against Azure; W32Time {(running ? "runs" : "does not run")}, its source is {domain.TimeSource}");
        return new Clock(FaultOf(domain, running), said);
    }

    private static ClockFault FaultOf(GuestDomain domain, bool running)
    {
        // Without a controller nothing can be compared, and nobody signs in for another reason.
        if (domain.OffsetSeconds is not { } offset) return ClockFault.None;
        var apart = Math.Abs(offset);
        if (apart < Tolerated) return domain.AzureOffsetSeconds is { } alone && Math.Abs(alone) >= Tolerated && running ? ClockFault.ControllerFollowed : apart >= Warned ? ClockFault.Drifts : ClockFault.None;
        // Azure's clock says who is wrong: this machine is, when it is as far from that as from its domain.
        var own = domain.AzureOffsetSeconds is { } azure ? Math.Abs(azure) > apart / 2 : (bool?)null;
        if (own == false) return ClockFault.Controller;
        if (apart > Bridged) return ClockFault.TooFar;
        if (!running) return ClockFault.ServiceStopped;
        if (domain.TimeSource.Contains("CMOS", StringComparison.OrdinalIgnoreCase) || domain.TimeSource.Contains("Free-running", StringComparison.OrdinalIgnoreCase)) return ClockFault.NoSource;
        var follows = domain.TimeSource.Contains(domain.Name, StringComparison.OrdinalIgnoreCase) || domain.TimeSource.StartsWith("VM IC", StringComparison.OrdinalIgnoreCase);
        return !follows ? ClockFault.OtherSource : own == true ? ClockFault.NotSynchronised : ClockFault.Unknown;
    }

    private static string Words(double? seconds) => seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#} s") : "not measured";
}
