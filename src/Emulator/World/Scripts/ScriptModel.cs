using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>Where a script runs, and what it is called with.</summary>
/// <param name="Sabotage">It says that it worked, and changes nothing.</param>
internal sealed record ScriptScene(Fleet Fleet, Machine Machine, ScriptRun Run, bool Sabotage)
{
    public Guest Guest => Machine.Guest;
}

/// <summary>
/// The known effect of one script. When the script changes, somebody has to look at the model again before its new hash is written here.
/// </summary>
/// <param name="Name">As in its first line.</param>
/// <param name="Hash">SHA-256 of its text with line feeds, lower-case hexadecimal.</param>
/// <param name="Act">What it does to the guest; the run says the rest.</param>
internal sealed record ScriptModel(string Name, string Hash, Action<ScriptScene> Act);
