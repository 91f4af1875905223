using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Signals;

/// <summary>What a sweep saw and did not use; every row is accounted for.</summary>
/// <param name="Sent">Hosts that got a message.</param>
/// <param name="Unknown">Rows about resources that the inventory does not know.</param>
/// <param name="NotEnrolled">Rows about hosts that nobody enrolled.</param>
/// <param name="NotCollected">Detectors whose table is in no workspace.</param>
public sealed record SweepReport(int Sent, int Unknown, int NotEnrolled, IReadOnlyList<string> NotCollected);

/// <summary>
/// One look over the whole fleet: a handful of queries and a read of each listed resource, however many hosts there are. Windows overlap, because rows
/// arrive late; the watermark is saved after the sends, so a crash repeats a sweep and loses none.
/// </summary>
public sealed class DetectSweep(IReadOnlyList<IFailure> failures, IHosts hosts, ISignals signals, DesiredState desired, IMessages messages, SharedState shared, TimeProvider clock)
{
    /// <summary>The name of its watermark and of its report.</summary>
    public const string Watermark = "detect";

    /// <summary>How far each window reaches back over the last one.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstWindow = TimeSpan.FromMinutes(15);

    public async Task<SweepReport> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sweep = now.UtcTicks;
        var from = (await shared.WatermarkAsync(Watermark, cancellationToken) ?? now - FirstWindow) - Overlap;
        var inventory = await hosts.ListAsync(cancellationToken);
        var byId = inventory.ToDictionary(host => host.Id);
        var found = new List<Signal>();
        var missing = new List<string>();
        var unknown = 0;
        foreach (var detector in failures.SelectMany(failure => failure.Detectors))
        {
            if (await signals.DetectAsync(detector, from, now, cancellationToken) is not { } rows)
            {
                missing.Add(detector.Name);
                continue;
            }

            foreach (var row in rows)
            {
                var id = new HostId(row.Resource);
                if (byId.ContainsKey(id)) found.Add(new Signal(id, detector.Name, detector.Weight, row.Newest, row.Rows, row.Sample, sweep));
                else unknown++;
            }
        }

        found.AddRange(await DriftAsync(inventory, now, sweep, cancellationToken));
        var usable = found.Where(signal => byId[signal.Host].Enrolled).ToList();
        var sent = await SendAsync(usable, now, cancellationToken);
        var report = new SweepReport(sent, unknown, found.Count - usable.Count, missing);
        await shared.SaveWatermarkAsync(Watermark, now, report, cancellationToken);
        return report;
    }

    /// <summary>Listed state that is not as listed. A rule stands before several hosts; the first of them by id carries the case, and the others are healed with it.</summary>
    private async Task<IEnumerable<Signal>> DriftAsync(IReadOnlyList<Host> inventory, DateTimeOffset now, long sweep, CancellationToken cancellationToken)
    {
        var rules = await desired.DriftedRulesAsync(cancellationToken);
        var members = await desired.DriftedMembersAsync(cancellationToken);
        var ofRules = from rule in rules
                      let host = inventory.Where(host => host is { Enrolled: true, IsSessionHost: false } && host.NetworkSecurityGroups.Contains(rule.Rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).MinBy(host => host.Id.Value, StringComparer.Ordinal)
                      where host is not null
                      select new Signal(host.Id, FailureIds.NsgDeny, SignalWeight.Decisive, now, 1, $"{rule.Rule.Name} is {rule.State}", sweep);
        var ofMembers = from member in members
                        let host = inventory.FirstOrDefault(host => host.Enrolled && string.Equals(host.Name, member.HostName, StringComparison.OrdinalIgnoreCase))
                        where host is not null
                        select new Signal(host.Id, FailureIds.LbMisconfig, SignalWeight.Decisive, now, 1, member.What, sweep);
        return ofRules.Concat(ofMembers);
    }

    private async Task<int> SendAsync(List<Signal> found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var outbox = found.GroupBy(signal => signal.Host).OrderBy(group => group.Key.Value, StringComparer.Ordinal).Select(group =>
        {
            var body = new SignalsBody([.. group.OrderBy(signal => signal.Detector, StringComparer.Ordinal)]);
            var message = new Message { Kind = MessageKinds.Signals, HostId = group.Key, Body = Message.BodyOf(body) };
            return new OutboxMessage(Queues.Cases, group.Key.Key, StableHash.Of([.. body.Signals.Select(signal => signal.Id), .. body.Signals.Select(signal => $"{signal.Sweep}")]), message, now);
        }).ToList();
        if (outbox.Count > 0) await messages.SendAsync(outbox, cancellationToken);
        return outbox.Count;
    }
}
