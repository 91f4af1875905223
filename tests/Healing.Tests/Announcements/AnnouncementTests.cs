using System.Text.Json;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Announcements;

public sealed class AnnouncementTests
{
    private static async Task<TinyWorld> BrokenAsync(TinyWorld world)
    {
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        return world;
    }

    private static ResumeSweep Resume(TinyWorld world) => new(world, world, world.Clock);

    [Fact]
    public async Task A_repair_that_begins_and_its_end_are_told_once_each_and_in_order()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Told.Select(told => told.Type).ShouldBe(["rdpmedic.case.repair-begun", "rdpmedic.case.healed"]);
        world.Told.Select(told => told.Data.Turn).ShouldBeInOrder();
        var healed = world.Told[^1];
        healed.ShouldSatisfyAllConditions(
            () => healed.Subject.ShouldBe(world.Case.Id.Value),
            () => healed.Source.ShouldBe(world.Host.Id.Value),
            () => healed.Time.ShouldBe(world.Case.EndedAt!.Value),
            () => healed.Data.Failure.ShouldBe("termservice-down"),
            () => healed.Data.Reason.ShouldBe(world.Case.Ending!.Reason));
        world.Unsent.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_has_the_members_that_CloudEvents_requires()
    {
        var world = await BrokenAsync(new TinyWorld());
        await world.RunAsync(TimeSpan.FromHours(1));
        var written = JsonDocument.Parse(Json.Write(world.Told[0])).RootElement;
        written.GetProperty("specversion").GetString().ShouldBe("1.0");
        foreach (var member in (string[])["id", "source", "type", "subject", "time", "datacontenttype"]) written.GetProperty(member).GetString().ShouldNotBeNullOrEmpty(member);
        // Names of attributes are lower-case letters and digits. (CloudEvents 1.0, 3.1)
        written.EnumerateObject().ShouldAllBe(member => member.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));
        written.GetProperty("data").GetProperty("state").GetString().ShouldBe("repairing");
    }

    [Fact]
    public async Task A_wanted_approval_names_the_plan_and_is_told_once_however_often_the_case_looks_again()
    {
        var world = await BrokenAsync(new TinyWorld(new Policy { Autonomy = Autonomy.Approve }));
        await world.RunAsync(TimeSpan.FromHours(2));
        world.Entries.Count(entry => entry.To == CaseState.AwaitingApproval).ShouldBeGreaterThan(2);
        var told = world.Told.ShouldHaveSingleItem();
        (told.Type, told.Data.PlanHash).ShouldBe(("rdpmedic.case.approval-wanted", world.Case.Plan!.Hash));
    }

    [Fact]
    public async Task A_topic_that_takes_nothing_holds_up_no_case_and_is_told_later()
    {
        var world = await BrokenAsync(new TinyWorld { TopicTrouble = true });
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
        world.Unsent.Count.ShouldBe(2);
        world.Clock.Advance(ResumeSweep.Patience);
        (await Resume(world).RunAsync(TestContext.Current.CancellationToken)).ShouldBe(new ResumeReport(0, 0, 2));

        world.TopicTrouble = false;
        (await Resume(world).RunAsync(TestContext.Current.CancellationToken)).ShouldBe(new ResumeReport(2, 0, 0));
        world.Told.Select(told => told.Type).ShouldBe(["rdpmedic.case.repair-begun", "rdpmedic.case.healed"]);
        world.Unsent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_topic_that_is_known_to_take_nothing_is_not_asked_and_the_workflows_messages_go_all_the_same()
    {
        var world = await BrokenAsync(new TinyWorld { TopicTrouble = true });
        await world.RunAsync(TimeSpan.FromHours(1));
        world.TopicTrouble = false;
        var saved = world.Unsent.ToList();
        var wake = new OutboxMessage(Queues.Cases, world.Host.Id.Key, "wake", new Message { Kind = MessageKinds.Continue, HostId = world.Host.Id }, world.Clock.GetUtcNow());
        (await new Outbox(world, world, world.Clock).SendAsync(world.Host.Id, saved, _ => true, [wake], tells: false, TestContext.Current.CancellationToken)).ShouldBe(2);
        world.Told.ShouldBeEmpty();
        world.Queue.ShouldContain(wake);
        world.Unsent.ShouldBe(saved);
    }

    [Fact]
    public async Task What_could_not_be_told_for_a_day_is_told_no_more()
    {
        var world = await BrokenAsync(new TinyWorld { TopicTrouble = true });
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Clock.Advance(Announcement.Kept);
        world.TopicTrouble = false;
        await Resume(world).RunAsync(TestContext.Current.CancellationToken);
        world.Told.ShouldBeEmpty();
        world.Unsent.ShouldBeEmpty();
    }

    [Fact]
    public void Every_end_of_a_case_is_told() =>
        Enum.GetValues<CaseState>().Where(state => state >= CaseState.Healed).ShouldAllBe(state => Announcement.Types.ContainsKey(state));
}
