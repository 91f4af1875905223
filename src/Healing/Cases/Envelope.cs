using System.Text.Json;

namespace RdpMedic.Healing.Cases;

/// <summary>A message that was read, or why it cannot be: exactly one of the two is set.</summary>
/// <param name="Problem">A short reason for the dead-letter queue, and what is wrong in words.</param>
public sealed record Envelope(Message? Message, (string Reason, string Description)? Problem)
{
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        MessageKinds.Signals, MessageKinds.Request, MessageKinds.Continue, MessageKinds.Renew, MessageKinds.Renewed, MessageKinds.Decide, MessageKinds.Escalate,
    };

    /// <summary>Reads a message's body. <paramref name="session"/> is the session it came in: a message for another host than its session's is refused, because sessions are what keeps one case from acting twice.</summary>
    public static Envelope Read(string body, string? session)
    {
        Message message;
        try
        {
            message = Json.Read<Message>(body);
        }
        catch (JsonException wrong)
        {
            return Refuse("not-readable", wrong.Message);
        }

        if (message.Schema != 1) return Refuse("schema-unknown", $"The envelope's schema is {message.Schema}; this version reads 1.");
        if (!Kinds.Contains(message.Kind)) return Refuse("kind-unknown", $"Nobody knows the kind {message.Kind}.");
        if (message.Kind != MessageKinds.Renew && message.Certificate is null && message.HostId is null) return Refuse("host-missing", "The message names no host.");
        if (message is { HostId: { } host, Kind: not MessageKinds.Renew } && session is not null && host.Key != session) return Refuse("session-foreign", "The message's host is not the one of its session.");
        if (message is { CaseId: { } id, HostId: { } owner } && !id.Value.StartsWith(owner.Key + "-", StringComparison.Ordinal)) return Refuse("case-foreign", $"Case {id} is not one of that host.");
        return Unreadable(message) is { } unreadable ? Refuse("body-not-readable", unreadable) : new Envelope(message, null);
    }

    /// <summary>The body has to be what its kind says, before anything is done with the message.</summary>
    private static string? Unreadable(Message message)
    {
        try
        {
            object? _ = message.Kind switch
            {
                MessageKinds.Signals => message.BodyAs<SignalsBody>().Signals ?? throw new JsonException("The body has no signals."),
                MessageKinds.Request => message.BodyAs<RequestBody>(),
                MessageKinds.Decide => message.BodyAs<DecisionBody>(),
                MessageKinds.Renewed => message.BodyAs<CertificateBody>(),
                MessageKinds.Escalate => message.BodyAs<EscalateBody>(),
                _ => null,
            };
            return null;
        }
        catch (JsonException wrong)
        {
            return wrong.Message;
        }
    }

    private static Envelope Refuse(string reason, string description) => new(null, (reason, description));
}
