using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>
/// Takes a person's request for a case. The request is saved in the host's outbox before the answer is given, so an accepted request is never lost;
/// the case itself is advanced by the host's session like any other.
/// </summary>
public sealed class Intake(ICases cases, IMessages messages, TimeProvider clock)
{
    private const int Tries = 5;

    /// <summary>Answers the case that the request joined or will open.</summary>
    /// <exception cref="RetriableException">The store cannot be reached, or the host's file was contended five times in a row. Nothing was accepted.</exception>
    public async Task<CaseId> AcceptAsync(Host host, RequestBody request, CancellationToken cancellationToken) =>
        (await SaveAsync(host.Id, file => (file.Case is { Ended: false } open ? open.Id : CaseId.For(host.Id, file.Cases + 1), new Message { Kind = MessageKinds.Request, HostId = host.Id, Body = Message.BodyOf(request) }), cancellationToken))!.Value;

    /// <summary>Takes a person's decision about an open case. Answers false when the case has ended or never was.</summary>
    /// <exception cref="RetriableException">As for a request: nothing was accepted.</exception>
    public async Task<bool> DecideAsync(HostId host, CaseId id, DecisionBody decision, CancellationToken cancellationToken) =>
        await SaveAsync(host, file => file.Case is { Ended: false } open && open.Id == id ? (id, new Message { Kind = MessageKinds.Decide, CaseId = id, HostId = host, Body = Message.BodyOf(decision) }) : null, cancellationToken) is not null;

    private async Task<CaseId?> SaveAsync(HostId host, Func<HostFile, (CaseId Id, Message Message)?> make, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var file = await cases.LoadAsync(host, cancellationToken);
            if (make(file) is not { } made) return null;
            var now = clock.GetUtcNow();
            var outbox = new OutboxMessage(Queues.Cases, host.Key, $"{made.Id}/{made.Message.Kind}/{now.UtcTicks}", made.Message, now);
            if (await cases.SaveAsync(file, [], [outbox], cancellationToken) is null) continue;
            try
            {
                await messages.SendAsync([outbox], cancellationToken);
                await cases.SentAsync(host, [outbox], cancellationToken);
            }
            catch (RetriableException)
            {
                // It is saved: Resume sends it.
            }

            return made.Id;
        }

        throw new RetriableException($"The file of {host} was saved by others {Tries} times in a row.");
    }
}
