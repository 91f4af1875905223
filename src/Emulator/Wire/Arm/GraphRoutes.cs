using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>
/// Azure Resource Graph for the few inventory queries of the product, recognised by their text without white space: this is no query engine, and any
/// other text is refused by name.
/// </summary>
internal static partial class GraphRoutes
{
    private static readonly string[] Versions = ["2024-04-01", "2022-10-01", "2021-06-01-preview"];

    private static readonly Dictionary<string, Func<Fleet, IEnumerable<JsonObject>>> Known = new(StringComparer.Ordinal)
    {
        ["resources|wheretype=~'microsoft.compute/virtualmachines'|projectid=tolower(id),name,resourceGroup=tolower(resourceGroup),tags,power=tostring(properties.extended.instanceView.powerState.code),interface=tolower(tostring(properties.networkProfile.networkInterfaces[0].id))|orderbyidasc"] = fleet => fleet.Machines.Values.Select(Machine),
        ["resources|wheretype=~'microsoft.network/networkinterfaces'|projectid=tolower(id),address=tostring(properties.ipConfigurations[0].properties.privateIPAddress),securityGroup=tolower(tostring(properties.networkSecurityGroup.id)),subnet=tolower(tostring(properties.ipConfigurations[0].properties.subnet.id))|orderbyidasc"] = fleet => fleet.Machines.Values.Select(machine => Interface(fleet, machine)),
        ["resources|wheretype=~'microsoft.network/networkwatchers'|projectid=tolower(id),location|orderbyidasc"] = fleet => fleet.HasNetworkWatcher ? [new JsonObject { ["id"] = fleet.IdOf("NetworkWatcherRG", "Microsoft.Network/networkWatchers", $"NetworkWatcher_{fleet.Location}").ToLowerInvariant(), ["location"] = fleet.Location }] : [],
        ["desktopvirtualizationresources|wheretype=~'microsoft.desktopvirtualization/hostpools/sessionhosts'|projectid,machine=tolower(tostring(properties.resourceId))|orderbyidasc"] = fleet => fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).Select(host => new JsonObject { ["id"] = host.Id, ["machine"] = fleet.Machines[host.Machine].Id.ToLowerInvariant() }),
        ["HealthResources|wheretype=~'microsoft.resourcehealth/availabilitystatuses'|whereproperties.targetResourceType=~'microsoft.compute/virtualmachines'|whereproperties.availabilityState!~'Available'|projectid=tolower(tostring(properties.targetResourceId)),state=tostring(properties.availabilityState),reason=tostring(properties.reasonType),summary=tostring(properties.summary)|orderbyidasc"] = fleet => fleet.Machines.Values.Where(machine => machine.PlatformIncident is not null || machine.Power != Power.Running).Select(Health),
        ["resources|wheretype=~'microsoft.desktopvirtualization/hostpools'|projectid=tolower(id),poolType=tostring(properties.hostPoolType)|orderbyidasc"] = fleet => fleet.HostPools.Values.Select(pool => new JsonObject { ["id"] = pool.Id.ToLowerInvariant(), ["poolType"] = pool.Type }),
    };

    public static void Map(ArmRoutes arm) => arm.Map("POST", "/providers/Microsoft.ResourceGraph/resources", "", Versions, Answer);

    private static IResult Answer(ArmCall call)
    {
        var query = call.Body.GetProperty("query").GetString()!;
        if (!Known.TryGetValue(White().Replace(query, ""), out var rows)) return ArmRoutes.Deny(new(400, "NotSupportedByEmulator", $"The emulator answers the product's own inventory queries only, and this is none of them: {query}"));
        if (!call.Body.TryGetProperty("subscriptions", out var subscriptions) || subscriptions.EnumerateArray().All(id => !string.Equals(id.GetString(), call.Fleet.Subscription, StringComparison.OrdinalIgnoreCase)))
            return ArmRoutes.Json(Page([], 0, 0, 0));
        var options = call.Body.TryGetProperty("options", out var given) ? given : default;
        var top = options.ValueKind == JsonValueKind.Object && options.TryGetProperty("$top", out var size) ? size.GetInt32() : 100;
        if (top is < 1 or > 1000) return ArmRoutes.Deny(new(400, "BadRequest", "The $top must be between 1 and 1000."));
        var from = options.ValueKind == JsonValueKind.Object && options.TryGetProperty("$skipToken", out var token) && int.TryParse(token.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
        var all = rows(call.Fleet).OrderBy(row => (string)row["id"]!, StringComparer.Ordinal).ToList();
        return ArmRoutes.Json(Page([.. all.Skip(from).Take(top)], all.Count, from, top));
    }

    private static JsonObject Page(List<JsonObject> rows, int total, int from, int top)
    {
        var page = new JsonObject { ["totalRecords"] = total, ["count"] = rows.Count, ["resultTruncated"] = "false", ["data"] = ArmRoutes.Array(rows), ["facets"] = new JsonArray() };
        if (from + top < total) page["$skipToken"] = (from + top).ToString(CultureInfo.InvariantCulture);
        return page;
    }

    private static JsonObject Machine(Machine machine) => new()
    {
        ["id"] = machine.Id.ToLowerInvariant(),
        ["name"] = machine.Name,
        ["resourceGroup"] = machine.ResourceGroup.ToLowerInvariant(),
        ["tags"] = new JsonObject(machine.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
        ["power"] = $"PowerState/{machine.Power.ToString().ToLowerInvariant()}",
        ["interface"] = machine.InterfaceId.ToLowerInvariant(),
    };

    private static JsonObject Health(Machine machine) => new()
    {
        ["id"] = machine.Id.ToLowerInvariant(),
        ["state"] = "Unavailable",
        ["reason"] = machine.PlatformIncident is null ? "UserInitiated" : machine.PlatformPlanned ? "Planned" : "Unplanned",
        ["summary"] = machine.PlatformIncident ?? "The virtual machine was stopped by an authorized user or process.",
    };

    private static JsonObject Interface(Fleet fleet, Machine machine) => new()
    {
        ["id"] = machine.InterfaceId.ToLowerInvariant(),
        ["address"] = machine.Address,
        ["securityGroup"] = machine.SecurityGroup is { } name ? fleet.SecurityGroups[name].Id.ToLowerInvariant() : "",
        ["subnet"] = "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex White();
}
