using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>faults</c>, and the changes of hosts and shared things that people and owners make too.</summary>
internal static class Faults
{
    public static void Play(FaultSpec fault, IScene scene, Hand hand)
    {
        if (fault.Break is { } breakage)
        {
            var (failure, variant) = Trial.Split(breakage);
            foreach (var host in fault.On)
            {
                if (!scene.World.Fleet.Machines.ContainsKey(host)) continue;
                hand.Do(fault.Who, () => scene.Breaking.Host(host, failure, variant), isNoted: true);
                scene.Meddled(host);
                scene.Note($"{host} breaks: {breakage}");
            }

            return;
        }

        Action back = () => { };
        hand.Do(fault.Who, () => back = scene.World.Making.Undoable(() => Change(fault.On, fault.Set, fault.World, scene)));
        scene.Note(fault.World is null ? $"{string.Join(", ", fault.On)}: a fault" : "a fault of something shared");
        if (fault.Until is { } until) scene.Plan(until, () =>
        {
            hand.Do(fault.Who, back);
            foreach (var host in fault.On) scene.Meddled(host);
            scene.Note($"{(fault.On.Count > 0 ? string.Join(", ", fault.On) : "what is shared")}: the fault is over");
        });
    }

    /// <summary>Sets fields of hosts and of shared things.</summary>
    public static void Change(IReadOnlyList<string> hosts, HostPatch? set, WorldPatch? shared, IScene scene)
    {
        var (world, making) = (scene.World, scene.World.Making);
        foreach (var host in hosts)
        {
            if (!world.Fleet.Machines.TryGetValue(host, out var machine)) continue;
            set?.World.Fill(machine, making);
            if (set?.SessionHost is { } registered && world.SessionHostOf(machine) is { } session) registered.Fill(session, making);
            scene.Meddled(host);
        }

        foreach (var (name, patch) in shared?.NetworkSecurityGroups ?? new Dictionary<string, Binding.Patch<Emulator.World.Model.SecurityGroup>>(StringComparer.Ordinal)) patch.Fill(world.Fleet.SecurityGroups[name], making);
        foreach (var (name, patch) in shared?.LoadBalancers ?? new Dictionary<string, Binding.Patch<Emulator.World.Model.LoadBalancer>>(StringComparer.Ordinal)) patch.Fill(world.Fleet.LoadBalancers[name], making);
        foreach (var (name, patch) in shared?.AdminRules ?? new Dictionary<string, Binding.Patch<Emulator.World.Model.AdminRule>>(StringComparer.Ordinal)) Routing.Admin(world.Fleet, name, patch, making);
        foreach (var (name, patch) in shared?.RouteTables ?? new Dictionary<string, Binding.Patch<Emulator.World.Model.RouteTable>>(StringComparer.Ordinal)) Routing.Table(world.Fleet, name, patch, making);
        foreach (var (name, patch) in shared?.Certificates ?? new Dictionary<string, Binding.Patch<Emulator.World.Model.VaultCertificate>>(StringComparer.Ordinal)) patch.Fill(world.Fleet.Vault.Certificates[name], making);
    }

    /// <summary>Nothing differs from what the fields say.</summary>
    public static bool Stands(string host, HostPatch set, IScene scene)
    {
        var (world, making) = (scene.World, scene.World.Making);
        if (!world.Fleet.Machines.TryGetValue(host, out var machine)) return true;
        return set.World.Differences(machine, making).Count == 0 && (set.SessionHost is not { } registered || world.SessionHostOf(machine) is not { } session || registered.Differences(session, making).Count == 0);
    }

    public static bool Stands(WorldPatch shared, IScene scene)
    {
        var (fleet, making) = (scene.World.Fleet, scene.World.Making);
        return shared.NetworkSecurityGroups.All(one => one.Value.Differences(fleet.SecurityGroups[one.Key], making).Count == 0)
            && shared.LoadBalancers.All(one => one.Value.Differences(fleet.LoadBalancers[one.Key], making).Count == 0)
            && shared.Certificates.All(one => one.Value.Differences(fleet.Vault.Certificates[one.Key], making).Count == 0);
    }
}
