using System.Text.Json.Serialization;

namespace RdpMedic.Emulator.Wire;

/// <summary>What the emulator saw on the wire: one HTTP call or one AMQP link. <c>demo --trace</c> writes each as a JSON line.</summary>
public abstract record TraceLine(DateTimeOffset At);

/// <summary>One HTTP call, when its answer is ready and before the client has it.</summary>
/// <param name="Url">Path and query as the client sent them, with authority.</param>
/// <param name="ApiVersion">Of the query string; null when there is none.</param>
/// <param name="UserAgent">As sent; the genuine SDKs name themselves here.</param>
public sealed record HttpTrace(DateTimeOffset At, string Method, string Url, string? ApiVersion, string? UserAgent, int Status, string? IfMatch, string? IfNoneMatch) : TraceLine(At)
{
    /// <summary>Of a PUT or PATCH, for tests that compare what was sent; never written to a file, because a body may hold a secret. Null: none.</summary>
    [JsonIgnore]
    public string? Body { get; init; }
}

/// <summary>One AMQP link when it was attached, or refused.</summary>
/// <param name="Entity">The queue, or one of its sub-addresses such as <c>cases/$deadletterqueue</c> or <c>cases/$management</c>.</param>
/// <param name="Role">sender or receiver, from the client's point of view.</param>
/// <param name="Session">The session that the link got; null without sessions.</param>
/// <param name="UserAgent">The connection property that the client library sets.</param>
/// <param name="Refused">The condition of the refusal, such as <c>amqp:unauthorized-access</c>; null: it was attached.</param>
public sealed record AmqpTrace(DateTimeOffset At, string Entity, string Role, string? Session, string? UserAgent, string? Refused = null) : TraceLine(At);
