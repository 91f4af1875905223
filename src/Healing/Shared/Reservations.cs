using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Shared;

/// <summary>What one case wants to hold while it acts.</summary>
/// <param name="Slots">How many cases of the pool may act at once.</param>
/// <param name="Touches">Shared resources, in ordinal order.</param>
/// <param name="Steps">Names of the steps that it is about to make, for the quotas.</param>
public sealed record Reservation(CaseId Owner, HostId Host, PoolId Pool, int Slots, IReadOnlyList<string> Touches, IReadOnlyList<string> Steps);

/// <summary>One thing that a case holds: a document and the fence it got there.</summary>
public sealed record Hold(string Key, long Fence);

/// <summary>What a reservation got: everything, or nothing and why.</summary>
/// <param name="Lost">What was lost to whom; null when everything was taken.</param>
public sealed record Taken(IReadOnlyList<Hold> Holds, string? Lost);

/// <summary>Who may act on what.</summary>
public interface ILeases
{
    /// <summary>Everything or nothing.</summary>
    Task<Taken> TakeAsync(Reservation wanted, CancellationToken cancellationToken);

    /// <summary>True: all is still held, and the leases begin anew. False: something was taken over, and nothing may be written.</summary>
    Task<bool> HoldAsync(CaseId owner, IReadOnlyList<Hold> holds, CancellationToken cancellationToken);

    /// <summary>Gives back what is still held. Safe to repeat.</summary>
    /// <param name="stood">Writes that stay, by the resource that they are on; those of the same case that do not stay are forgotten.</param>
    Task ReleaseAsync(CaseId owner, IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, IReadOnlyList<string>> stood, CancellationToken cancellationToken);

    /// <summary>Who holds the host now; null when nobody does.</summary>
    Task<CaseId?> HolderAsync(HostId host, CancellationToken cancellationToken);

    /// <summary>The slots of a pool whose owners may still act: running leases, and such that ran out and whose owner does.</summary>
    Task<IReadOnlyList<Lease>> LiveAsync(PoolFile pool, CancellationToken cancellationToken);
}

/// <summary>
/// Leases on shared resources, pool slots and hosts. Gates judge, reservations decide. Everything is taken in one fixed order, each by a write over the version
/// that was read; losing one releases all. A lease that ran out may be inquired about: it is taken over only when its owner's case reads as not
/// acting, and then with a higher fence. Before each write of a step the owner writes its leases anew (<see cref="HoldAsync"/>), which fails if anybody took one
/// over meanwhile, and makes the take-over fail that read before and writes after.
/// </summary>
public sealed class Reservations(IDocuments documents, ICases cases, Policy policy, TimeProvider clock) : ILeases
{
    /// <summary>After this an owner may be inquired about.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Shared resources by name, then the pool's slot, then the host.</summary>
    public async Task<Taken> TakeAsync(Reservation wanted, CancellationToken cancellationToken)
    {
        var holds = new List<Hold>();
        foreach (var resource in wanted.Touches.Order(StringComparer.Ordinal).Append($"host {wanted.Host}"))
        {
            // The host comes last of all, after the slot.
            if (resource.StartsWith("host ", StringComparison.Ordinal) && await TakeSlotAsync(wanted, holds, cancellationToken) is { } full) return await LoseAsync(wanted.Owner, holds, full, cancellationToken);
            if (await TakeResourceAsync(resource, wanted.Owner, holds, cancellationToken) is { } busy) return await LoseAsync(wanted.Owner, holds, busy, cancellationToken);
        }

        return new Taken(holds, null);
    }

    public async Task<bool> HoldAsync(CaseId owner, IReadOnlyList<Hold> holds, CancellationToken cancellationToken)
    {
        foreach (var hold in holds)
        {
            if (!await ChangeAsync(hold.Key, owner, hold.Fence, lease => lease with { Until = clock.GetUtcNow() + Lasts }, cancellationToken)) return false;
        }

        return true;
    }

    public async Task ReleaseAsync(CaseId owner, IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, IReadOnlyList<string>> stood, CancellationToken cancellationToken)
    {
        foreach (var (resource, writes) in stood.OrderBy(one => one.Key, StringComparer.Ordinal)) await StandAsync(resource, owner, writes, cancellationToken);
        foreach (var hold in holds) await ChangeAsync(hold.Key, owner, hold.Fence, _ => null, cancellationToken);
    }

    public async Task<CaseId?> HolderAsync(HostId host, CancellationToken cancellationToken)
    {
        var (_, file) = await ResourceAsync(SharedState.ResourceKey($"host {host}"), cancellationToken);
        return file?.Lease is { } lease && await IsLiveAsync(lease, cancellationToken) ? lease.Owner : null;
    }

    public async Task<IReadOnlyList<Lease>> LiveAsync(PoolFile pool, CancellationToken cancellationToken)
    {
        var live = new List<Lease>();
        foreach (var slot in pool.Slots)
        {
            if (await IsLiveAsync(slot, cancellationToken)) live.Add(slot);
        }

        return live;
    }

    private async Task<bool> IsLiveAsync(Lease lease, CancellationToken cancellationToken) =>
        lease.Until > clock.GetUtcNow() || await cases.FindAsync(lease.Owner, cancellationToken) is { Ended: false, Reserved: true };

    private async Task<string?> TakeSlotAsync(Reservation wanted, List<Hold> holds, CancellationToken cancellationToken)
    {
        var key = SharedState.PoolKey(wanted.Pool);
        var document = await documents.LoadAsync(key, cancellationToken);
        var pool = document.Json is { } json ? Json.Read<PoolFile>(json) : new PoolFile();
        var live = (await LiveAsync(pool, cancellationToken)).Where(slot => slot.Owner != wanted.Owner).ToList();
        if (live.Count >= wanted.Slots) return $"all {wanted.Slots} slots of {wanted.Pool} are taken";
        var now = clock.GetUtcNow();
        if (wanted.Steps.Select(step => policy.Over(step, pool, wanted.Owner, now)).FirstOrDefault(over => over is not null) is { } over) return over.Said;
        var next = (pool with { Slots = live }).Take(wanted.Owner, wanted.Steps, now, Lasts);
        if (await documents.SaveAsync(document with { Json = Json.Write(next) }, cancellationToken) is null) return $"a slot of {wanted.Pool} that another case took at the same moment";
        holds.Add(new Hold(key, next.Fence));
        return null;
    }

    private async Task<string?> TakeResourceAsync(string resource, CaseId owner, List<Hold> holds, CancellationToken cancellationToken)
    {
        var key = SharedState.ResourceKey(resource);
        var (document, found) = await ResourceAsync(key, cancellationToken);
        var file = found ?? new ResourceFile { Resource = resource };
        if (file.Lease is { } lease && lease.Owner != owner && await IsLiveAsync(lease, cancellationToken)) return $"{resource} is held by case {lease.Owner}";
        var now = clock.GetUtcNow();
        var next = file with { Fence = file.Fence + 1, Lease = new Lease(owner, file.Fence + 1, now, now + Lasts) };
        if (await documents.SaveAsync(document with { Json = Json.Write(next) }, cancellationToken) is null) return $"{resource}, which another case took at the same moment";
        holds.Add(new Hold(key, next.Fence));
        return null;
    }

    private async Task<Taken> LoseAsync(CaseId owner, List<Hold> holds, string lost, CancellationToken cancellationToken)
    {
        foreach (var hold in holds) await ChangeAsync(hold.Key, owner, hold.Fence, _ => null, cancellationToken);
        return new Taken([], lost);
    }

    private async Task<(Document Document, ResourceFile? File)> ResourceAsync(string key, CancellationToken cancellationToken)
    {
        var document = await documents.LoadAsync(key, cancellationToken);
        return (document, document.Json is { } json ? Json.Read<ResourceFile>(json) : null);
    }

    private async Task StandAsync(string resource, CaseId owner, IReadOnlyList<string> writes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (document, found) = await ResourceAsync(SharedState.ResourceKey(resource), cancellationToken);
            var file = found ?? new ResourceFile { Resource = resource };
            var now = clock.GetUtcNow();
            var others = file.Stood.Where(write => write.Case != owner && !writes.Contains(write.What, StringComparer.Ordinal) && now - write.At < policy.Remember);
            var next = file with { Stood = [.. others, .. writes.Select(what => file.Stood.FirstOrDefault(write => write.Case == owner && write.What == what) ?? new StandingWrite(what, owner, now))] };
            if (next.Stood.SequenceEqual(file.Stood)) return;
            if (await documents.SaveAsync(document with { Json = Json.Write(next) }, cancellationToken) is not null) return;
        }
    }

    /// <summary>Changes (or with null ends) a lease that the owner holds with this fence; false: it does not hold it any more.</summary>
    private async Task<bool> ChangeAsync(string key, CaseId owner, long fence, Func<Lease, Lease?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var document = await documents.LoadAsync(key, cancellationToken);
            if (document.Json is not { } json) return false;
            string next;
            if (key.StartsWith("pool|", StringComparison.Ordinal))
            {
                var pool = Json.Read<PoolFile>(json);
                if (pool.Slots.FirstOrDefault(slot => slot.Owner == owner && slot.Fence == fence) is not { } slot) return false;
                next = Json.Write(change(slot) is { } kept ? pool with { Slots = [.. pool.Slots.Select(one => one == slot ? kept : one)] } : pool.Without(owner));
            }
            else
            {
                var file = Json.Read<ResourceFile>(json);
                if (file.Lease is not { } lease || lease.Owner != owner || lease.Fence != fence) return false;
                next = Json.Write(file with { Lease = change(lease) });
            }

            if (await documents.SaveAsync(document with { Json = next }, cancellationToken) is not null) return true;
        }
    }
}
