using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Since the machine started with its newest update the Remote Desktop service ends again and again. Build and update are named, so that hosts can be compared
/// by them. Taking an update back is a person's decision: it may have closed a hole.
/// </summary>
public sealed class BadUpdate : IFailure
{
    private const string Scm = "Service Control Manager";

    /// <summary>Fewer ends within half an hour are an accident, which a start cures.</summary>
    private const long Often = 3;

    /// <summary>An update is suspected for so long after the start that brought it in.</summary>
    private static readonly TimeSpan Suspect = TimeSpan.FromDays(7);

    public FailureId Id { get; } = new(FailureIds.BadUpdate);

    /// <summary>The query of the service's own failure finds the same ends.</summary>
    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { Servicing: { LastUpdate: { } update, LastUpdateAt: { } at } } guest) return null;
        var booted = guest.Os.BootedAt;
        // It counts from the start that brought it in; Windows tells the day of an update only.
        if (booted < at || booted - at > Suspect || now - booted > Suspect) return null;
        if (cite.Read(evidence.Logs) is not { } logs) return null;
        var ends = logs.Of(Scm, 7031, 7034).Where(one => Names(one.Sample) && one.Newest > booted).ToList();
        var faults = logs.Of("Application Error", 1000).Where(one => Names(one.Sample) && one.Newest > booted).ToList();
        if (ends.Sum(one => one.Rows) < Often) return null;
        foreach (var one in ends.Concat(faults)) cite.For(evidence.Logs, $"event {one.EventId} of {one.Source}, {one.Rows} times: {one.Sample}");
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"{update} was installed on {at:yyyy-MM-dd}; the machine started with it (build {guest.Os.Build}) at {booted:u}"));
        var some = SignInEvidence.Succeed(cite, evidence);
        var said = string.Create(CultureInfo.InvariantCulture, $"the Remote Desktop service ends again and again since {update} (build {guest.Os.Build})");
        // While the service is down a start is the first thing to do.
        var down = guest.Service("TermService") is not { State: "Running" };
        return cite.Diagnose(Id, faults.Count > 0 && !some ? 0.75 : 0.6, said)! with { PersonOnly = true, Part = down || some ? Part.Contributes : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var update = guest?.Servicing?.LastUpdate ?? "the newest update";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                $"whoever updates {host.Name}",
                $"compare hosts with and without {update}: Heartbeat and the AVD agent's health report name their build ({guest?.Os.Build ?? "see winver"}). Stop its distribution while that is looked at. If it is the update: a pooled host goes back to the image before; elsewhere wusa.exe /uninstall /kb:{update.Replace("KB", "", StringComparison.OrdinalIgnoreCase)} and a restart when nobody is signed in, agreed with the security team, because an update that is taken back opens what it closed.",
                host.Role == HostRole.Pooled ? "the pool's other hosts take its people; drain it." : "reach it through the serial console or Bastion between two ends."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private static bool Names(string text) => text.Contains("TermService", StringComparison.OrdinalIgnoreCase) || text.Contains("Remote Desktop Services", StringComparison.OrdinalIgnoreCase);
}
