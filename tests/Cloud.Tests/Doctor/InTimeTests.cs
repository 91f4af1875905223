using RdpMedic.Cloud.Doctor;
using RdpMedic.Functions.Tests.LocalHost;

namespace RdpMedic.Cloud.Tests.Doctor;

public sealed class InTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly FakeClock wall = new(new DateTimeOffset(2026, 3, 3, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<DoctorCheck> Never() => new TaskCompletionSource<DoctorCheck>().Task;

    [Fact]
    public async Task What_does_not_answer_is_a_finding_with_its_name_and_the_time_it_had()
    {
        var asking = new InTime(Limit, wall).AskAsync("sending to cases", "keeper", "x.servicebus.windows.net", _ => Never(), Token);
        wall.MoveTo(wall.GetUtcNow() + Limit - TimeSpan.FromTicks(1));
        asking.IsCompleted.ShouldBeFalse();
        wall.MoveTo(wall.GetUtcNow() + TimeSpan.FromTicks(1));
        var check = await asking;
        (check.What, check.Identity, check.Scope, check.Verdict, check.Said).ShouldBe(("sending to cases", "keeper", "x.servicebus.windows.net", DoctorVerdict.Failed, "No answer within 15 s."));
    }

    [Fact]
    public async Task Each_check_has_a_time_of_its_own_and_one_that_hangs_leaves_the_others_their_answers()
    {
        var inTime = new InTime(Limit, wall);
        var hangs = inTime.AskAsync("one", "reader", null, _ => Never(), Token);
        var answers = inTime.AskAsync("two", "reader", null, _ => Task.FromResult(new DoctorCheck("two", "reader", null, DoctorVerdict.Well, "Here.")), Token);
        (await answers).Verdict.ShouldBe(DoctorVerdict.Well);
        hangs.IsCompleted.ShouldBeFalse();
        wall.MoveTo(wall.GetUtcNow() + Limit);
        (await hangs).Verdict.ShouldBe(DoctorVerdict.Failed);
    }

    [Fact]
    public async Task Whoever_asked_and_went_away_gets_no_finding()
    {
        using var leaving = new CancellationTokenSource();
        var asking = new InTime(Limit, wall).AskAsync("one", "reader", null, _ => Never(), leaving.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task What_fails_in_time_fails_with_its_own_words()
    {
        var trouble = new InvalidOperationException("a bug");
        (await Should.ThrowAsync<InvalidOperationException>(() => new InTime(Limit, wall).AskAsync("one", "reader", null, _ => Task.FromException<DoctorCheck>(trouble), Token))).ShouldBeSameAs(trouble);
    }
}
