using System.Globalization;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Signals;

/// <summary>
/// Knocks at every enrolled plain virtual machine that is running, and remembers which ones answer from here. A host that answered within the last
/// seven days and now does not, or that presents a certificate about to expire, gets a signal. Several that fall silent together behind one network security
/// group have one cause: the first of them by id carries the case, as in the drift detector. A host whose silence turned out to be meant speaks for itself only,
/// or it would hide its neighbours for days. AVD hosts are never knocked at: they connect outward only.
/// </summary>
public sealed class ProbeSweep(IHosts hosts, IProbe probe, ICases cases, SharedState shared, IMessages messages, Policy policy, TimeProvider clock)
{
    /// <summary>The detector's name in signals.</summary>
    public const string Detector = "probe";

    /// <summary>Hosts that are knocked at side by side; a host that does not answer holds up nobody but itself.</summary>
    public const int Parallel = 128;

    /// <summary>Answers how many hosts got a signal.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var targets = (await hosts.ListAsync(cancellationToken)).Where(host => host is { Enrolled: true, IsSessionHost: false, Running: not false, PrivateAddress: not null }).ToList();
        var found = new List<(Host Host, ProbeOutcome Outcome, Signal Signal)>();
        var next = -1;

        async Task KnockAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < targets.Count)
            {
                var host = targets[index];
                var facts = await probe.ProbeAsync(host, cancellationToken);
                if (facts.AsGoodAsHealthy) await shared.SaveReachedAsync(host.Id, now, cancellationToken);
                if (Symptom(host, facts, now) is not { } symptom) continue;
                lock (found) found.Add((host, facts.Outcome, new Signal(host.Id, Detector, SignalWeight.Decisive, now, 1, symptom, now.UtcTicks)));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(Parallel, targets.Count)).Select(_ => KnockAsync()));
        var together = found
            .GroupBy(one => one.Outcome == ProbeOutcome.Timeout && one.Host.NetworkSecurityGroups.Count > 0 ? string.Join(' ', one.Host.NetworkSecurityGroups) : one.Host.Id.Value, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.Select(one => one.Signal).OrderBy(signal => signal.Host.Value, StringComparer.Ordinal).ToList());
        var carriers = new List<Signal>();
        foreach (var group in together) carriers.AddRange(await CarriersAsync(group, cancellationToken));
        if (carriers.Count > 0) await messages.SendAsync([.. carriers.OrderBy(signal => signal.Host.Value, StringComparer.Ordinal).Select(signal => Wrap(signal, now))], cancellationToken);
        return carriers.Count;
    }

    /// <summary>The first of a group whose silence is not known to be meant, and those before it.</summary>
    private async Task<IReadOnlyList<Signal>> CarriersAsync(IReadOnlyList<Signal> group, CancellationToken cancellationToken)
    {
        var last = 0;
        while (last < group.Count - 1 && (await cases.LoadAsync(group[last].Host, cancellationToken)).Case is { State: CaseState.Suppressed }) last++;
        return [.. group.Take(last + 1)];
    }

    /// <summary>A host that never answered from here proves nothing by its silence.</summary>
    private string? Symptom(Host host, ProbeFacts facts, DateTimeOffset now) => facts switch
    {
        { Outcome: ProbeOutcome.Answered, NotAfter: { } end } when host.Certificate is not null && end - now <= policy.RenewBefore =>
            string.Create(CultureInfo.InvariantCulture, $"presents a certificate that ends on {end:yyyy-MM-dd}"),
        { Outcome: ProbeOutcome.Answered, NotAfter: { } end } when end <= now => string.Create(CultureInfo.InvariantCulture, $"presents a certificate that expired on {end:yyyy-MM-dd}"),
        { AsGoodAsHealthy: true } or { Outcome: ProbeOutcome.NotTried } => null,
        { Reached: true } => $"answered here within the last seven days, and now ends with {facts.Ending}: {facts.Ending.Reading()}",
        _ => null,
    };

    private static OutboxMessage Wrap(Signal signal, DateTimeOffset now) => new(
        Queues.Cases,
        signal.Host.Key,
        signal.Id,
        new Message { Kind = MessageKinds.Signals, HostId = signal.Host, Body = Message.BodyOf(new SignalsBody([signal])) },
        now);
}
