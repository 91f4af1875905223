using RdpMedic.Cli.Emulation;

namespace RdpMedic.Cli.Scenarios;

/// <summary>
/// How fast a world's time goes. While the app works (a function runs, a message waits or is held, somebody waits for an answer) it goes so many times faster than the clock, and
/// never further than a few beats' worth at once, so that a machine that is short of processors slows the world and not the app. While nothing is under way it goes on to
/// whatever happens next, in steps of at most twenty seconds: the world itself lives in between.
/// </summary>
/// <param name="speed">World seconds in a second, while the app works.</param>
internal sealed class WirePace(WireWorld wire, LocalApp app, WireScene scene, WirePeople people, double speed)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan MostOfBeat = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    /// <summary>So long after a timer fired or the app worked nothing is taken for idle: what follows may be on its way between two threads.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(30);

    private long beat = TimeProvider.System.GetTimestamp();
    private long stirred = TimeProvider.System.GetTimestamp();

    private bool IsBusy => app.Host.Running > 0 || people.IsAsking || wire.Azure.Broker.Queues.Any(queue => queue.IsBusy());

    /// <summary>Lets a moment pass, here and in the world.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Beat, cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(beat);
        beat = TimeProvider.System.GetTimestamp();
        if (IsBusy) stirred = beat;
        var isIdle = TimeProvider.System.GetElapsedTime(stirred) > Grace;
        if (wire.Clock.Advance(isIdle ? ToNext() : (took < MostOfBeat ? took : MostOfBeat) * speed)) stirred = TimeProvider.System.GetTimestamp();
    }

    private TimeSpan ToNext()
    {
        var now = wire.Clock.GetUtcNow();
        var next = wire.Azure.Broker.Queues.Select(queue => queue.NextScheduled()).Append(wire.Clock.Next()).Append(scene.Next).OfType<DateTimeOffset>().DefaultIfEmpty(now + Step).Min() - now;
        return next < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : next < Step ? next : Step;
    }
}
