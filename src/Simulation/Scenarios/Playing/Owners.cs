using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>owners</c>: they look now and then, and write what differs from what they want.</summary>
internal sealed class Owners(IScene scene, Hand hand)
{
    /// <summary>What stands as an owner wrote it.</summary>
    private readonly HashSet<(OwnerSpec Owner, string Host)> standing = [];

    /// <summary>How often a script of the product changed what an owner had written.</summary>
    public int Reverted { get; private set; }

    public void Plan()
    {
        foreach (var owner in scene.World.Scenario.Owners) Next(owner, owner.From ?? scene.World.Start + owner.Every);
    }

    /// <summary>A script of the product ran in a machine: does everything still stand that others wrote there?</summary>
    public void Look(Machine machine)
    {
        foreach (var one in standing.Where(one => one.Host == machine.Name && !Faults.Stands(one.Host, one.Owner.Set!, scene)).ToList())
        {
            standing.Remove(one);
            Reverted++;
            scene.Note($"{machine.Name} is not any more as {one.Owner.Who} wrote it");
        }
    }

    private void Next(OwnerSpec owner, DateTimeOffset at)
    {
        if (at > (owner.Until ?? scene.World.End)) return;
        scene.Plan(at, () =>
        {
            Write(owner);
            Next(owner, at + owner.Every);
        });
    }

    private void Write(OwnerSpec owner)
    {
        foreach (var host in owner.Set is null ? [] : owner.On)
        {
            standing.Add((owner, host));
            if (Faults.Stands(host, owner.Set!, scene)) continue;
            hand.Do(owner.Who, () => Faults.Change([host], owner.Set, null, scene));
            scene.Note($"{owner.Who} writes {host}");
        }

        if (owner.World is not { } shared || Faults.Stands(shared, scene)) return;
        hand.Do(owner.Who, () => Faults.Change([], null, shared, scene));
        scene.Note($"{owner.Who} writes what hosts share");
    }
}
