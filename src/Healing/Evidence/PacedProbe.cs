using System.Globalization;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Evidence;

/// <summary>
/// Looks at a host once a minute at most, whoever asks and on whichever instance: every look is a connection that is never completed, and Windows writes event 1006
/// when it counts many. In between the facts of the last look are handed out, marked as earlier and with their time. Two that ask at the very same moment may both look.
/// </summary>
public sealed class PacedProbe(IProbe probe, SharedState shared, TimeProvider clock) : IProbe
{
    /// <summary>The least time between two looks at one host.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(60);

    /// <summary>How long a host that answered once counts as reachable from here.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public async Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var reached = await shared.ReachedAsync(host.Id, cancellationToken) is { } at && now - at <= Memory;
        var door = string.Create(CultureInfo.InvariantCulture, $"{host.PrivateAddress}:{host.RdpPort}");
        // Clocks of instances differ a little: a look "in the future" was made just now.
        if (await shared.LookedAsync(host.Id, cancellationToken) is { } last && last.Door == door && (now - last.At).Duration() < Pace) return last.Facts with { Reached = reached, At = last.At, Earlier = true };
        var facts = await probe.ProbeAsync(host, cancellationToken);
        if (facts.Outcome == ProbeOutcome.NotTried) return facts with { Reached = false };
        await shared.SaveLookedAsync(host.Id, new Looked(now, door, facts), cancellationToken);
        return facts with { Reached = reached, At = now };
    }
}

/// <summary>The last look at a host.</summary>
/// <param name="At">When it began.</param>
/// <param name="Door">Address and port: a host that moved is looked at anew.</param>
public sealed record Looked(DateTimeOffset At, string Door, ProbeFacts Facts);
