using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Signals;

/// <summary>
/// One look over the whole fleet: a query for each detector and a read of each listed resource, however many hosts there are. Windows overlap, because rows
/// arrive late; a watermark is saved after the sends, so a crash repeats a sweep and loses none. A detector that could not be asked keeps its watermark: the
/// next sweep reads what this one did not.
/// </summary>
public sealed class DetectSweep(IReadOnlyList<IFailure> failures, IHosts hosts, ISignals signals, DesiredState desired, IMessages messages, SharedState shared, TimeProvider clock)
{
    /// <summary>Messages that are made and sent together, so that a storm does not stand in memory as a whole.</summary>
    private const int Together = 500;

    private static readonly TimeSpan FirstWindow = TimeSpan.FromMinutes(15);

    /// <summary>After a longer silence than this the older rows tell nothing about now.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);

    private readonly List<Detector> detectors = [.. failures.SelectMany(failure => failure.Detectors).DistinctBy(detector => detector.Name, StringComparer.Ordinal)];
    private readonly Told told = new();
    private HostIndex index = new([]);

    /// <summary>How far each window reaches back over the last one.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A first sweep reads what came in within this time.</summary>
    public static TimeSpan FirstReach => FirstWindow + Overlap;

    /// <summary>What came in earlier than this no sweep reads.</summary>
    public static TimeSpan LongestReach => LongestWindow;

    public async Task<SweepReport> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var inventory = await hosts.ListAsync(cancellationToken);
        // The inventory is read now and then, and the index lives as long as it.
        if (!ReferenceEquals(index.Hosts, inventory)) index = new HostIndex(inventory);
        told.Follow(index);
        var judgement = new Judgement(index, told, now.UtcTicks);
        var notCollected = new List<string>();
        var read = await AskAsync(now, judgement, notCollected, cancellationToken);
        await DriftAsync(now, judgement, cancellationToken);
        var sent = await SendAsync(judgement.Findings, now, cancellationToken);
        await shared.SaveWatermarksAsync(read, now, cancellationToken);
        told.Forget(now.UtcTicks);
        var report = new SweepReport(now, judgement.Rows, sent, judgement.Known, judgement.Unknown, judgement.Ambiguous, judgement.NotEnrolled, [.. notCollected.Order(StringComparer.Ordinal)]);
        await shared.SaveSweepAsync(report, cancellationToken);
        return report;
    }

    /// <summary>Asks the detectors side by side; answers the names of those that were read.</summary>
    private async Task<IReadOnlyCollection<string>> AskAsync(DateTimeOffset now, Judgement judgement, List<string> notCollected, CancellationToken cancellationToken)
    {
        var marks = await shared.WatermarksAsync(cancellationToken);
        var missing = await MissingAsync(cancellationToken);
        var read = new List<string>();
        var asked = detectors.Where(detector => detector.Tables.Count == 0 || !detector.Tables.All(missing.Contains)).Select(detector => (Detector: detector, Answer: OneAsync(detector, marks, now, cancellationToken))).ToList();
        notCollected.AddRange(detectors.SelectMany(detector => detector.Tables.Where(missing.Contains).Select(table => $"{detector.Name}: {table} is in no workspace")));
        await Task.WhenAll(asked.Select(one => one.Answer));
        foreach (var (detector, answer) in asked)
        {
            var (rows, why) = await answer;
            if ((why ?? Judge(judgement, detector, rows)) is { } trouble) notCollected.Add($"{detector.Name}: {trouble}");
            else read.Add(detector.Name);
        }

        return read;
    }

    /// <summary>Null, or why not all of the rows could be read; what was read until then is judged.</summary>
    private static string? Judge(Judgement judgement, Detector detector, IEnumerable<SignalRow> rows)
    {
        try
        {
            judgement.Add(detector, rows);
            return null;
        }
        catch (FinalException trouble)
        {
            return trouble.Message;
        }
    }

    /// <summary>Rows, or why there are none.</summary>
    private async Task<(IEnumerable<SignalRow> Rows, string? Why)> OneAsync(Detector detector, IReadOnlyDictionary<string, DateTimeOffset> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = (marks.TryGetValue(detector.Name, out var mark) ? mark : now - FirstWindow) - Overlap;
        if (now - from > LongestWindow) from = now - LongestWindow;
        try
        {
            return await signals.DetectAsync(detector, from, now, cancellationToken) is { } rows ? (rows, null) : ([], "a table of it is in no workspace");
        }
        catch (Exception trouble) when (trouble is RetriableException or FinalException)
        {
            return ([], trouble.Message);
        }
    }

    /// <summary>When that cannot be asked, the detectors themselves say what is wrong.</summary>
    private async Task<IReadOnlySet<string>> MissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await signals.MissingAsync([.. detectors.SelectMany(detector => detector.Tables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], cancellationToken);
        }
        catch (Exception trouble) when (trouble is RetriableException or FinalException)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }
    }

    /// <summary>Listed state that is not as listed. A rule stands before several hosts; the first of them by id carries the case, and the others are healed with it.</summary>
    private async Task DriftAsync(DateTimeOffset now, Judgement judgement, CancellationToken cancellationToken)
    {
        foreach (var rule in await desired.DriftedRulesAsync(cancellationToken))
        {
            var outward = rule.Rule.Direction == "Outbound";
            var host = index.Hosts.Where(host => host.Enrolled && host.IsSessionHost == outward && host.NetworkSecurityGroups.Contains(rule.Rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).MinBy(host => host.Id.Value, StringComparer.Ordinal);
            if (host is not null) judgement.Add(outward ? FailureIds.AvdOutboundBlocked : FailureIds.NsgDeny, SignalWeight.Decisive, new SignalRow(host.Id.Value, now, 1, $"{rule.Rule.Name} is {rule.State}"));
        }

        // Shut down from inside and left so: it costs, serves nobody, and nothing starts it again. A deallocated machine was stopped by somebody who knew how.
        foreach (var host in index.Stopped) judgement.Add(FailureIds.VmNotRunning, SignalWeight.Statistical, new SignalRow(host.Id.Value, now, 1, "stopped, and not deallocated"));
        foreach (var (host, what) in (await desired.DriftedMembersAsync(index, cancellationToken)).Concat(await desired.DriftedNatRulesAsync(index, cancellationToken)))
            judgement.Add(FailureIds.LbMisconfig, SignalWeight.Decisive, new SignalRow(host.Id.Value, now, 1, what));
    }

    private async Task<int> SendAsync(Findings findings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var some in findings.ByHost().Chunk(Together))
        {
            await messages.SendAsync([.. some.Select(one => Wrap(one.Host, one.Signals, now))], cancellationToken);
            foreach (var signal in some.SelectMany(one => one.Signals)) told.Note(signal);
            sent += some.Length;
        }

        return sent;
    }

    /// <summary>A host gets one message from a sweep, so host and sweep name it.</summary>
    private static OutboxMessage Wrap(Host host, IReadOnlyList<Signal> signals, DateTimeOffset now)
    {
        var key = host.Id.Key;
        var message = new Message { Kind = MessageKinds.Signals, HostId = host.Id, Body = Message.BodyOf(new SignalsBody(signals)) };
        return new OutboxMessage(Queues.Cases, key, $"{key}/{signals[0].Sweep}", message, now);
    }
}
