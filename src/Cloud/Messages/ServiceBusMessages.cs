using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Messages;

/// <summary>Sends the workflow's messages. The session keeps their order; the message id lets the queue drop what is sent twice.</summary>
public sealed class ServiceBusMessages(ServiceBusClient client) : IMessages, IAsyncDisposable
{
    private readonly Dictionary<string, ServiceBusSender> senders = new(StringComparer.Ordinal)
    {
        [Queues.Cases] = client.CreateSender(Queues.Cases),
        [Queues.Certificates] = client.CreateSender(Queues.Certificates),
        [Announcement.Topic] = client.CreateSender(Announcement.Topic),
    };

    /// <summary>So long the topic may take to take events: the turn that tells them still holds its session. Default ten seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public async Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (messages.All(message => message.Queue == Announcement.Topic)) impatient.CancelAfter(Patience);
        try
        {
            foreach (var group in messages.GroupBy(message => message.Queue, StringComparer.Ordinal))
                await SendAsync(senders[group.Key], new Queue<ServiceBusMessage>(group.Select(Wrap)), impatient.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RetriableException($"The topic took nothing within {Patience.TotalSeconds:0} s.", null, late);
        }
        catch (ServiceBusException trouble)
        {
            // A message may have been stored all the same; its id makes the second one a duplicate that the queue drops.
            throw new RetriableException($"Service Bus did not take the messages: {trouble.Reason}.", null, trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in senders.Values) await sender.DisposeAsync();
    }

    private static async Task SendAsync(ServiceBusSender sender, Queue<ServiceBusMessage> left, CancellationToken cancellationToken)
    {
        while (left.Count > 0)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            while (left.TryPeek(out var next) && batch.TryAddMessage(next)) left.Dequeue();
            if (batch.Count == 0) throw new InvalidOperationException($"A message of {left.Peek().Body.ToMemory().Length} bytes is larger than Service Bus allows.");
            await sender.SendMessagesAsync(batch, cancellationToken);
        }
    }

    private static ServiceBusMessage Wrap(OutboxMessage outbox)
    {
        var message = outbox.Queue == Announcement.Topic ? Told(outbox) : new ServiceBusMessage(Json.Write(outbox.Message))
        {
            MessageId = outbox.Id,
            SessionId = outbox.Session,
            ContentType = "application/json",
            Subject = outbox.Message.Kind,
        };
        if (outbox.DueAt is { } due) message.ScheduledEnqueueTime = due;
        if (Activity.Current?.Id is { } trace) message.ApplicationProperties["traceparent"] = trace;
        return message;
    }

    /// <summary>The CloudEvent alone, and what a subscription may filter by.</summary>
    private static ServiceBusMessage Told(OutboxMessage outbox)
    {
        var news = outbox.Message.BodyAs<CloudEvent>();
        var message = new ServiceBusMessage(Json.Write(news)) { MessageId = news.Id, SessionId = outbox.Session, ContentType = CloudEvent.ContentType, Subject = news.Type };
        message.ApplicationProperties["state"] = JsonNamingPolicy.KebabCaseLower.ConvertName(news.Data.State.ToString());
        message.ApplicationProperties["host"] = news.Data.Host;
        if (news.Data.Failure is { } failure) message.ApplicationProperties["failure"] = failure;
        if (news.Data.Pool is { } pool) message.ApplicationProperties["pool"] = pool;
        return message;
    }
}
