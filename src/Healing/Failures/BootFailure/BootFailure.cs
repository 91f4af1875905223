using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>Azure runs the machine and Windows is not up: a stop error, boot configuration, BitLocker, safe mode. Disks are opened by people only.</summary>
public sealed class BootFailure : IFailure
{
    /// <summary>Heartbeats come every minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    public FailureId Id { get; } = new(FailureIds.BootFailure);

    public IReadOnlyList<Detector> Detectors { get; } = [new Detector(FailureIds.BootFailure, Queries.Detect(nameof(BootFailure)), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Machine) is not { Running: true, AgentReady: false }) return null;
        if (!Unreached(cite, host, evidence, now)) return null;
        cite.For(evidence.Machine, "the machine runs, and its guest agent is not ready");
        var boot = cite.Read(evidence.Boot);
        foreach (var mark in boot?.Marks ?? []) cite.For(evidence.Boot, $"the serial log ends with: {mark}");
        if (boot is { Stuck: true }) return cite.Diagnose(Id, 0.9, boot.Marks[0])! with { Decisive = true, PersonOnly = true };
        var went = evidence.Logs.Value?.Of("Kernel-Power", 41).Concat(evidence.Logs.Value.Of("WER-SystemErrorReporting", 1001)).ToList() ?? [];
        foreach (var one in went) cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"event {one.EventId} of {one.Source} at {one.Newest:HH:mm:ss}, and silence since"));
        if (went.Count == 0) return null;
        return cite.Diagnose(Id, 0.65, "it went down hard, and nothing of it has been heard since")! with { PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the Azure operators",
            $"{(evidence.Boot.Value is { Stuck: true } boot ? $"Windows of {host.Name} is not up: {string.Join(", ", boot.Marks)}. " : "")}Look at the screenshot: az vm boot-diagnostics get-boot-log-uris --ids {host.Id}. A sign-in screen means that Windows is up, and its network is not. A blue screen, a recovery menu or BitLocker: az vm repair create and az vm repair run with the scripts of the repair library (win-toggle-safe-mode, win-LKGC, win-chkdsk-fs-corruption), or the BitLocker key from the directory. Take a snapshot of the disk first. A Trusted Launch or confidential machine: change nothing of its boot without its owner.",
            host.IsSessionHost ? "the other hosts of the pool take people." : null),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private static bool Unreached(Cite cite, Host host, HostEvidence evidence, DateTimeOffset now)
    {
        if (evidence.Logs.Value?.Heartbeat is { } last && now - last <= Silence) return false;
        if (host.IsSessionHost)
        {
            if (cite.Read(evidence.SessionHost) is not { Status: not "Available" } avd || now - avd.LastHeartBeat <= Silence) return false;
            cite.For(evidence.SessionHost, $"the AVD service hears nothing of it, status {avd.Status}");
            return true;
        }

        if (cite.Read(evidence.Probe) is not { Outcome: ProbeOutcome.Timeout, Reached: true }) return false;
        cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
        return true;
    }
}
