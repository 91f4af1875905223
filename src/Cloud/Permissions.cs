using System.Text.Json;

namespace RdpMedic.Cloud;

/// <summary>
/// The actions that the identities need, gathered from the <c>permissions.json</c> beside every adapter. The roles in the infrastructure are made of these, and so
/// are those of the emulator.
/// </summary>
/// <param name="Diagnose">Of the reader: reads, and parses what strangers may have written.</param>
/// <param name="Inspect">Of the inspector: runs the read-only collector in guests.</param>
/// <param name="Repair">Of the actor: changes hosts and what stands in front of them.</param>
/// <param name="Keep">Of the keeper: the workflow's own queues and tables.</param>
/// <param name="Files">The same by adapter (its folder), for the infrastructure.</param>
public sealed record Permissions(IReadOnlyList<string> Diagnose, IReadOnlyList<string> Inspect, IReadOnlyList<string> Repair, IReadOnlyList<string> Keep, IReadOnlyDictionary<string, PermissionFile> Files)
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    public static Permissions All { get; } = Load();

    /// <summary>What the actor may do besides, by the name of the opt-in role; nobody has any of them by default.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> OptIn { get; } = Files.Values.SelectMany(file => file.OptIn).GroupBy(one => one.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.SelectMany(one => one.Value).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)], StringComparer.Ordinal);

    /// <summary>The roles that have this action, such as repair; none when it is not among ours.</summary>
    public IEnumerable<string> RolesOf(string action)
    {
        if (Diagnose.Contains(action, StringComparer.OrdinalIgnoreCase)) yield return "diagnose";
        if (Inspect.Contains(action, StringComparer.OrdinalIgnoreCase)) yield return "inspect";
        if (Repair.Contains(action, StringComparer.OrdinalIgnoreCase)) yield return "repair";
        foreach (var (name, actions) in OptIn)
        {
            if (actions.Contains(action, StringComparer.OrdinalIgnoreCase)) yield return name;
        }
    }

    private static Permissions Load()
    {
        var assembly = typeof(Permissions).Assembly;
        var files = new SortedDictionary<string, PermissionFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".permissions.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var folder = name[..^".permissions.json".Length];
            files[folder[(folder.LastIndexOf('.') + 1)..]] = JsonSerializer.Deserialize<PermissionFile>(stream, Lenient) ?? throw new JsonException($"{name} is empty.");
        }

        return new Permissions(Union(files, file => file.Diagnose), Union(files, file => file.Inspect), Union(files, file => file.Repair), Union(files, file => file.Keep), files);
    }

    private static IReadOnlyList<string> Union(SortedDictionary<string, PermissionFile> files, Func<PermissionFile, IReadOnlyList<string>> part) =>
        [.. files.Values.SelectMany(part).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>One <c>permissions.json</c>.</summary>
public sealed record PermissionFile
{
    public IReadOnlyList<string> Diagnose { get; init; } = [];

    public IReadOnlyList<string> Inspect { get; init; } = [];

    public IReadOnlyList<string> Repair { get; init; } = [];

    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Actions that are refused by default, by the name of the opt-in role.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> OptIn { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
