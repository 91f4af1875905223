using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>scalingPlans</c>. Autoscale opens what it thinks is needed; it does not know who drained it.</summary>
internal static class Autoscale
{
    private const string Who = "autoscale";

    public static void Plan(string name, ScalingPlanSpec plan, IScene scene, Hand hand)
    {
        Next(plan.From ?? scene.World.Start + plan.Every);

        void Next(DateTimeOffset at)
        {
            if (at > (plan.Until ?? scene.World.End)) return;
            scene.Plan(at, () =>
            {
                Look(name, plan, scene, hand);
                Next(at + plan.Every);
            });
        }
    }

    private static void Look(string name, ScalingPlanSpec plan, IScene scene, Hand hand)
    {
        var fleet = scene.World.Fleet;
        var hosts = fleet.HostPools[plan.Pool].Hosts.Values.Where(host => plan.ExclusionTag is not { } tag || !fleet.Machines[host.Machine].Tags.ContainsKey(tag)).ToList();
        foreach (var host in hosts.Where(host => host.AllowNewSession && plan.Drains.Contains(host.Machine, StringComparer.OrdinalIgnoreCase)))
        {
            hand.Do(Who, () => host.AllowNewSession = false);
            scene.Note($"{name} drains {host.Machine}");
        }

        var missing = (plan.MinimumOpen ?? hosts.Count - plan.Drains.Count) - hosts.Count(host => host.AllowNewSession);
        foreach (var host in hosts.Where(host => !host.AllowNewSession && !plan.Drains.Contains(host.Machine, StringComparer.OrdinalIgnoreCase)).Take(Math.Max(0, missing)))
        {
            hand.Do(Who, () => host.AllowNewSession = true);
            scene.Note($"{name} opens {host.Machine}");
        }
    }
}
