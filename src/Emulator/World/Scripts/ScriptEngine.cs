using System.Security.Cryptography;
using System.Text;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>Recognises a script by name and content, and does to the guest what the real one is known to do. The caller holds the fleet's lock.</summary>
public sealed class ScriptEngine(Fleet fleet)
{
    private const string Header = "# rdpmedic-script: ";

    /// <summary>Scripts that would change something say that they did, and do nothing: for showing that the product believes no script.</summary>
    public bool SabotageRepairs { get; set; }

    public ScriptResult Run(Machine machine, ScriptCall call)
    {
        var text = call.Script.ReplaceLineEndings("\n");
        var name = text.StartsWith(Header, StringComparison.Ordinal) ? text[Header.Length..text.IndexOf('\n', StringComparison.Ordinal)].Trim() : "";
        if (!ScriptCatalogue.Models.TryGetValue(name, out var model)) return Refuse($"The emulator does not know the script '{name}'; scripts are modelled here, not executed.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (hash != model.Hash) return Refuse($"The script '{name}' has changed: its hash is {hash}, modelled is {model.Hash}. Its effect must be looked at again.");
        if (name == ScriptCatalogue.Collect) return Collector.Print(machine.Guest, call.Parameters.GetValueOrDefault("Nonce", ""));
        var run = new ScriptRun(name, call);
        model.Act(new ScriptScene(fleet, machine, run, SabotageRepairs));
        if (run.Writes && !SabotageRepairs) fleet.Effects.Add(fleet.Now, machine.Name, $"{name} {run.Phase}", machine.Id, null, run.Changed, call.Run);
        return run.Print();
    }

    private static ScriptResult Refuse(string error) => new(1, "", error);
}
