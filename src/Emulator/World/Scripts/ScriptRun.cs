using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>One run of a known script: its parameters, and the one line of JSON that it prints last.</summary>
internal sealed class ScriptRun(string script, ScriptCall call)
{
    public string Phase => Parameter("Phase", "Verify");

    /// <summary>Every phase but the two that only look.</summary>
    public bool Writes => Phase is not ("Capture" or "Verify");

    public bool Ok { get; set; }

    public bool Changed { get; set; }

    public string Error { get; private set; } = "";

    public JsonObject Before { get; set; } = [];

    public JsonObject After { get; set; } = [];

    public string Parameter(string name, string otherwise = "") => call.Protected.GetValueOrDefault(name) ?? call.Parameters.GetValueOrDefault(name, otherwise);

    /// <summary>A parameter that came as a protected one; empty: it did not.</summary>
    public string Secret(string name) => call.Protected.GetValueOrDefault(name, "");

    /// <summary>What Capture printed, as the caller hands it back: base64 of JSON.</summary>
    public JsonElement State()
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Parameter("State"))));
        return document.RootElement.Clone();
    }

    public void Fail(string error) => (Ok, Error) = (false, error);

    public ScriptResult Print() => Print(new JsonObject
    {
        ["schema"] = 1,
        ["script"] = script,
        ["phase"] = Phase,
        ["nonce"] = Parameter("Nonce"),
        ["ok"] = Ok,
        ["changed"] = Changed,
        ["before"] = Before,
        ["after"] = After,
        ["error"] = Error,
    });

    public static ScriptResult Print(JsonObject line) => new(0, line.ToJsonString() + "\n", "");
}
