using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Who got through the handshake sees a black screen, or waits for the User Profile Service. Decisive: ProfSvc does not run. AppReadiness hangs when it is
/// about to start and sign-ins are stuck. Sign-ins that hang without such a reason are named, and not guessed about: disks, containers, domain controllers
/// and group policy make them hang as well.
/// </summary>
public sealed class LogonHang : IFailure
{
    private const string Slow = "logon-hang-slow";

    private const string Profiles = "ProfSvc";

    private const string Readiness = "AppReadiness";

    private const string Winlogon = "Winlogon";

    private const string Scm = "Service Control Manager";

    public FailureId Id { get; } = new(FailureIds.LogonHang);

    public IReadOnlyList<Detector> Detectors { get; } =
    [
        new(FailureIds.LogonHang, Queries.Detect("LogonHang"), SignalWeight.Decisive),
        new(Slow, Queries.Detect("LogonHang", "DetectSlow"), SignalWeight.Statistical),
    ];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        cite.Signals(evidence, Slow);
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "sign-ins are complained of, and nobody could look inside");
        if (guest.Service(Profiles) is { State: not "Running" } profiles) return Waits(cite, host, evidence, profiles);
        if (guest.Logon is not { } logon)
        {
            cite.NotCollected.Add($"sign-ins under way: {guest.Problems?.GetValueOrDefault("logon") ?? "not told"}");
            return cite.Diagnose(Id, 0.4, "sign-ins are complained of, and those under way could not be read");
        }

        if (logon.Hung > 0) cite.For(evidence.Guest, $"{logon.Hung} sign-ins have been under way for more than five minutes");
        _ = BehindTheDoor.Unfinished(cite, evidence);
        if (Stuck(cite, evidence, guest, logon)) return cite.Diagnose(Id, 0.85, "sign-ins hang, and AppReadiness, which they wait for, hangs with them");
        if (logon.Hung == 0) return null;
        _ = cite.Event(evidence, Winlogon, 6005);
        var other = Other(guest);
        if (other is not null) cite.Against(evidence.Guest, other);
        return cite.Diagnose(Id, other is null ? 0.5 : 0.3, other is null ? "sign-ins hang, and nothing inside says why" : $"sign-ins hang, and {other} explains that");
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var (profiles, ready) = (guest?.Service(Profiles), guest?.Service(Readiness));
        var steps = new List<Step>();
        if (profiles is { State: "Stopped" })
        {
            var start = GuestSteps.Service(StepNames.StartProfileService, Profiles, "Start");
            steps.Add(profiles.Start == "Disabled" ? start.Once(host, "ProfSvc start mode") : start);
        }

        // It is never taken away from under somebody: what is about to start or stop is not helped by a script.
        var pending = profiles is { State: "StartPending" or "StopPending" };
        if (!pending && ready is { State: "StartPending" or "StopPending" or "Running" } && guest?.Logon is { Hung: > 0 }) steps.Add(GuestSteps.Service(StepNames.RestartAppReadiness, Readiness, "Restart"));
        return new Plan
        {
            Failure = Id,
            Rungs = pending || steps.Count == 0 ? [] : [new Rung(steps, "bring back what sign-ins wait for")],
            ForPerson = Handover.To(host.IsSessionHost ? "the desktop team" : "the Windows team", Next(host, pending), host.Role == HostRole.Pooled ? "the other hosts of the pool take people." : "who is signed in can go on; administrators reach the machine by the serial console."),
            ProofWithin = TimeSpan.FromMinutes(20),
        };
    }

    /// <summary>A connection is no sign-in: a shell has to start.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) =>
        BehindTheDoor.SignsIn(host, after, appliedAt, logs => logs.Of(Winlogon, 6005).Concat(logs.Of(Scm, 7022, 7031, 7034).Where(one => Names(one.Sample))));

    private Diagnosis? Waits(Cite cite, Host host, HostEvidence evidence, GuestService service)
    {
        cite.For(evidence.Guest, $"{Profiles} is {service.State}, start mode {service.Start}: no sign-in gets a profile");
        foreach (var one in evidence.Logs.Value?.Of(Scm, 7022, 7031, 7034).Where(one => Names(one.Sample)) ?? []) cite.For(evidence.Logs, $"event {one.EventId} of {Scm}, {one.Rows} times: {one.Sample}");
        _ = BehindTheDoor.Unfinished(cite, evidence);
        var pending = service.State is "StartPending" or "StopPending";
        var shut = BehindTheDoor.IsShut(host, evidence);
        return cite.Diagnose(Id, shut ? 0.7 : pending ? 0.8 : 0.95, $"the User Profile Service is {service.State}, and every sign-in waits for it")! with { Decisive = !pending && !shut, PersonOnly = pending };
    }

    /// <summary>AppReadiness normally does not run: only one that is on its way, or that is complained of while sign-ins hang, counts.</summary>
    private static bool Stuck(Cite cite, HostEvidence evidence, GuestFacts guest, GuestLogon logon)
    {
        if (logon.Hung == 0 || guest.Service(Readiness) is not { } ready) return false;
        var said = evidence.Logs.Value?.Of(Scm, 7011, 7022).Where(one => Names(one.Sample) && !one.Sample.Contains("Profile", StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        if (ready.State is not ("StartPending" or "StopPending") && !(ready.State == "Running" && said.Count > 0)) return false;
        cite.For(evidence.Guest, $"{Readiness} is {ready.State}, start mode {ready.Start}");
        foreach (var one in said) cite.For(evidence.Logs, $"event {one.EventId} of {Scm}, {one.Rows} times: {one.Sample}");
        return true;
    }

    private static bool Names(string text) => new[] { Profiles, Readiness, "User Profile Service", "App Readiness" }.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Something else in the guest on which sign-ins wait; null: nothing that was read.</summary>
    private static string? Other(GuestFacts guest)
    {
        if (guest.Fslogix is { Enabled: true, Storage: false }) return "the storage of the profile containers, which does not answer,";
        if (guest.Fslogix is { Enabled: true } && guest.Service("frxsvc") is { State: not "Running" }) return "the FSLogix service, which does not run,";
        if (guest.Os.OfDomain && guest.Domain is { Controller: false }) return "the missing domain controller";
        return guest.Resources is { } room && (room.DiskFreeGb < 1 || room.CommitPercent >= 95) ? "the lack of room on the machine" : null;
    }

    private static string Next(Host host, bool pending)
    {
        var dump = $"find the process that sign-ins wait for: on {host.Name} look at Winlogon 6005 in the Application log, which names the subscriber, and take a dump of the svchost of {Profiles} (tasklist.exe /svc; procdump -ma <pid>)";
        var restart = host.Role == HostRole.Pooled ? $"drain it, wait until nobody is signed in, then restart it (az vm restart --ids {host.Id})" : $"restart it when nobody is signed in (az vm restart --ids {host.Id})";
        return pending ? $"{Profiles} hangs on its way and no script may end it; {dump}, then {restart}." : $"{dump}; {restart}.";
    }
}
