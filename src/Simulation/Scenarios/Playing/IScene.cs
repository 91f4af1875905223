using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Simulation.Scenarios.Building;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>Where a scenario is played: in virtual time, or over the wire.</summary>
public interface IScene
{
    ScenarioWorld World { get; }

    /// <summary>World time.</summary>
    DateTimeOffset Now { get; }

    Break Breaking { get; }

    /// <summary>Puts a row into the workspace as it is.</summary>
    AppendRow Append { get; }

    /// <summary>Lets something happen at a moment; one that has passed is now.</summary>
    void Plan(DateTimeOffset at, Action what);

    /// <summary>A line of the story.</summary>
    void Note(string what);

    /// <summary>A fault befell a host, or somebody meddled with it.</summary>
    void Meddled(string host);

    /// <summary>Somebody who is not the product wrote an entity.</summary>
    /// <param name="value">What it was made; null: it was removed.</param>
    void Wrote(string entity, string who, string? value);

    /// <summary>The newest case of a host; null: it has none.</summary>
    Case? CaseOf(string host);

    void Ask(Host host, RequestBody request);

    void Decide(Case about, DecisionBody decision);

    /// <summary>Null lifts the pause.</summary>
    void Pause(string? why, string who);
}
