using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>
/// A message that could not be processed becomes an escalation of its host's case, with its content. It never throws: what names no host is
/// completed and logged by the dead-letter metrics, and what cannot be sent now stays in the dead-letter queue and comes again.
/// </summary>
public sealed class EscalateDeadLetter(IMessages messages, TimeProvider clock)
{
    /// <summary>More of a broken message than this helps nobody.</summary>
    private const int Longest = 2000;

    [Function(nameof(EscalateDeadLetter))]
    public async Task RunAsync(
        [ServiceBusTrigger("%CasesQueue%/$DeadLetterQueue", Connection = "ServiceBusConnection")] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        var content = message.Body.ToString();
        if (HostOf(content) is { } host && !IsEscalation(content))
        {
            var reason = $"{message.DeadLetterReason ?? "dead-lettered"}: {message.DeadLetterErrorDescription ?? "no description"}";
            var body = new EscalateBody(reason, content.Length > Longest ? content[..Longest] : content);
            var escalate = new Message { Kind = MessageKinds.Escalate, HostId = host, Body = Message.BodyOf(body) };
            try
            {
                await messages.SendAsync([new OutboxMessage(Queues.Cases, host.Key, $"escalate/{message.MessageId}", escalate, clock.GetUtcNow())], cancellationToken);
            }
            catch (RetriableException)
            {
                await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
                return;
            }
        }

        await actions.CompleteMessageAsync(message, cancellationToken);
    }

    /// <summary>The host may be readable even where the rest of the envelope is not.</summary>
    private static HostId? HostOf(string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("hostId", out var host) && host.GetString() is { Length: > 0 } id ? new HostId(id) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>An escalation that failed itself would go round for ever.</summary>
    private static bool IsEscalation(string content) => Envelope.Read(content, session: null).Message?.Kind == MessageKinds.Escalate;
}
