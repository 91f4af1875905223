using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Cases;

public sealed class TurnTests
{
    private static async Task<TinyWorld> BrokenAsync(TinyWorld world)
    {
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        return world;
    }

    [Fact]
    public async Task Heals_a_stopped_service_and_says_how_it_was_proved()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
        world.Service.ShouldBe("Running");
        world.Case.Ending!.Reason.ShouldContain("RDP answered from outside");
        (await world.HoldsNothingAsync()).ShouldBeTrue();
        world.Case.Steps.Single().Captured.ShouldBe("Stopped");
    }

    [Fact]
    public async Task Waits_until_a_second_sweep_has_seen_the_signal()
    {
        var world = new TinyWorld();
        await world.SignalAsync(1);
        await world.SignalAsync(1);
        world.Case.State.ShouldBe(CaseState.Suspected);
    }

    [Fact]
    public async Task A_signal_that_does_not_persist_ends_suppressed_and_nothing_is_written()
    {
        var world = new TinyWorld();
        await world.SignalAsync(1);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Suppressed);
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Repairs_that_lie_are_undone_and_escalated_and_never_called_healed()
    {
        var world = await BrokenAsync(new TinyWorld { Sabotage = true });
        await world.RunAsync(TimeSpan.FromHours(6));
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Case.Steps.ShouldAllBe(step => !step.Applied || step.Reverted);
        world.Case.Ending!.NextCommand.ShouldNotBeNullOrEmpty();
        (await world.HoldsNothingAsync()).ShouldBeTrue();
        world.Service.ShouldBe("Stopped");
    }

    [Fact]
    public async Task A_crash_after_a_write_leads_to_an_inquiry_and_not_to_a_second_write()
    {
        var world = await BrokenAsync(new TinyWorld { DieAfterWrite = 1 });
        await Should.ThrowAsync<ProcessDiedException>(() => world.RunAsync(TimeSpan.FromHours(1)));
        world.DieAfterWrite = null;
        world.Clock.Advance(ResumeSweep.Patience);
        (await new ResumeSweep(world, world, world.Clock).RunAsync(TestContext.Current.CancellationToken)).Sent.ShouldBeGreaterThan(0);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
        world.Writes.ShouldBe(1);
    }

    [Fact]
    public async Task A_case_whose_wake_up_was_lost_is_woken_by_the_resume_sweep()
    {
        var world = await BrokenAsync(new TinyWorld());
        world.Queue.Clear();
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.Ended.ShouldBeFalse();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await new ResumeSweep(world, world, world.Clock).RunAsync(TestContext.Current.CancellationToken);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task A_capture_is_saved_before_the_apply_is_called()
    {
        var world = await BrokenAsync(new TinyWorld { DieAfterWrite = 1 });
        await Should.ThrowAsync<ProcessDiedException>(() => world.RunAsync(TimeSpan.FromHours(1)));
        world.Case.Steps.Single().Captured.ShouldBe("Stopped");
        world.Case.Progress!.Issued.ShouldBeTrue();
    }

    [Fact]
    public async Task Every_message_delivered_twice_leads_to_the_same_end_with_the_same_writes()
    {
        var world = await BrokenAsync(new TinyWorld());
        while (!world.Case.Ended)
        {
            var next = world.Queue.MinBy(message => message.DueAt ?? DateTimeOffset.MinValue)!;
            world.Queue.Remove(next);
            world.Clock.AdvanceTo(next.DueAt ?? world.Clock.GetUtcNow());
            await world.Turn.RunAsync(next.Message, TestContext.Current.CancellationToken);
            (await world.Turn.RunAsync(next.Message, TestContext.Current.CancellationToken)).ShouldBe(TurnEnd.Stale);
        }

        world.Case.State.ShouldBe(CaseState.Healed);
        world.Writes.ShouldBe(1);
    }

    [Fact]
    public async Task Replaying_the_journal_gives_the_stored_case()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        Json.Write(world.Machine.Replay(world.Entries)).ShouldBe(Json.Write(world.Case));
    }

    [Fact]
    public async Task A_journal_of_another_version_is_refused_by_name_and_not_replayed_as_if_it_were_of_this()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        var older = world.Entries.Select((entry, place) => place < 3 ? entry with { MachineVersion = CaseMachine.Version - 1 } : entry).ToList();
        Should.Throw<ArgumentException>(() => world.Machine.Replay(older)).Message.ShouldContain($"Entry 1 was written by version {CaseMachine.Version - 1} of the machine, this is {CaseMachine.Version}.");
        Json.Read<JournalEntry>(Json.Write(older[0])).MachineVersion.ShouldBe(CaseMachine.Version - 1);
    }

    [Fact]
    public async Task A_case_that_another_version_began_goes_on_from_its_row()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromSeconds(20));
        world.Case.Ended.ShouldBeFalse();
        for (var place = 0; place < world.Entries.Count; place++) world.Entries[place] = world.Entries[place] with { MachineVersion = CaseMachine.Version - 1 };
        await world.RunAsync(TimeSpan.FromHours(1));
        (world.Case.State, world.Writes).ShouldBe((CaseState.Healed, 1));
        world.Entries[^1].MachineVersion.ShouldBe(CaseMachine.Version);
    }

    [Fact]
    public async Task A_host_in_Observe_gets_a_plan_and_nothing_else()
    {
        var world = await BrokenAsync(new TinyWorld(new Policy { Autonomy = Autonomy.Observe, CollectInGuest = true }));
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Observed);
        world.Case.Plan!.Rungs.ShouldNotBeEmpty();
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_pause_is_waited_out_and_ends_escalated_at_the_deadline()
    {
        var world = await BrokenAsync(new TinyWorld(new Policy { Deadline = TimeSpan.FromHours(2) }));
        await world.Shared.PauseAsync("change freeze", TestContext.Current.CancellationToken);
        await world.RunAsync(TimeSpan.FromHours(3));
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Case.Ending!.Reason.ShouldContain("change freeze");
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_hung_service_with_somebody_signed_in_is_not_restarted()
    {
        var world = await BrokenAsync(new TinyWorld(new Policy { Deadline = TimeSpan.FromHours(2) }) { Service = "StopPending", Sessions = 1 });
        await world.RunAsync(TimeSpan.FromHours(3));
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Case.Ending!.Reason.ShouldContain("Sessions: 1 active");
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_signal_older_than_the_cure_opens_no_new_case()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        var healed = world.Case.Id;
        var old = new Message { Kind = MessageKinds.Signals, HostId = world.Host.Id, Body = Message.BodyOf(new SignalsBody([Some.Signal(world.Case.OpenedAt, 3)])) };
        (await world.Turn.RunAsync(old, TestContext.Current.CancellationToken)).ShouldBe(TurnEnd.Stale);
        world.Case.Id.ShouldBe(healed);
    }
}
