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
    public async Task<CaseId> AcceptAsync(Host host, RequestBody request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var file = await cases.LoadAsync(host.Id, cancellationToken);
            var id = file.Case is { Ended: false } open ? open.Id : CaseId.For(host.Id, file.Cases + 1);
            var now = clock.GetUtcNow();
            var message = new Message { Kind = MessageKinds.Request, HostId = host.Id, Body = Message.BodyOf(request) };
            var outbox = new OutboxMessage(Queues.Cases, host.Id.Key, $"{id}/request/{now.UtcTicks}", message, now);
            if (await cases.SaveAsync(file, [], [outbox], cancellationToken) is null) continue;
            try
            {
                await messages.SendAsync([outbox], cancellationToken);
                await cases.SentAsync(host.Id, [outbox], cancellationToken);
            }
            catch (RetriableException)
            {
                // It is saved: Resume sends it.
            }

            return id;
        }

        throw new RetriableException($"The file of {host.Name} was saved by others {Tries} times in a row.");
    }
}
