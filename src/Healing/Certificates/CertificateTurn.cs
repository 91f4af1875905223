using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Certificates;

/// <summary>
/// One turn of one vault certificate, on its own session: begins a renewal or joins the one that is pending, looks at it later, and answers every host
/// that waits. It never writes to a host. The vault's own pending operation is the truth: after a crash the next turn finds it there.
/// </summary>
public sealed class CertificateTurn(SharedState files, ICertificates certificates, IMessages messages, Policy policy, TimeProvider clock)
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    public async Task<TurnEnd> RunAsync(Message message, CancellationToken cancellationToken)
    {
        var name = message.Certificate ?? throw new InvalidOperationException("A message to the certificates queue names its certificate.");
        var file = await files.CertificateAsync(name, cancellationToken);
        if (message.Kind == MessageKinds.Continue && message.Turn != file.Turn) return TurnEnd.Stale;
        if (message.Kind is not (MessageKinds.Continue or MessageKinds.Renew)) return TurnEnd.Stale;
        var now = clock.GetUtcNow();
        var waiting = message.HostId is { } host && !file.Waiting.Contains(host) ? [.. file.Waiting, host] : file.Waiting;
        var look = file.Renewing ? await certificates.LookAsync(name, cancellationToken) : await BeginAsync(name, now, cancellationToken);
        var since = file.Since ?? now;
        var problem = look.Problem ?? (look.Pending && now - since > GiveUpAfter ? "the vault did not finish the renewal within an hour" : null);
        var pending = look.Pending && problem is null;
        var next = file with { Renewing = pending, Since = pending ? since : null, Turn = file.Turn + 1, Waiting = pending ? waiting : [] };
        if (await files.SaveCertificateAsync(next, cancellationToken) is null) return TurnEnd.Raced;
        // Sent after the save: if this send is lost, the hosts' cases look again by their own timers and ask anew.
        await messages.SendAsync(pending ? [LookAgain(next, now)] : [.. waiting.Select((id, ordinal) => Answer(next, id, ordinal, problem, now))], cancellationToken);
        return TurnEnd.Settled;
    }

    /// <summary>A late or repeated request finds a certificate that was renewed already: it is answered, and nothing is renewed.</summary>
    private async Task<RenewalLook> BeginAsync(string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var newest = (await certificates.ReadAsync(name, cancellationToken)).Value;
        if (newest is { RenewalPending: true }) return await certificates.LookAsync(name, cancellationToken);
        return newest is { ServerAuthentication: true } && !newest.Due(now, policy.RenewBefore)
            ? new RenewalLook(false, newest, null)
            : await certificates.RenewAsync(name, newest?.Thumbprint, cancellationToken);
    }

    private static OutboxMessage LookAgain(CertificateFile file, DateTimeOffset now) => new(
        Queues.Certificates,
        file.Name,
        $"{file.Name}/{file.Turn}/0/1",
        new Message { Kind = MessageKinds.Continue, Certificate = file.Name, Turn = file.Turn, DueAt = now + LookAfter },
        now);

    private static OutboxMessage Answer(CertificateFile file, HostId host, int ordinal, string? problem, DateTimeOffset now) => new(
        Queues.Cases,
        host.Key,
        $"{file.Name}/{file.Turn}/{ordinal}/1",
        new Message { Kind = MessageKinds.Renewed, HostId = host, Certificate = file.Name, Body = Message.BodyOf(new CertificateBody(file.Name, problem)) },
        now);
}
