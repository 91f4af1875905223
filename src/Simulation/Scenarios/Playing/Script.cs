using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>Everything that happens in a scenario, put on the scene's agenda. To add a section: its type in Format, a file beside this, and a line here.</summary>
public sealed class Script
{
    private readonly IScene scene;
    private readonly Hand hand;
    private readonly Owners owners;

    public Script(IScene scene)
    {
        (this.scene, hand) = (scene, new Hand(scene));
        owners = new Owners(scene, hand);
    }

    /// <summary>Changes of owners that a script of the product changed back.</summary>
    public int OverOwners => owners.Reverted;

    /// <summary>What others than the scenario wrote since it was last asked.</summary>
    /// <param name="wrote">Gets the entity, and what it was made; null: it was removed.</param>
    public void Look(Action<string, string?> wrote) => hand.Look(wrote);

    /// <summary>Puts everything on the agenda.</summary>
    public void Plan()
    {
        var (scenario, start) = (scene.World.Scenario, scene.World.Start);
        foreach (var fault in scenario.Faults) scene.Plan(fault.At ?? start, () => Faults.Play(fault, scene, hand));
        foreach (var person in scenario.People) scene.Plan(person.At ?? start, () => new Deed(person, scene, hand).Play());
        foreach (var (name, plan) in scenario.ScalingPlans) Autoscale.Plan(name, plan, scene, hand);
        foreach (var jit in scenario.Jit) Jit(jit);
        foreach (var isolation in scenario.Isolation) Isolation(isolation);
        foreach (var row in scenario.Activity) scene.Plan(row.At, () => Rows.Activity(row, scene));
        foreach (var row in scenario.Logs) Rows.Plan(row, scene);
        owners.Plan();
    }

    /// <summary>A script of the product ran in a machine.</summary>
    public void ScriptRan(Machine machine) => owners.Look(machine);

    private void Jit(JitSpec jit)
    {
        const string who = "just-in-time access";
        if (jit.OpenFrom is { } from) scene.Plan(from, () => hand.Do(who, () => scene.World.Fleet.SecurityGroups[jit.NetworkSecurityGroup].Rules.Remove(SecurityGroups.RuleOf(jit))));
        if (jit.OpenUntil is { } until) scene.Plan(until, () => hand.Do(who, () => SecurityGroups.Close(scene.World, jit)));
    }

    private void Isolation(IsolationSpec isolation)
    {
        if (isolation.From is { } from && from > scene.World.Start) scene.Plan(from, () => Hold(isolation.Why));
        if (isolation.Until is { } until) scene.Plan(until, () => Hold(null));

        void Hold(string? why)
        {
            foreach (var host in isolation.On)
            {
                if (!scene.World.Fleet.Machines.TryGetValue(host, out var machine)) continue;
                if (why is null) machine.Tags.Remove("rdpmedic-hold");
                else machine.Tags["rdpmedic-hold"] = why;
                scene.Note(why is null ? $"{host} is released" : $"{host} is put on hold: {why}");
            }
        }
    }
}
