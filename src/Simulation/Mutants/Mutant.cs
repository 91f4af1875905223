using RdpMedic.Simulation.Processes;

namespace RdpMedic.Simulation.Mutants;

/// <summary>A deliberate bug, put in by substituting one part of the composition.</summary>
/// <param name="Promises">Promises that it breaks; being caught by another one counts too, and is shown.</param>
public sealed record Mutant(string Name, string What, IReadOnlyList<string> Promises, Func<Parts> Make);

/// <summary>What became of a mutant.</summary>
/// <param name="Seed">The first seed that caught it; null when none did.</param>
/// <param name="Promise">The promise by which it was caught.</param>
public sealed record Caught(string Name, bool IsCaught, int? Seed, string? Promise, string? How);
