using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Tests.Bus;

public sealed class BusQueueTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(60);

    private readonly ManualClock wall = new();
    private readonly ManualClock world = new();

    private BusQueue Queue(bool sessions = false, int most = 3, TimeSpan? life = null, TimeSpan? window = null) =>
        new(new QueueDefinition("cases", sessions, window, LockDuration, most, life ?? TimeSpan.FromDays(14), DeadLetterOnExpiration: true), wall, world);

    private static IncomingMessage Message(string id, string? session = null, TimeSpan? life = null, DateTimeOffset? at = null) => new(id, session, new byte[] { 1 }, life, at);

    private static string? Id(StoredMessage? stored) => stored?.Incoming.MessageId;

    [Fact]
    public void An_abandoned_message_returns_to_its_old_place_and_counts_a_delivery()
    {
        var queue = Queue();
        queue.Send(Message("a"));
        queue.Send(Message("b"));
        queue.Abandon(queue.Receive()!.LockToken!.Value);
        var again = queue.Receive()!;
        Id(again).ShouldBe("a");
        again.DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public void A_released_message_does_not_count_a_delivery()
    {
        var queue = Queue();
        queue.Send(Message("a"));
        queue.Release(queue.Receive()!.LockToken!.Value);
        queue.Receive()!.DeliveryCount.ShouldBe(0);
    }

    [Fact]
    public void A_lock_ends_by_wall_time_and_settling_after_it_is_refused()
    {
        var queue = Queue();
        queue.Send(Message("a"));
        var token = queue.Receive()!.LockToken!.Value;
        world.Advance(TimeSpan.FromHours(1));
        queue.Receive().ShouldBeNull();
        wall.Advance(LockDuration);
        Should.Throw<BusException>(() => queue.Complete(token)).Condition.ShouldBe("com.microsoft:message-lock-lost");
        queue.Receive()!.DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public void A_renewed_lock_lasts_from_the_renewal()
    {
        var queue = Queue();
        queue.Send(Message("a"));
        var token = queue.Receive()!.LockToken!.Value;
        wall.Advance(TimeSpan.FromSeconds(50));
        queue.Renew(token);
        wall.Advance(TimeSpan.FromSeconds(50));
        queue.Complete(token);
        queue.Peek(0, 10).ShouldBeEmpty();
    }

    [Fact]
    public void After_the_last_allowed_failure_a_message_lies_in_the_dead_letter_queue_with_the_reason()
    {
        var queue = Queue(most: 2);
        queue.Send(Message("a"));
        queue.Abandon(queue.Receive()!.LockToken!.Value);
        queue.Abandon(queue.Receive()!.LockToken!.Value);
        queue.Receive().ShouldBeNull();
        queue.DeadLetter!.Receive()!.Properties["DeadLetterReason"].ShouldBe("MaxDeliveryCountExceeded");
    }

    [Fact]
    public void A_scheduled_message_waits_for_world_time_and_gets_a_new_sequence_number()
    {
        var queue = Queue();
        queue.Send(Message("later", at: world.GetUtcNow() + TimeSpan.FromMinutes(5)));
        queue.Send(Message("now"));
        wall.Advance(TimeSpan.FromHours(1));
        Id(queue.Receive()).ShouldBe("now");
        queue.Receive().ShouldBeNull();
        world.Advance(TimeSpan.FromMinutes(5));
        var active = queue.Receive()!;
        (Id(active), active.SequenceNumber, active.EnqueueSequenceNumber).ShouldBe(("later", 3, 1));
    }

    [Fact]
    public void A_cancelled_message_never_comes()
    {
        var queue = Queue();
        var number = queue.Send(Message("later", at: world.GetUtcNow() + TimeSpan.FromMinutes(5)))!.Value;
        queue.CancelScheduled(number);
        world.Advance(TimeSpan.FromHours(1));
        queue.Receive().ShouldBeNull();
        Should.Throw<BusException>(() => queue.CancelScheduled(number)).Condition.ShouldBe("com.microsoft:message-not-found");
    }

    [Fact]
    public void A_message_id_is_remembered_for_the_window_in_world_time()
    {
        var queue = Queue(window: TimeSpan.FromMinutes(10));
        queue.Send(Message("a")).ShouldNotBeNull();
        queue.Send(Message("a")).ShouldBeNull();
        world.Advance(TimeSpan.FromMinutes(10));
        queue.Send(Message("a")).ShouldNotBeNull();
    }

    [Fact]
    public void An_expired_message_lies_in_the_dead_letter_queue_and_stays_there()
    {
        var queue = Queue();
        queue.Send(Message("a", life: TimeSpan.FromMinutes(1)));
        world.Advance(TimeSpan.FromMinutes(2));
        queue.Receive().ShouldBeNull();
        world.Advance(TimeSpan.FromDays(30));
        queue.DeadLetter!.Receive()!.Properties["DeadLetterReason"].ShouldBe("TTLExpiredException");
    }

    [Fact]
    public void A_session_has_one_holder_and_its_messages_come_in_order()
    {
        var queue = Queue(sessions: true);
        foreach (var (id, session) in new[] { ("1", "x"), ("2", "y"), ("3", "x") }) queue.Send(Message(id, session));
        var x = queue.AcceptNextSession()!;
        x.Id.ShouldBe("x");
        Should.Throw<BusException>(() => queue.AcceptSession("x")).Condition.ShouldBe("com.microsoft:session-cannot-be-locked");
        queue.AcceptNextSession()!.Id.ShouldBe("y");
        queue.AcceptNextSession().ShouldBeNull();
        new[] { Id(queue.Receive(x)), Id(queue.Receive(x)), Id(queue.Receive(x)) }.ShouldBe(["1", "3", null]);
    }

    [Fact]
    public void A_session_that_expires_counts_what_it_held_and_one_that_closes_does_not()
    {
        var queue = Queue(sessions: true);
        queue.Send(Message("a", "x"));
        var closed = queue.AcceptNextSession()!;
        queue.Receive(closed);
        queue.CloseSession(closed);
        var expired = queue.AcceptNextSession()!;
        queue.Receive(expired)!.DeliveryCount.ShouldBe(0);
        wall.Advance(LockDuration);
        var next = queue.AcceptNextSession()!;
        queue.Receive(next)!.DeliveryCount.ShouldBe(1);
        Should.Throw<BusException>(() => queue.RenewSession(expired)).Condition.ShouldBe("com.microsoft:session-lock-lost");
    }

    [Fact]
    public void A_session_keeps_its_state_without_messages()
    {
        var queue = Queue(sessions: true);
        var session = queue.AcceptSession("x");
        queue.SetSessionState(session, new byte[] { 7 });
        queue.CloseSession(session);
        queue.SessionState(queue.AcceptSession("x"))!.Value.ToArray().ShouldBe([7]);
    }

    [Fact]
    public void A_message_without_a_session_is_refused_where_sessions_are_required() =>
        Should.Throw<BusException>(() => Queue(sessions: true).Send(Message("a"))).Condition.ShouldBe("amqp:not-allowed");
}
