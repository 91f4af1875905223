using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>Gathers what speaks for and against a cause while a failure class reads the evidence.</summary>
internal sealed class Cite
{
    public List<Citation> Supports { get; } = [];

    public List<Citation> Contradicts { get; } = [];

    public List<string> NotCollected { get; } = [];

    /// <summary>Answers the reading's value; a missing one is noted, because "not collected" is never "negative".</summary>
    public T? Read<T>(Reading<T> reading)
        where T : class
    {
        if (reading.NotCollected is { } why) NotCollected.Add($"{reading.Source}: {why}");
        return reading.Value;
    }

    public void For<T>(Reading<T> reading, string fact)
        where T : class => Supports.Add(new Citation(fact, reading.Source, reading.Vantage, reading.At));

    public void Against<T>(Reading<T> reading, string fact)
        where T : class => Contradicts.Add(new Citation(fact, reading.Source, reading.Vantage, reading.At));

    /// <summary>Cites the signals of one detector.</summary>
    public void Signals(HostEvidence evidence, string detector)
    {
        foreach (var signal in evidence.Signals.Where(signal => signal.Detector == detector))
            Supports.Add(new Citation($"{signal.Rows} rows, newest: {signal.Detail}", $"log query {detector}", Vantage.Logs, signal.Newest));
    }

    /// <summary>Cites an event of the host's logs; answers whether there was one.</summary>
    public bool Event(HostEvidence evidence, string source, params ReadOnlySpan<int> ids)
    {
        if (evidence.Logs.Value is not { } logs) return false;
        var found = logs.Of(source, ids).ToList();
        foreach (var one in found) Supports.Add(new Citation($"event {one.EventId} of {one.Source}, {one.Rows} times: {one.Sample}", evidence.Logs.Source, Vantage.Logs, one.Newest));
        return found.Count > 0;
    }

    public Diagnosis? Diagnose(FailureId failure, double confidence, string because) => Supports.Count == 0
        ? null
        : new Diagnosis { Failure = failure, Confidence = confidence, Because = because, Supports = Supports, Contradicts = Contradicts, NotCollected = NotCollected };
}
