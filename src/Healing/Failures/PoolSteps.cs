using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Failures;

/// <summary>Steps that take a sick host out of the way while it is repaired; they are lent, and returned at the end whatever it is.</summary>
internal static class PoolSteps
{
    /// <summary>Two members stay in rotation, or nobody leaves.</summary>
    private const int Stay = 2;

    /// <summary>For every address-based RDP pool of the host that can spare it.</summary>
    public static IEnumerable<Step> Leave(Host host, HostEvidence evidence) =>
        from pool in evidence.LoadBalancing.Value?.Pools ?? []
        where pool is { Member: true, AdminDown: false, AddressBased: true } && pool.HealthyOthers >= Stay && host.PrivateAddress is not null
        select Change(pool.Desired, host.PrivateAddress!, StepNames.LeaveBackendPool, "leave", giveBack: true);

    public static Step Change(DesiredBackend backend, string address, string name, string direction, bool giveBack) => new()
    {
        Name = name,
        Kind = StepKinds.Backend,
        Risk = Risk.R1,
        GiveBack = giveBack,
        ListedState = !giveBack,
        Touches = [backend.LoadBalancer.ToLowerInvariant()],
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StepArguments.LoadBalancer] = backend.LoadBalancer,
            [StepArguments.Pool] = backend.Pool,
            [StepArguments.Address] = address,
            [StepArguments.Direction] = direction,
        },
    };

    public static IEnumerable<Step> Drain(Host host) => host.SessionHostId is not { } id
        ? []
        : [new Step { Name = StepNames.DrainSessionHost, Kind = StepKinds.Drain, Risk = Risk.R1, GiveBack = true, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.SessionHost] = id } }];
}
