using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// Looks at any number of targets, so many at once as the caller says, and hands each result out as it comes. Memory and sockets are bounded by that number, however long the list:
/// targets are taken from it one by one, and nobody looks further ahead than the results are fetched. A target that does not answer holds up one place and nobody else.
/// </summary>
public static class LookSweep
{
    /// <summary>Stops what is under way when the caller stops fetching.</summary>
    public static async IAsyncEnumerable<SweptLook> RunAsync(RdpLook look, IEnumerable<ProbeTarget> targets, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<SweptLook>(atOnce);
        using var list = targets.GetEnumerator();
        var gate = new Lock();

        async Task WorkAsync()
        {
            while (Next() is { } target)
            {
                var begun = Stopwatch.GetTimestamp();
                var facts = await look.LookAsync(target, stop.Token);
                await results.Writer.WriteAsync(new SweptLook(target, facts, Stopwatch.GetElapsedTime(begun)), stop.Token);
            }
        }

        ProbeTarget? Next()
        {
            lock (gate) return !stop.IsCancellationRequested && list.MoveNext() ? list.Current : null;
        }

        async Task AllAsync()
        {
            try
            {
                await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
                results.Writer.TryComplete();
            }
            catch (Exception failed)
            {
                results.Writer.TryComplete(failed);
            }
        }

        var all = AllAsync();
        try
        {
            await foreach (var one in results.Reader.ReadAllAsync(cancellationToken)) yield return one;
        }
        finally
        {
            await stop.CancelAsync();
            await all;
        }
    }
}

/// <summary>One result of a sweep.</summary>
/// <param name="Took">By this machine's own clock: how long the look took.</param>
public sealed record SweptLook(ProbeTarget Target, ProbeFacts Facts, TimeSpan Took);
