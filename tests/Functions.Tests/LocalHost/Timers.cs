using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.LocalHost;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class Timers
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 3, TimeSpan.Zero);

    [Fact]
    public async Task Runs_at_each_occurrence_of_the_schedule_that_a_setting_names()
    {
        var clock = new FakeClock(Start);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Every__Ten"] = "*/10 * * * * *" };
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(EveryTenSeconds)) with { Time = clock, Settings = settings });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();

        (await clock.NextDue(Stage.Patience)).ShouldBe(Start.AddSeconds(7));
        clock.MoveTo(Start.AddSeconds(6));
        said.Nothing.ShouldBeTrue();
        clock.MoveTo(Start.AddSeconds(7));
        (await said.Next()).ShouldBe("ran, past due False");
        (await clock.NextDue(Stage.Patience)).ShouldBe(Start.AddSeconds(17));
        host.Functions.ShouldHaveSingleItem().Source.ShouldBe("*/10 * * * * *");
    }

    [Fact]
    public async Task Runs_once_at_the_start_when_the_trigger_asks_for_it_and_then_keeps_to_the_schedule()
    {
        var clock = new FakeClock(Start);
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(AtTheStart)) with { Time = clock });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();

        (await said.Next()).ShouldBe("TimerInfo");
        var target = new DateTimeOffset(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);
        // The wait is cut into hours; each move ends one piece.
        while (clock.GetUtcNow() < target)
        {
            said.Nothing.ShouldBeTrue();
            clock.MoveTo(await clock.NextDue(Stage.Patience));
        }

        (await said.Next()).ShouldBe("TimerInfo");
    }

    [Fact]
    public async Task Never_runs_a_timer_beside_itself_and_does_not_catch_up_what_passed_meanwhile()
    {
        var clock = new FakeClock(Start);
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(SlowTimer)) with { Time = clock });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();

        clock.MoveTo(await clock.NextDue(Stage.Patience));
        (await said.Next()).ShouldBe("begin");
        clock.MoveTo(Start.AddSeconds(60));
        said.Nothing.ShouldBeTrue();
        said.LetGo();
        (await said.Next()).ShouldBe("end");
        (await clock.NextDue(Stage.Patience)).ShouldBe(Start.AddSeconds(67));
        said.Nothing.ShouldBeTrue();
    }

    [Fact]
    public async Task Goes_on_after_a_run_that_threw_and_reports_it_as_failed()
    {
        var clock = new FakeClock(Start);
        var seen = new List<Invocation>();
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(FailingTimer)) with { Time = clock, OnInvocation = seen.Add });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();

        clock.MoveTo(await clock.NextDue(Stage.Patience));
        (await said.Next()).ShouldBe("tried");
        clock.MoveTo(await clock.NextDue(Stage.Patience));
        (await said.Next()).ShouldBe("tried");
        await host.StopAsync();

        seen.Count.ShouldBe(2);
        seen[0].Outcome.ShouldBe(InvocationOutcome.Failed);
        seen[0].Error.ShouldBe("InvalidOperationException: no luck, past due False");
        seen[0].StartedAt.ShouldBe(Start.AddSeconds(7));
    }

    [Fact]
    public async Task Stops_only_after_the_run_that_is_under_way_has_ended()
    {
        var clock = new FakeClock(Start);
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(SlowTimer)) with { Time = clock });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();
        clock.MoveTo(await clock.NextDue(Stage.Patience));
        (await said.Next()).ShouldBe("begin");

        var stop = host.StopAsync();
        stop.IsCompleted.ShouldBeFalse();
        said.LetGo();
        await stop;

        (await said.Next()).ShouldBe("end");
    }

    [Fact]
    public async Task Cancels_a_run_that_outlasts_the_patience_of_whoever_stops_the_host()
    {
        var clock = new FakeClock(Start);
        var seen = System.Threading.Channels.Channel.CreateUnbounded<Invocation>();
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(SlowTimer)) with { Time = clock, OnInvocation = i => seen.Writer.TryWrite(i) });
        await host.StartAsync();
        var said = host.Services.GetRequiredService<Said>();
        clock.MoveTo(await clock.NextDue(Stage.Patience));
        (await said.Next()).ShouldBe("begin");

        await Should.ThrowAsync<OperationCanceledException>(() => host.StopAsync(new CancellationToken(canceled: true)));

        (await seen.Reader.ReadAsync(Stage.Patience)).Outcome.ShouldBe(InvocationOutcome.Cancelled);
    }
}
