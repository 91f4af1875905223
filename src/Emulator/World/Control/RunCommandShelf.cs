using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Control;

/// <summary>
/// Managed run commands as the platform keeps them: at most 25 on a machine, an identical put does not run again, a script starts some seconds after the
/// put and ends some seconds later, all in world time. The caller holds the fleet's lock.
/// </summary>
/// <param name="run">Runs a script inside a machine's guest and answers what it printed.</param>
/// <param name="chance">For the latencies.</param>
public sealed class RunCommandShelf(Fleet fleet, Func<Machine, ScriptCall, ScriptResult> run, Random chance)
{
    /// <summary>The documented limit a machine.</summary>
    public const int Most = 25;

    /// <summary>Output is cut to this many bytes. (Managed Run Command, instance view)</summary>
    public const int LongestOutput = 4096;

    /// <summary>Why a put is refused; null: taken. <paramref name="isNew"/> tells whether the resource was created.</summary>
    public string? Put(Machine machine, string name, ScriptCall call, string fingerprint, out bool isNew)
    {
        isNew = !machine.RunCommands.TryGetValue(name, out var known);
        if (known?.Fingerprint == fingerprint)
        {
            Took(machine, name, changed: false);
            return null;
        }

        if (isNew && machine.RunCommands.Count >= Most) return $"The machine {machine.Name} has {Most} run commands already; delete one first.";
        var now = fleet.Now;
        var starts = now + TimeSpan.FromSeconds(5 + chance.NextDouble() * 15);
        machine.RunCommands[name] = new RunCommand
        {
            Name = name,
            Fingerprint = fingerprint,
            PutAt = now,
            StartsAt = starts,
            EndsAt = starts + TimeSpan.FromSeconds(3 + chance.NextDouble() * 7),
            Call = call with { Run = name },
            ETag = fleet.NextETag(),
        };
        Took(machine, name, changed: true);
        return null;
    }

    /// <summary>Runs what has come to its end: the effect happens when the script ends. A machine without a ready agent runs nothing; its commands time out.</summary>
    public void Advance()
    {
        var now = fleet.Now;
        foreach (var machine in fleet.Machines.Values)
        {
            foreach (var command in machine.RunCommands.Values.Where(command => command.Result is null && command.EndsAt <= now).OrderBy(command => command.PutAt).ThenBy(command => command.Name, StringComparer.Ordinal))
            {
                if (machine.Power == Power.Running && machine.AgentHeard) command.Result = Cut(run(machine, command.Call));
            }
        }
    }

    /// <summary>Runs a script at once, for the old action Run Command.</summary>
    public ScriptResult RunNow(Machine machine, ScriptCall call) => machine.AgentHeard ? Cut(run(machine, call)) : new ScriptResult(1, "", "The agent is not ready.");

    /// <summary>Pending, Running, Succeeded, Failed or TimedOut.</summary>
    public string StateOf(RunCommand command)
    {
        if (command.Result is { } result) return result.ExitCode == 0 ? "Succeeded" : "Failed";
        if (fleet.Now >= command.StartsAt + TimeSpan.FromSeconds(command.Call.TimeoutSeconds)) return "TimedOut";
        return fleet.Now >= command.StartsAt ? "Running" : "Pending";
    }

    private void Took(Machine machine, string name, bool changed) => fleet.Effects.Add(fleet.Now, machine.Name, "run-command put", $"{machine.Id}/runCommands/{name}", null, changed, name);

    private static ScriptResult Cut(ScriptResult result) => result.Output.Length <= LongestOutput ? result : result with { Output = result.Output[^LongestOutput..] };
}
