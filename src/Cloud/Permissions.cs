using System.Text.Json;

namespace RdpMedic.Cloud;

/// <summary>The actions that the two identities need, gathered from the <c>permissions.json</c> beside every adapter. The roles in the infrastructure are made of these, and so are those of the emulator.</summary>
public sealed record Permissions(IReadOnlyList<string> Diagnose, IReadOnlyList<string> Repair)
{
    public static Permissions All { get; } = Load();

    private static Permissions Load()
    {
        var (diagnose, repair) = (new SortedSet<string>(StringComparer.OrdinalIgnoreCase), new SortedSet<string>(StringComparer.OrdinalIgnoreCase));
        var assembly = typeof(Permissions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".permissions.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            diagnose.UnionWith(document.RootElement.GetProperty("diagnose").EnumerateArray().Select(action => action.GetString()!));
            repair.UnionWith(document.RootElement.GetProperty("repair").EnumerateArray().Select(action => action.GetString()!));
        }

        return new Permissions([.. diagnose], [.. repair]);
    }
}
