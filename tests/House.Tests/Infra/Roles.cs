using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Cloud;

namespace RdpMedic.House.Tests.Infra;

/// <summary><c>infra/actions.json</c>, of which Bicep makes the roles, is made of the <c>permissions.json</c> beside the adapters; it is written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
public sealed class Roles
{
    private const string Path = "infra/actions.json";

    /// <summary>Adapters whose actions are on a resource of their own, with roles of their own: the vault (data plane), the workspaces; and what built-in roles cover, the bus and the tables.</summary>
    private static readonly string[] Apart = ["Certificates", "Logs", "Messages", "Tables"];

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true };

    [Fact]
    public void The_actions_of_the_roles_are_those_of_the_code()
    {
        var wanted = Made();
        if (Environment.GetEnvironmentVariable("RDPMEDIC_WRITE") == "1") File.WriteAllText(Repository.Full(Path), wanted);
        Rule.Holds(Differs(Repository.Read(Path), wanted), "Write it anew (RDPMEDIC_WRITE=1 dotnet test --project tests/House.Tests), or correct the permissions.json beside the adapter:");
    }

    [Fact]
    public void An_action_that_no_adapter_asks_for_is_told_with_its_line()
    {
        Differs(Made(), Made()).ShouldBeEmpty();
        Differs(Made().Replace("\"diagnose\": [", "\"diagnose\": [\n      \"Microsoft.Compute/virtualMachines/delete\",", StringComparison.Ordinal), Made()).ShouldBe(["infra/actions.json:4: \"Microsoft.Compute/virtualMachines/delete\", and the adapters' permissions give \"Microsoft.Authorization/permissions/read\","]);
        Differs(Made()[..^3], Made()).ShouldHaveSingleItem().ShouldContain("no more lines");
    }

    /// <summary>The first line that differs; none: they are the same.</summary>
    private static IEnumerable<string> Differs(string has, string wanted)
    {
        var (ours, theirs) = (has.ReplaceLineEndings("\n").Split('\n'), wanted.Split('\n'));
        for (var line = 0; line < Math.Max(ours.Length, theirs.Length); line++)
        {
            var (one, other) = (ours.ElementAtOrDefault(line)?.Trim() ?? "no more lines", theirs.ElementAtOrDefault(line)?.Trim() ?? "no more lines");
            if (one != other) return [$"{Path}:{line + 1}: {one} and the adapters' permissions give {other}"];
        }

        return [];
    }

    [Fact]
    public void No_role_may_do_what_is_never_needed()
    {
        string[] never = ["*", "Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachines/delete", "Microsoft.Compute/virtualMachines/extensions/write", "Microsoft.Network/networkInterfaces/write", "Microsoft.Network/networkSecurityGroups/write", "Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.Compute/snapshots/write"];
        var actions = Permissions.All.Diagnose.Concat(Permissions.All.Inspect).Concat(Permissions.All.Repair).Concat(Permissions.All.Keep).ToList();
        actions.Intersect(never, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        actions.ShouldNotContain(action => action.StartsWith("Microsoft.Authorization/", StringComparison.OrdinalIgnoreCase) && action != "Microsoft.Authorization/permissions/read");
    }

    [Fact]
    public void Roles_that_can_be_opted_into_are_those_that_the_code_has_actions_for()
    {
        var parameter = Compiled.Main["parameters"]!["optIn"]!;
        var offered = (parameter["allowedValues"] ?? parameter["items"]!["allowedValues"])!.AsArray().Select(name => (string)name!).ToList();
        Rule.Holds(offered.Except(Permissions.All.OptIn.Keys, StringComparer.Ordinal).Select(name => $"{Place.Of("infra/main.bicep", "param optIn ")}: {name} gives nothing"), "Offer what a permissions.json lists under optIn, and nothing else:");
        Rule.Holds(Permissions.All.OptIn.Keys.Except(offered, StringComparer.Ordinal).Select(name => $"{Place.Of("infra/main.bicep", "param optIn ")}: {name} is missing"), "Offer it:");
    }

    [Fact]
    public void The_reader_only_reads() =>
        Permissions.All.Diagnose.ShouldAllBe(action => action.EndsWith("/read", StringComparison.OrdinalIgnoreCase) || ReadingActions.Contains(action, StringComparer.OrdinalIgnoreCase));

    /// <summary>POST actions that change nothing.</summary>
    private static readonly string[] ReadingActions = 
    [
        "Microsoft.Network/networkWatchers/ipFlowVerify/action", "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action",
        "Microsoft.Network/networkInterfaces/effectiveRouteTable/action", "Microsoft.Compute/virtualMachines/retrieveBootDiagnosticsData/action",
    ];

    private static string Made()
    {
        var files = Permissions.All.Files;
        var control = files.Where(file => !Apart.Contains(file.Key, StringComparer.Ordinal)).Select(file => file.Value).ToList();
        var made = new JsonObject
        {
            ["control"] = new JsonObject { ["diagnose"] = List(control.SelectMany(file => file.Diagnose)), ["inspect"] = List(control.SelectMany(file => file.Inspect)), ["repair"] = List(control.SelectMany(file => file.Repair)) },
            ["vault"] = new JsonObject { ["diagnose"] = List(files["Certificates"].Diagnose), ["repair"] = List(files["Certificates"].Repair) },
            ["logs"] = new JsonObject { ["diagnose"] = List(files["Logs"].Diagnose) },
            ["optIn"] = OptIn(),
        };
        return made.ToJsonString(Written).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject OptIn()
    {
        var made = new JsonObject();
        foreach (var group in Permissions.All.Files.Values.SelectMany(file => file.OptIn).GroupBy(one => one.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)) made[group.Key] = List(group.SelectMany(one => one.Value));
        return made;
    }

    private static JsonArray List(IEnumerable<string> actions) => [.. actions.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Select(action => JsonValue.Create(action))];
}
