using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using RdpMedic.Emulator.Bus;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Amqp;

namespace RdpMedic.Emulator.Tests.Wire.Amqp;

/// <summary>The unmodified Azure.Messaging.ServiceBus client against the emulator, over TLS.</summary>
public sealed class ClientTests
{
    private static ServiceBusMessage Of(string body, string? session = null, string? id = null) => new(body) { SessionId = session, MessageId = id ?? Guid.NewGuid().ToString() };

    [Fact]
    public async Task A_message_arrives_as_it_was_sent_and_is_gone_once_completed()
    {
        await using var bench = await Bench.StartAsync();
        var sent = Of("hello", id: "m1");
        sent.ApplicationProperties["colour"] = "blue";
        await bench.Client.CreateSender("plain").SendMessageAsync(sent, Bench.Patience);
        var receiver = bench.Client.CreateReceiver("plain");
        var got = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        got.Body.ToString().ShouldBe("hello");
        got.MessageId.ShouldBe("m1");
        got.ApplicationProperties["colour"].ShouldBe("blue");
        got.DeliveryCount.ShouldBe(1);
        got.LockedUntil.ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        await receiver.CompleteMessageAsync(got, Bench.Patience);
        bench.Broker.Find("plain")!.Peek(0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_subscription_of_a_topic_gets_its_own_copy_and_a_repeated_id_none()
    {
        await using var bench = await Bench.StartAsync();
        var sender = bench.Client.CreateSender("news");
        for (var time = 1; time <= 2; time++) await sender.SendMessageAsync(Of("hello", session: "a", id: "m1"), Bench.Patience);
        var one = bench.Client.CreateReceiver("news", "one");
        var got = await one.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        (got.Body.ToString(), got.SessionId).ShouldBe(("hello", "a"));
        await one.CompleteMessageAsync(got, Bench.Patience);
        bench.Broker.Find("news/Subscriptions/one")!.Peek(0, 10).ShouldBeEmpty();
        var two = await bench.Client.AcceptNextSessionAsync("news", "two", cancellationToken: Bench.Patience);
        (await two.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience)).Body.ToString().ShouldBe("hello");
        bench.Broker.Find("news/Subscriptions/two")!.Peek(0, 10).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("news/Subscriptions/one")]
    [InlineData("nowhere")]
    public async Task Only_queues_and_topics_are_sent_to(string address)
    {
        await using var bench = await Bench.StartAsync();
        (await Should.ThrowAsync<ServiceBusException>(() => bench.Client.CreateSender(address).SendMessageAsync(Of("x"), Bench.Patience))).Reason.ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
    }

    [Fact]
    public async Task A_batch_is_stored_message_by_message()
    {
        await using var bench = await Bench.StartAsync();
        await bench.Client.CreateSender("cases").SendMessagesAsync([Of("1", "a"), Of("2", "a"), Of("3", "b")], Bench.Patience);
        bench.Broker.Find("cases")!.Peek(0, 10).Select(stored => stored.SessionId).ShouldBe(["a", "a", "b"]);
    }

    [Fact]
    public async Task An_abandoned_message_comes_again_with_a_higher_count_and_ends_in_the_dead_letter_queue()
    {
        await using var bench = await Bench.StartAsync();
        await bench.Client.CreateSender("plain").SendMessageAsync(Of("x"), Bench.Patience);
        var receiver = bench.Client.CreateReceiver("plain");
        for (var count = 1; count <= 3; count++)
        {
            var got = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
            got.DeliveryCount.ShouldBe(count);
            await receiver.AbandonMessageAsync(got, cancellationToken: Bench.Patience);
        }

        var dead = await bench.Client.CreateReceiver("plain", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        dead.DeadLetterReason.ShouldBe("MaxDeliveryCountExceeded");
        dead.Body.ToString().ShouldBe("x");
    }

    [Fact]
    public async Task A_reason_for_dead_lettering_can_be_read_in_the_dead_letter_queue()
    {
        await using var bench = await Bench.StartAsync();
        await bench.Client.CreateSender("cases").SendMessageAsync(Of("x", "a"), Bench.Patience);
        await using var session = await bench.Client.AcceptSessionAsync("cases", "a", cancellationToken: Bench.Patience);
        var got = await session.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        await session.DeadLetterMessageAsync(got, "not-readable", "no JSON", Bench.Patience);
        var dead = await bench.Client.CreateReceiver("cases", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.SessionId).ShouldBe(("not-readable", "no JSON", "a"));
    }

    [Fact]
    public async Task A_scheduled_message_is_received_only_when_the_world_says_so()
    {
        var world = new ManualClock();
        await using var bench = await Bench.StartAsync(world: world);
        await bench.Client.CreateSender("plain").ScheduleMessageAsync(Of("later"), world.GetUtcNow().AddHours(1), Bench.Patience);
        var receiver = bench.Client.CreateReceiver("plain");
        (await receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(300), Bench.Patience)).ShouldBeNull();
        world.Advance(TimeSpan.FromHours(1));
        (await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience)).Body.ToString().ShouldBe("later");
    }

    [Fact]
    public async Task A_repeated_message_id_is_accepted_and_dropped()
    {
        await using var bench = await Bench.StartAsync();
        var sender = bench.Client.CreateSender("cases");
        await sender.SendMessageAsync(Of("1", "a", "same"), Bench.Patience);
        await sender.SendMessageAsync(Of("2", "a", "same"), Bench.Patience);
        bench.Broker.Find("cases")!.Peek(0, 10).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_lock_that_is_renewed_outlives_its_duration_and_one_that_is_not_is_lost()
    {
        await using var bench = await Bench.StartAsync(TimeSpan.FromSeconds(2));
        await bench.Client.CreateSender("plain").SendMessagesAsync([Of("kept"), Of("lost")], Bench.Patience);
        var receiver = bench.Client.CreateReceiver("plain");
        var kept = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        var lost = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Bench.Patience);
        while (DateTimeOffset.UtcNow < lost.LockedUntil.AddMilliseconds(100)) await receiver.RenewMessageLockAsync(kept, Bench.Patience);
        await receiver.CompleteMessageAsync(kept, Bench.Patience);
        (await Should.ThrowAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(lost, Bench.Patience))).Reason.ShouldBe(ServiceBusFailureReason.MessageLockLost);
    }

    [Fact]
    public async Task A_session_that_is_held_cannot_be_had_by_a_second_receiver()
    {
        await using var bench = await Bench.StartAsync();
        await using var first = await bench.Client.AcceptSessionAsync("cases", "a", cancellationToken: Bench.Patience);
        (await Should.ThrowAsync<ServiceBusException>(() => bench.Client.AcceptSessionAsync("cases", "a", cancellationToken: Bench.Patience))).Reason.ShouldBe(ServiceBusFailureReason.SessionCannotBeLocked);
        await first.SetSessionStateAsync(new BinaryData("kept"), Bench.Patience);
        (await first.GetSessionStateAsync(Bench.Patience)).ToString().ShouldBe("kept");
    }

    [Fact]
    public async Task A_link_without_its_right_is_refused_as_Azure_does_and_the_client_tries_it_again()
    {
        await using var bench = await Bench.StartAsync();
        await using var sender = bench.Connect("sends");
        await Should.ThrowAsync<UnauthorizedAccessException>(() => sender.AcceptSessionAsync("cases", "a", cancellationToken: Bench.Patience));
        // The bench's client tries once more: a refusal is no final answer for the SDK.
        bench.Trace.OfType<AmqpTrace>().Where(line => line.Entity == "cases").Select(line => (line.Role, line.Refused)).ShouldBe([("receiver", "amqp:unauthorized-access"), ("receiver", "amqp:unauthorized-access")]);
    }

    [Fact]
    public async Task A_wrong_token_and_an_unknown_queue_are_refused_by_name()
    {
        await using var bench = await Bench.StartAsync();
        await using var stranger = bench.Connect("bad");
        await Should.ThrowAsync<UnauthorizedAccessException>(() => stranger.CreateSender("plain").SendMessageAsync(Of("x"), Bench.Patience));
        var unknown = await Should.ThrowAsync<ServiceBusException>(() => bench.Client.CreateSender("nowhere").SendMessageAsync(Of("x"), Bench.Patience));
        unknown.Reason.ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
        unknown.Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_message_without_a_session_is_refused_by_a_session_queue()
    {
        await using var bench = await Bench.StartAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => bench.Client.CreateSender("cases").SendMessageAsync(Of("x"), Bench.Patience));
    }

    [Fact]
    public async Task Five_hundred_messages_over_fifty_sessions_are_each_handled_once_and_in_order()
    {
        await using var bench = await Bench.StartAsync();
        var sender = bench.Client.CreateSender("cases");
        for (var round = 0; round < 10; round++) await sender.SendMessagesAsync(Enumerable.Range(0, 50).Select(session => Of($"{round}", $"s{session}")), Bench.Patience);
        var handled = new ConcurrentDictionary<string, ConcurrentQueue<string>>(StringComparer.Ordinal);
        var left = 500;
        var all = new TaskCompletionSource();
        await using var processor = bench.Client.CreateSessionProcessor("cases", new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 16, SessionIdleTimeout = TimeSpan.FromSeconds(1), AutoCompleteMessages = false });
        processor.ProcessMessageAsync += async e =>
        {
            handled.GetOrAdd(e.SessionId, _ => new ConcurrentQueue<string>()).Enqueue(e.Message.Body.ToString());
            await e.CompleteMessageAsync(e.Message);
            if (Interlocked.Decrement(ref left) == 0) all.SetResult();
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        await processor.StartProcessingAsync(Bench.Patience);
        await all.Task.WaitAsync(Bench.Patience);
        await processor.StopProcessingAsync(Bench.Patience);
        handled.Count.ShouldBe(50);
        foreach (var (_, order) in handled) order.ShouldBe(Enumerable.Range(0, 10).Select(round => $"{round}"));
        bench.Trace.OfType<AmqpTrace>().ShouldContain(line => line.Session != null && line.UserAgent!.Contains("azsdk-net-Messaging.ServiceBus/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_send_whose_answer_is_lost_is_sent_again_and_stored_once()
    {
        var first = true;
        var faults = new BusFaults((gesture, entity) =>
        {
            if (gesture != BusGesture.Send || !first) return null;
            first = false;
            return new BusFault(null, AfterDoing: true);
        });
        await using var bench = await Bench.StartAsync(faults: faults);
        await bench.Client.CreateSender("cases").SendMessageAsync(Of("x", "a", "once"), Bench.Patience);
        first.ShouldBeFalse();
        bench.Broker.Find("cases")!.Peek(0, 10).ShouldHaveSingleItem();
    }
}
