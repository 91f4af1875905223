using System.Security.Cryptography;
using System.Text;
using RdpMedic.Emulator.World.Scripts;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>Scripts are modelled, not executed: a changed script needs somebody to look at its model.</summary>
public sealed class ScriptCatalogueTests
{
    private const string Header = "# rdpmedic-script: ";

    private static IEnumerable<(string File, string Name, string Hash)> Committed() =>
        from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "Healing"), "*.ps1", SearchOption.AllDirectories)
        where !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)
        let text = File.ReadAllText(file).ReplaceLineEndings("\n")
        select (Path.GetRelativePath(Checkout.Root, file), text[Header.Length..text.IndexOf('\n', StringComparison.Ordinal)].Trim(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Every_committed_script_is_the_one_whose_effect_is_modelled()
    {
        var scripts = Committed().ToList();
        scripts.Count.ShouldBe(ScriptCatalogue.Hashes.Count);
        var changed = scripts.Where(script => ScriptCatalogue.Hashes.GetValueOrDefault(script.Name) != script.Hash).Select(script => $"{script.File} has changed: look at its model in src/Emulator/World/Scripts, then write [\"{script.Name}\"] = \"{script.Hash}\" into ScriptCatalogue.cs");
        string.Join(Environment.NewLine, changed).ShouldBeEmpty();
    }
}
