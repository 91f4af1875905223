using RdpMedic.Healing;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Memory;

/// <summary>Host leases, pool slots and touched resources in the memory of one process: all of what is wanted, or nothing.</summary>
public sealed class MemoryReservations : IReservations
{
    private readonly Lock gate = new();
    private readonly Dictionary<CaseId, Reservation> held = [];

    public Task<string?> TakeAsync(Reservation wanted, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var others = held.Values.Where(other => other.Owner != wanted.Owner).ToList();
            if (others.Find(other => other.Host == wanted.Host) is { } holder) return Task.FromResult<string?>($"the host is held by case {holder.Owner}");
            if (others.Count(other => other.Pool == wanted.Pool) >= wanted.Slots) return Task.FromResult<string?>($"all {wanted.Slots} slots of {wanted.Pool} are taken");
            foreach (var touched in wanted.Touches)
            {
                if (others.Find(other => other.Touches.Contains(touched, StringComparer.Ordinal)) is { } busy) return Task.FromResult<string?>($"{touched} is held by case {busy.Owner}");
            }

            held[wanted.Owner] = wanted;
            return Task.FromResult<string?>(null);
        }
    }

    public Task ReleaseAsync(CaseId owner, CancellationToken cancellationToken)
    {
        lock (gate) held.Remove(owner);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CaseId>> ActingAsync(PoolId pool, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<CaseId>>([.. held.Values.Where(one => one.Pool == pool).Select(one => one.Owner).OrderBy(id => id.Value, StringComparer.Ordinal)]);
    }

    public Task<CaseId?> HolderAsync(HostId host, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(held.Values.Where(one => one.Host == host).Select(one => (CaseId?)one.Owner).FirstOrDefault());
    }
}
