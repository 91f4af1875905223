using Azure.Messaging.ServiceBus;
using RdpMedic.Cloud.Messages;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Cloud.Tests.Messages;

public sealed class PatienceTests
{
    private static readonly HostId Host = new("/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1");

    private static OutboxMessage Event() => Announcement.Of(
        new Case { Id = CaseId.For(Host, 1), Host = Host, HostName = "vm-1", State = CaseState.Healed, OpenedAt = DateTimeOffset.UnixEpoch, Deadline = DateTimeOffset.UnixEpoch },
        DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_topic_that_does_not_answer_is_given_up_soon_and_the_event_may_be_told_later()
    {
        var messages = new ServiceBusMessages(new DeafBus()) { Patience = TimeSpan.FromMilliseconds(1) };
        await Should.ThrowAsync<RetriableException>(() => messages.SendAsync([Event()], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_turn_that_is_stopped_is_told_so_and_not_that_the_topic_is_slow()
    {
        var messages = new ServiceBusMessages(new DeafBus());
        await Should.ThrowAsync<OperationCanceledException>(() => messages.SendAsync([Event()], new CancellationToken(canceled: true)));
    }

    /// <summary>Answers nothing until whoever asks has enough. It opens no connection, and there is nothing to dispose.</summary>
    private sealed class DeafBus : ServiceBusClient
    {
        public override ServiceBusSender CreateSender(string queueOrTopicName) => new DeafSender();
    }

    private sealed class DeafSender : ServiceBusSender
    {
        public override async ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("It answered.");
        }
    }
}
