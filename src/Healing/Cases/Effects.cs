using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Cases;

/// <summary>Has the effects of cases done on the ports, and answers what became of them as events. Transport trouble becomes an event too.</summary>
public sealed class Effects(IHosts hosts, IEvidence evidence, IGuestCollector collector, ISessionHosts sessionHosts, IReservations reservations, IShared shared, IEnumerable<IRepair> repairs, TimeProvider clock)
{
    private readonly Dictionary<string, IRepair> repairs = repairs.ToDictionary(repair => repair.Kind, StringComparer.Ordinal);

    public async Task<CaseEvent> PerformAsync(Effect effect, Case c, CancellationToken cancellationToken)
    {
        try
        {
            return effect switch
            {
                Effect.CollectEvidence => await CollectAsync(c, cancellationToken),
                Effect.StartCollector start => new CaseEvent.CollectorLooked(await collector.StartAsync(c.HostSeen!, c.Id, start.Attempt, start.Nonce, cancellationToken)),
                Effect.LookAtCollector look => new CaseEvent.CollectorLooked(await collector.LookAsync(c.HostSeen!, c.Id, look.Attempt, look.Nonce, cancellationToken)),
                Effect.ReadGates => new CaseEvent.GatesRead(await GatesAsync(c, cancellationToken)),
                Effect.Reserve reserve => new CaseEvent.Reserved(await reservations.TakeAsync(reserve.Wanted, cancellationToken)),
                Effect.Release => await ReleaseAsync(c, cancellationToken),
                Effect.PerformStep step => new CaseEvent.StepAnswered(await For(step.Work).PerformAsync(step.Work, cancellationToken)),
                Effect.LookAtStep look => new CaseEvent.StepAnswered(await For(look.Work).LookAsync(look.Work, look.Handle, cancellationToken)),
                Effect.InquireStep inquire => new CaseEvent.StepAnswered(await For(inquire.Work).InquireAsync(inquire.Work, cancellationToken)),
                _ => throw new InvalidOperationException($"Nobody performs {effect.GetType().Name}."),
            };
        }
        catch (RetriableException trouble)
        {
            return new CaseEvent.TroubleMet(trouble.Message, trouble.After, Uncertain: false);
        }
        catch (UncertainException trouble)
        {
            return new CaseEvent.TroubleMet(trouble.Message, After: null, Uncertain: effect.Writes);
        }
    }

    private IRepair For(StepWork work) => repairs.TryGetValue(work.Step.Kind, out var repair) ? repair : throw new InvalidOperationException($"No adapter makes steps of kind {work.Step.Kind}.");

    private async Task<CaseEvent> CollectAsync(Case c, CancellationToken cancellationToken)
    {
        if (await hosts.FindAsync(c.Host, cancellationToken) is not { } host) return new CaseEvent.HostGone();
        return new CaseEvent.EvidenceCollected(host, await evidence.CollectAsync(host, c.Signals, cancellationToken));
    }

    private async Task<GateFacts> GatesAsync(Case c, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var host = await hosts.FindAsync(c.Host, cancellationToken);
        var pool = c.HostSeen!.Pool;
        var all = await hosts.ListAsync(cancellationToken);
        var acting = await reservations.ActingAsync(pool, cancellationToken);
        var sessions = host is { IsSessionHost: true }
            ? await sessionHosts.ReadAsync(host, cancellationToken)
            : Reading<SessionHostFacts>.Missing("not collected: no AVD session host", "AVD", Vantage.ControlPlane, now);
        return new GateFacts(
            now,
            await shared.PausedAsync(cancellationToken),
            host,
            all.Count(other => other.Pool == pool),
            acting.Count(id => id != c.Id),
            await reservations.HolderAsync(c.Host, cancellationToken),
            sessions,
            c.Evidence!.Guest);
    }

    private async Task<CaseEvent> ReleaseAsync(Case c, CancellationToken cancellationToken)
    {
        await reservations.ReleaseAsync(c.Id, cancellationToken);
        return new CaseEvent.Released();
    }

    /// <summary>Cleans up after a step's phase whose result is saved. A run command that stays is only untidy, so trouble here is no trouble.</summary>
    public async Task ForgetAsync(StepWork work, CancellationToken cancellationToken)
    {
        try
        {
            await For(work).ForgetAsync(work, cancellationToken);
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException)
        {
            return;
        }
    }
}
