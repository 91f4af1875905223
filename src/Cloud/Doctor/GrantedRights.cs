using System.IO.Enumeration;
using System.Text.Json;

namespace RdpMedic.Cloud.Doctor;

/// <summary>
/// What a caller may do at a scope, as Azure lists it: entries of actions with a star for any characters, each less what it takes away. (Azure RBAC, permissions
/// of a resource group; role definitions)
/// </summary>
public sealed class GrantedRights
{
    private readonly List<(IReadOnlyList<string> Given, IReadOnlyList<string> Taken)> entries = [];

    /// <summary>Adds a page of the answer.</summary>
    public void Add(JsonElement page)
    {
        foreach (var entry in page.GetProperty("value").EnumerateArray()) entries.Add((Texts(entry, "actions"), Texts(entry, "notActions")));
    }

    /// <summary>One entry gives it and does not take it away; case does not count.</summary>
    public bool Allow(string action) => entries.Exists(entry => entry.Given.Any(pattern => Fits(pattern, action)) && !entry.Taken.Any(pattern => Fits(pattern, action)));

    private static bool Fits(string pattern, string action) => FileSystemName.MatchesSimpleExpression(pattern, action, ignoreCase: true);

    private static IReadOnlyList<string> Texts(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var texts) && texts.ValueKind == JsonValueKind.Array ? [.. texts.EnumerateArray().Select(text => text.GetString() ?? "")] : [];
}
