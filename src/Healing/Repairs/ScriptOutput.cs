using System.Text.Json;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>The one line of JSON with which every script of ours ends.</summary>
internal static class ScriptOutput
{
    /// <summary>The last line that is a JSON object with the expected script and nonce; anything else is no result.</summary>
    /// <param name="problem">Why there is none, in words.</param>
    public static JsonElement? Read(RunState run, string script, string nonce, out string problem)
    {
        problem = "";
        if (run.State != "Succeeded")
        {
            problem = $"the run command ended as {run.State}{(run.Error.Length > 0 ? $": {Short(run.Error)}" : "")}";
            return null;
        }

        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Reverse())
        {
            if (!line.StartsWith('{')) continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                if (!Is(root, "script", script) || !Is(root, "nonce", nonce))
                {
                    problem = "the output is not that of this run: script or nonce differ";
                    return null;
                }

                return root.Clone();
            }
            catch (JsonException)
            {
                problem = "the output is cut or not JSON";
                return null;
            }
        }

        problem = "the script left no result";
        return null;
    }

    public static string Short(string text) => text.Length <= 300 ? text : text[..300];

    private static bool Is(JsonElement root, string name, string value) => root.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() == value;
}
