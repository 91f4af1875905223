using Azure.Core;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>Which RBAC action a write needs, by method and resource type. Written down one by one: ARM's names follow a pattern, and its exceptions are not announced.</summary>
public static class CallPermissions
{
    private static readonly (string Method, string Type, string Action)[] Actions =
    [
        ("PUT", "Microsoft.Network/networkSecurityGroups/securityRules", "Microsoft.Network/networkSecurityGroups/securityRules/write"),
        ("DELETE", "Microsoft.Network/networkSecurityGroups/securityRules", "Microsoft.Network/networkSecurityGroups/securityRules/delete"),
        ("PUT", "Microsoft.Network/loadBalancers/backendAddressPools", "Microsoft.Network/loadBalancers/backendAddressPools/write"),
        ("PUT", "Microsoft.Network/loadBalancers/inboundNatRules", "Microsoft.Network/loadBalancers/inboundNatRules/write"),
        ("PUT", "Microsoft.Compute/virtualMachines/runCommands", "Microsoft.Compute/virtualMachines/runCommands/write"),
        ("DELETE", "Microsoft.Compute/virtualMachines/runCommands", "Microsoft.Compute/virtualMachines/runCommands/delete"),
        ("POST", "Microsoft.DesktopVirtualization/hostPools/retrieveRegistrationToken", "Microsoft.DesktopVirtualization/hostpools/retrieveRegistrationToken/action"),
        ("PATCH", "Microsoft.DesktopVirtualization/hostPools", "Microsoft.DesktopVirtualization/hostpools/write"),
        ("POST", "Microsoft.Compute/virtualMachines/start", "Microsoft.Compute/virtualMachines/start/action"),
        ("PATCH", "Microsoft.DesktopVirtualization/hostPools/sessionHosts", "Microsoft.DesktopVirtualization/hostpools/sessionhosts/write"),
    ];

    /// <summary>Every action that a rehearsal can name.</summary>
    public static IReadOnlyCollection<string> All { get; } = [.. Actions.Select(one => one.Action)];

    /// <summary>Null: nobody has written it down.</summary>
    /// <param name="path">Of the resource, such as /subscriptions/…/securityRules/allow-rdp.</param>
    public static string? Of(string method, string path)
    {
        // An action is posted to a name after the resource.
        if (method == "POST" && path.LastIndexOf('/') is var slash and > 0 && ResourceIdentifier.TryParse(path[..slash], out var acted)) return Array.Find(Actions, one => one.Method == method && one.Type.Equals($"{acted!.ResourceType}{path[slash..]}", StringComparison.OrdinalIgnoreCase)).Action;
        return ResourceIdentifier.TryParse(path, out var id) ? Array.Find(Actions, one => one.Method == method && one.Type.Equals(id!.ResourceType.ToString(), StringComparison.OrdinalIgnoreCase)).Action : null;
    }
}
