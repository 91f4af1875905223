using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Cases;

/// <summary>Has the effects of cases done on the ports, and answers what became of them as events. Transport trouble becomes an event too.</summary>
public sealed class Effects(IHosts hosts, IEvidence evidence, IGuestCollector collector, ISessionHosts sessionHosts, IPlatformHealth platform, IRehearsal rehearsal, ILeases reservations, SharedState shared, IEnumerable<IRepair> repairs, TimeProvider clock)
{
    private readonly Dictionary<string, IRepair> repairs = repairs.ToDictionary(repair => repair.Kind, StringComparer.Ordinal);

    public async Task<CaseEvent> PerformAsync(Effect effect, Case c, CancellationToken cancellationToken)
    {
        try
        {
            // The leases are written anew before every write: who lost one writes nothing.
            if (effect.Writes && !await reservations.HoldAsync(c.Id, c.Holds, cancellationToken)) return new CaseEvent.Displaced();
            return effect switch
            {
                Effect.CollectEvidence => await CollectAsync(c, cancellationToken),
                Effect.StartCollector start => await StartCollectorAsync(c, start, cancellationToken),
                Effect.LookAtCollector look => new CaseEvent.CollectorLooked(await collector.LookAsync(c.HostSeen!, c.Id, look.Attempt, look.Nonce, cancellationToken)),
                Effect.Rehearse => new CaseEvent.Rehearsed(await rehearsal.RehearseAsync(c.HostSeen!, c.Plan!, c.Id, cancellationToken)),
                Effect.ReadGates => new CaseEvent.GatesRead(await GatesAsync(c, cancellationToken)),
                Effect.Reserve reserve => new CaseEvent.Reserved(await reservations.TakeAsync(reserve.Wanted, cancellationToken)),
                Effect.Release release => await ReleaseAsync(c, release, cancellationToken),
                Effect.PerformStep step => new CaseEvent.StepAnswered(await For(step.Work).PerformAsync(step.Work, cancellationToken)),
                Effect.LookAtStep look => new CaseEvent.StepAnswered(await For(look.Work).LookAsync(look.Work, look.Handle, cancellationToken)),
                Effect.InquireStep inquire => new CaseEvent.StepAnswered(await For(inquire.Work).InquireAsync(inquire.Work, cancellationToken), Inquired: true),
                _ => throw new InvalidOperationException($"Nobody performs {effect.GetType().Name}."),
            };
        }
        catch (RetriableException trouble)
        {
            return new CaseEvent.TroubleMet(trouble.Message, trouble.After, Uncertain: false, NotWritten: effect.Writes);
        }
        catch (UncertainException trouble)
        {
            return new CaseEvent.TroubleMet(trouble.Message, After: null, Uncertain: effect.Writes, NotWritten: false);
        }
        catch (FinalException refused)
        {
            // Whether an issued write took place cannot be read any more: that counts as changed.
            return effect.StepWork is null
                ? new CaseEvent.TroubleMet(refused.Message, After: null, Uncertain: false, NotWritten: false)
                : new CaseEvent.StepAnswered(new StepOutcome.Failed(refused.Message, Changed: effect is Effect.InquireStep or Effect.LookAtStep));
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
        var failure = c.Plan!.Failure;
        // The sighting is noted first: among hosts that are judged at the same moment, the later ones see the earlier.
        var noted = await shared.ChangePoolAsync(c.HostSeen!.Pool, was => Sighted(was, c, failure, now), cancellationToken);
        return await new GateReading(hosts, sessionHosts, platform, reservations, shared).ReadAsync(c, host, noted, now, cancellationToken);
    }

    /// <summary>A relapse turns the outcome of the case before: what seemed to help did not.</summary>
    private static PoolFile Sighted(PoolFile pool, Case c, FailureId failure, DateTimeOffset now)
    {
        var seen = pool.Sighted(failure, c.Host, now);
        return c.Relapse is { } relapse && relapse.Failure == failure ? seen.Noted(failure, new RepairOutcome(relapse.Of.Value, Helped: false, relapse.HealedAt)) : seen;
    }

    /// <summary>A machine keeps at most 25 run commands, anybody's: what an earlier case had to leave is cleared away first.</summary>
    private async Task<CaseEvent> StartCollectorAsync(Case c, Effect.StartCollector start, CancellationToken cancellationToken)
    {
        await TidyAsync(c, cancellationToken);
        return new CaseEvent.CollectorLooked(await collector.StartAsync(c.HostSeen!, c.Id, start.Attempt, start.Nonce, cancellationToken));
    }

    private async Task<CaseEvent> ReleaseAsync(Case c, Effect.Release release, CancellationToken cancellationToken)
    {
        if (release.Outcome is { } ended) await shared.ChangePoolAsync(release.Pool, pool => pool.Noted(ended.Failure, ended.Outcome), cancellationToken);
        await reservations.ReleaseAsync(c.Id, release.Holds, release.Standing, cancellationToken);
        return new CaseEvent.Released();
    }

    /// <summary>Cleans up after a step's phase whose result is saved.</summary>
    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => CleanAsync(() => For(work).ForgetAsync(work, cancellationToken));

    /// <summary>Clears away run commands that nobody needs any more: a process that died between the save of a phase's result and the deletion of its run left that behind.</summary>
    public Task TidyAsync(Case c, CancellationToken cancellationToken) => c.CollectorRuns == 0 && c.Steps.Count == 0 ? Task.CompletedTask : CleanAsync(() => collector.TidyAsync(c.HostSeen!, name => RunNames.IsOver(name, c), cancellationToken));

    /// <summary>A run command that stays is only untidy, and is cleared away later: trouble here is no trouble.</summary>
    private static async Task CleanAsync(Func<Task> clean)
    {
        try
        {
            await clean();
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException or FinalException)
        {
            return;
        }
    }
}
