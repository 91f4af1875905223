using System.Text.Json;
using System.Text.Json.Serialization;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Cases;

/// <summary>The queues of the workflow.</summary>
public static class Queues
{
    /// <summary>Session = host key.</summary>
    public const string Cases = "cases";

    /// <summary>Session = certificate name.</summary>
    public const string Certificates = "certificates";
}

/// <summary>The kinds of messages; <c>schemas/message.schema.json</c> lists the same.</summary>
public static class MessageKinds
{
    /// <summary>Body: <see cref="SignalsBody"/>.</summary>
    public const string Signals = "signals";

    /// <summary>Body: <see cref="RequestBody"/>. Somebody asks for a case.</summary>
    public const string Request = "request";

    /// <summary>No body. The case said when to look again.</summary>
    public const string Continue = "continue";

    /// <summary>Body: <see cref="CertificateBody"/>. To the certificates queue: renew, and answer the host.</summary>
    public const string Renew = "renew";

    /// <summary>Body: <see cref="CertificateBody"/>. The certificate can be had now, or cannot.</summary>
    public const string Renewed = "renewed";

    /// <summary>Body: <see cref="DecisionBody"/>. A person approves, rejects or cancels.</summary>
    public const string Decide = "decide";

    /// <summary>Body: <see cref="EscalateBody"/>. A message that could not be processed.</summary>
    public const string Escalate = "escalate";
}

/// <summary>
/// What every message carries. Old messages are in flight when a new version starts, so a new field is always optional.
/// The JSON Schema stands in <c>schemas/message.schema.json</c>.
/// </summary>
public sealed record Message
{
    /// <summary>The version of the envelope; 1 today. A higher one is dead-lettered by name.</summary>
    public int Schema { get; init; } = 1;

    public required string Kind { get; init; }

    /// <summary>The case that it belongs to; null for what may open one.</summary>
    public CaseId? CaseId { get; init; }

    /// <summary>The host; for the certificates queue the host that asks, or null for a sweep.</summary>
    public HostId? HostId { get; init; }

    /// <summary>The certificate, on the certificates queue.</summary>
    public string? Certificate { get; init; }

    /// <summary>The turn that the message expects; null: any.</summary>
    public int? Turn { get; init; }

    /// <summary>Counts resends of the same message, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it should be delivered; null: at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public JsonElement? Body { get; init; }

    public T BodyAs<T>() => (Body ?? throw new JsonException($"A message of kind {Kind} has no body.")).Deserialize<T>(Json.Options)
        ?? throw new JsonException($"The body of a message of kind {Kind} is null.");

    public static JsonElement BodyOf<T>(T body) => JsonSerializer.SerializeToElement(body, Json.Options);
}

/// <summary>New findings about a host.</summary>
public sealed record SignalsBody(IReadOnlyList<Signal> Signals);

/// <summary>A person or a program asks for a case.</summary>
/// <param name="Failure">Only judge this failure class; null: all.</param>
/// <param name="DryRun">Stop with the plan.</param>
/// <param name="Reason">Why; goes to the journal.</param>
/// <param name="By">Who.</param>
public sealed record RequestBody(FailureId? Failure, bool DryRun, string Reason, string By)
{
    /// <summary>The object id of who asked, as the token named it; null in messages of older versions.</summary>
    public string? ById { get; init; }
}

/// <summary>What a person can decide.</summary>
public enum Verdict
{
    /// <summary>Yes to the plan with this hash.</summary>
    Approve,

    /// <summary>No: the case ends, and what it did is undone.</summary>
    Reject,

    /// <summary>Stop: the case ends, and what it did is undone.</summary>
    Cancel,
}

/// <summary>A person's decision about a case.</summary>
/// <param name="PlanHash">For an approval: the plan that was shown.</param>
public sealed record DecisionBody(Verdict Verdict, string? PlanHash, string By, string Reason)
{
    /// <summary>The object id of who decided, as the token named it; null in messages of older versions.</summary>
    public string? ById { get; init; }
}

/// <summary>About one certificate.</summary>
/// <param name="Problem">Why it cannot be had; null when it can.</param>
public sealed record CertificateBody(string Name, string? Problem);

/// <summary>A message that ended in the dead-letter queue.</summary>
public sealed record EscalateBody(string Reason, string Content);

/// <summary>A message that is saved together with the case and sent afterwards.</summary>
/// <param name="Queue">One of <see cref="Queues"/>, or the topic of announcements.</param>
/// <param name="Session">The session id.</param>
/// <param name="Id">The message id: case, turn, ordinal, attempt. Duplicate detection by it only saves work.</param>
/// <param name="SavedAt">When it was saved.</param>
public sealed record OutboxMessage(string Queue, string Session, string Id, Message Message, DateTimeOffset SavedAt)
{
    [JsonIgnore]
    public DateTimeOffset? DueAt => Message.DueAt;
}
