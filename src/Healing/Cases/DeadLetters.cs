using System.Text.Json;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>
/// A message that could not be processed becomes an escalation of its host's case, with its content. Never throws for an expected outcome: what names no
/// known host is kept as a note of its own, and what cannot be sent now stays in the dead-letter queue and comes again.
/// </summary>
public sealed class DeadLetters(IHosts hosts, IMessages messages, IDocuments documents, TimeProvider clock)
{
    /// <summary>More of a broken message than this helps nobody.</summary>
    public const int Longest = 2000;

    public async Task HandleAsync(string content, string? messageId, string? reason, string? description, ISettlement settlement, CancellationToken cancellationToken)
    {
        // An escalation that failed itself would go round for ever.
        if (Envelope.Read(content, session: null).Message?.Kind == MessageKinds.Escalate)
        {
            await settlement.CompleteAsync(cancellationToken);
            return;
        }

        var why = $"{reason ?? "dead-lettered"}: {description ?? "no description"}";
        var kept = content.Length > Longest ? content[..Longest] : content;
        try
        {
            if (HostOf(content) is { } named && await hosts.FindAsync(named, cancellationToken) is { } host)
            {
                var escalate = new Message { Kind = MessageKinds.Escalate, HostId = host.Id, Body = Message.BodyOf(new EscalateBody(why, kept)) };
                await messages.SendAsync([new OutboxMessage(Queues.Cases, host.Id.Key, $"escalate/{messageId ?? StableHash.Of(content)}", escalate, clock.GetUtcNow())], cancellationToken);
            }
            else
            {
                // Nobody's host: there is no case to escalate, so the content is kept where the report finds it.
                await KeepAsync(new Stray(why, kept, clock.GetUtcNow()), messageId, cancellationToken);
            }
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException)
        {
            await settlement.AbandonAsync(cancellationToken);
            return;
        }

        await settlement.CompleteAsync(cancellationToken);
    }

    /// <summary>The key under which a stray message is kept.</summary>
    public static string KeyOf(string content, string? messageId) => $"stray|{StableHash.Of(messageId ?? content)}";

    private async Task KeepAsync(Stray stray, string? messageId, CancellationToken cancellationToken)
    {
        var document = await documents.LoadAsync(KeyOf(stray.Content, messageId), cancellationToken);
        if (document.Json is null) await documents.SaveAsync(document with { Json = Json.Write(stray) }, cancellationToken);
    }

    /// <summary>The host may be readable even where the rest of the envelope is not.</summary>
    private static HostId? HostOf(string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("hostId", out var host) && host.ValueKind == JsonValueKind.String && host.GetString() is { Length: > 0 } id ? new HostId(id) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Stray(string Reason, string Content, DateTimeOffset At);
}
