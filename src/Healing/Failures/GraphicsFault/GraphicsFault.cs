using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The display stack fails: the adapter reports a problem, or its driver is reset again and again, and sessions end or stay black. Always for a person:
/// drivers, graphics policies and restarts are not a machine's to decide.
/// </summary>
public sealed class GraphicsFault : IFailure
{
    /// <summary>Device problem code of one that somebody disabled. (Device Manager error codes)</summary>
    private const int Disabled = 22;

    /// <summary>Resets of a driver within a day that are no chance any more.</summary>
    private const int Often = 5;

    private static readonly string[] Policies = ["bEnumerateHWBeforeSW", "fEnableWddmDriver"];

    public FailureId Id { get; } = new(FailureIds.Graphics);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.Graphics, Queries.Detect("GraphicsFault"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var ended = Ended(cite, evidence);
        _ = cite.Event(evidence, "Display", 4101);
        var lasts = cite.Supports.Count > 0;
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "the display stack is complained of, and nobody could look inside");
        if (guest.Graphics is not { } found)
        {
            cite.NotCollected.Add($"graphics: {guest.Problems?.GetValueOrDefault("graphics") ?? "not told"}");
            return cite.Diagnose(Id, 0.4, "the display stack is complained of, and it could not be read");
        }

        var name = found.Adapter ?? "the display adapter";
        if (found.Problem != 0) cite.For(evidence.Guest, $"{name} reports problem {found.Problem}{(found.Problem == Disabled ? ": somebody disabled it" : "")}");
        if (found.Resets > 0) cite.For(evidence.Guest, $"its driver was reset {found.Resets} times within a day");
        if (found is { Problem: 0, Resets: 0 }) return null;
        // A disabled adapter is a decision; without complaints nobody is hit.
        var because = found.Problem != 0 ? $"{name} does not work (problem {found.Problem})" : "the display driver is reset again and again";
        var certain = found.Problem is not (0 or Disabled) || found.Resets >= Often || ended;
        if (!certain && !lasts) return cite.Diagnose(Id, 0.5, $"{because}; nobody complained of it");
        var diagnosis = cite.Diagnose(Id, lasts ? 0.85 : 0.65, because)! with { PersonOnly = true };
        return (lasts ? diagnosis : diagnosis with { Part = Part.Bystander }).Behind(host, evidence);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        var meanwhile = host.Role == HostRole.Pooled ? "drain it, so that nobody new is sent there; the other hosts of the pool take people." : "a session with fewer monitors and without hardware acceleration often holds.";
        if (guest?.Graphics is { Problem: Disabled }) return new Plan { Failure = Id, ForPerson = Handover.To($"whoever disabled {guest.Graphics.Adapter ?? "the display adapter"} on {host.Name}", "enable it in Device Manager, or leave it, and take the sessions that need it elsewhere.", meanwhile) };
        if (guest?.Policies is { } set && Policies.Any(set.ContainsKey))
            return new Plan { Failure = Id, ForPerson = Handover.To("the Active Directory team", $"take back, for {host.Name}, the graphics policies under Remote Session Environment ({string.Join(", ", Policies.Where(set.ContainsKey))}): use of hardware graphics adapters, and of the WDDM display driver. They count for sessions that begin afterwards.", meanwhile) };
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                host.IsSessionHost ? "the owner of the host image" : $"whoever runs {host.Name}",
                $"on {host.Name} install the display driver that fits the size of the machine (the GPU driver extension: az vm extension set --name NvidiaGpuDriverWindows --publisher Microsoft.HpcCompute), when nobody is signed in, and restart it. Without a GPU switch the WDDM display driver off by policy: Remote Session Environment, Use WDDM graphics display driver for Remote Desktop Connections.",
                meanwhile),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>Sessions that ended because the display driver was not ready or failed, or the window manager crashed (0x0F to 0x12).</summary>
    private static bool Ended(Cite cite, HostEvidence evidence)
    {
        var found = evidence.Logs.Value?.Of(BehindTheDoor.Sessions, 40).Where(one => Reasons.Any(reason => one.Sample.EndsWith($"reason code {reason}", StringComparison.OrdinalIgnoreCase))).ToList() ?? [];
        foreach (var one in found) cite.For(evidence.Logs, $"event 40 of {one.Source}, {one.Rows} times: {one.Sample}");
        return found.Count > 0;
    }

    private static readonly int[] Reasons = [15, 16, 17, 18];
}
