namespace RdpMedic.Emulator.World.Scripts;

/// <summary>
/// The scripts whose effect is modelled, by name and SHA-256 of their text with line feeds. Scripts are modelled, not executed: when one changes, somebody
/// has to look at the model again before its new hash is written here.
/// </summary>
public static class ScriptCatalogue
{
    /// <summary>Lower-case hexadecimal hashes by name.</summary>
    public static IReadOnlyDictionary<string, string> Hashes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["collect-guest"] = "cb90e02639943ba41bb11eec5de5bf3416122320239ed95012298d62bb93b09e",
        ["termservice-repair"] = "b4a1573671ce13ef1e5393d53b686d52f1d4b46afb6c13ec87184ea3cdca0987",
        ["termservice-verify"] = "e76136f88d3141fb19715ba371cc16f89ff424b1dfcb0caa5137b8bcb11e6f10",
        ["certificate-bind"] = "5636d17edd669b91908c398d7e17f27db4608c264b8ac3571238990fc0fd6a58",
        ["certificate-verify"] = "443203b162c9d5cf8c07544e3e37ee04e97cdc443a2bab4ba99f4a1f2438800a",
    };
}
