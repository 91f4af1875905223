using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Settles through the event of a session processor, as the Functions host does on behalf of its worker.</summary>
internal sealed class SessionSettlement(ProcessSessionMessageEventArgs processed) : ServiceBusMessageActions
{
    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        processed.CompleteMessageAsync(message, cancellationToken);

    public override Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        processed.AbandonMessageAsync(message, propertiesToModify, cancellationToken);

    public override Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null, string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default) =>
        processed.DeadLetterMessageAsync(message, propertiesToModify ?? [], deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public override Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        processed.DeferMessageAsync(message, propertiesToModify, cancellationToken);

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("A message of a session has no lock of its own: the session's lock holds it, and the host renews that.");
}

/// <summary>The session of a message, through the same event.</summary>
internal sealed class HeldSession(ProcessSessionMessageEventArgs processed) : ServiceBusSessionMessageActions
{
    public override DateTimeOffset SessionLockedUntil => processed.SessionLockedUntil;

    public override Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) => processed.GetSessionStateAsync(cancellationToken);

    public override Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) => processed.SetSessionStateAsync(sessionState, cancellationToken);

    public override Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => processed.RenewSessionLockAsync(cancellationToken);

    public override Task ReleaseSession(CancellationToken cancellationToken = default)
    {
        processed.ReleaseSession();
        return Task.CompletedTask;
    }
}

/// <summary>Settles through the event of a processor without sessions.</summary>
internal sealed class QueueSettlement(ProcessMessageEventArgs processed) : ServiceBusMessageActions
{
    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        processed.CompleteMessageAsync(message, cancellationToken);

    public override Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        processed.AbandonMessageAsync(message, propertiesToModify, cancellationToken);

    public override Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null, string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default) =>
        processed.DeadLetterMessageAsync(message, propertiesToModify ?? [], deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public override Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        processed.DeferMessageAsync(message, propertiesToModify, cancellationToken);

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        processed.RenewMessageLockAsync(message, cancellationToken);
}
