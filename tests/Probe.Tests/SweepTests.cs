using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>Many targets at once.</summary>
public sealed class SweepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RdpLook Patient => new(Look.Patient, Look.Clock);

    [Fact]
    public async Task Thousands_are_looked_at_and_never_more_side_by_side_than_the_caller_says()
    {
        await using var stub = Stub.Saying(Rdp.Failing(3));
        var results = new List<SweptLook>();
        await foreach (var one in LookSweep.RunAsync(Patient, Enumerable.Repeat(new ProbeTarget("127.0.0.1", stub.Port), 3000), 16, Token)) results.Add(one);
        results.Count.ShouldBe(3000);
        results.ShouldAllBe(one => one.Facts.Ending == ProbeEnding.NoCertificate);
        stub.Connections.ShouldBe(3000);
        // The stub may see a connection end a moment later than we do.
        stub.MostOpen.ShouldBeInRange(2, 32);
    }

    [Fact]
    public async Task As_many_as_the_caller_says_are_really_side_by_side()
    {
        using var all = new CountdownEvent(40);
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stub = Stub.That(async (stream, stop) =>
        {
            await Rdp.RequestAsync(stream, stop);
            if (all.Signal()) together.SetResult();
            await together.Task.WaitAsync(stop);
            await stream.WriteAsync(Rdp.Failing(3), stop);
        });
        var count = 0;
        await foreach (var one in LookSweep.RunAsync(Patient, Enumerable.Repeat(new ProbeTarget("127.0.0.1", stub.Port), 40), 40, Token))
        {
            one.Facts.Ending.ShouldBe(ProbeEnding.NoCertificate);
            count++;
        }

        (count, stub.MostOpen).ShouldBe((40, 40));
    }

    [Fact]
    public async Task A_target_that_never_answers_holds_nobody_up()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silent = Stub.That(async (stream, stop) =>
        {
            await Rdp.RequestAsync(stream, stop);
            await free.Task.WaitAsync(stop);
            await stream.WriteAsync(Rdp.Failing(3), stop);
        });
        await using var quick = Stub.Saying(Rdp.Failing(2));
        ProbeTarget[] targets = [new("127.0.0.1", silent.Port), .. Enumerable.Repeat(new ProbeTarget("127.0.0.1", quick.Port), 50)];
        var endings = new List<ProbeEnding>();
        await foreach (var one in LookSweep.RunAsync(Patient, targets, 2, Token))
        {
            endings.Add(one.Facts.Ending);
            // All the others are here while the first is still waiting.
            if (endings.Count == 50) free.SetResult();
        }

        endings[..50].ShouldAllBe(ending => ending == ProbeEnding.SslNotAllowed);
        endings[50..].ShouldBe([ProbeEnding.NoCertificate]);
    }

    [Fact]
    public async Task The_list_is_read_no_further_than_results_are_fetched()
    {
        await using var stub = Stub.Saying(Rdp.Failing(3));
        var read = 0;
        var fetched = 0;
        IEnumerable<ProbeTarget> Endless()
        {
            while (true)
            {
                read++;
                yield return new ProbeTarget("127.0.0.1", stub.Port);
            }
        }

        await foreach (var one in LookSweep.RunAsync(Patient, Endless(), 4, Token))
        {
            // At work, waiting to be fetched, and waiting for room.
            read.ShouldBeLessThanOrEqualTo(fetched + 1 + (3 * 4));
            if (++fetched == 100) break;
        }

        fetched.ShouldBe(100);
    }

    [Fact]
    public async Task Who_stops_fetching_ends_what_is_under_way()
    {
        await using var silent = Stub.That((_, stop) => Rdp.ForeverAsync(stop));
        await using var quick = Stub.Saying(Rdp.Failing(2));
        ProbeTarget[] targets = [new("127.0.0.1", silent.Port), new("127.0.0.1", quick.Port)];
        // Twenty seconds would pass if the silent one were waited for.
        var begun = TimeProvider.System.GetTimestamp();
        await foreach (var one in LookSweep.RunAsync(Patient, targets, 2, Token)) break;
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }
}
