using System.Text.RegularExpressions;
using RdpMedic.Cloud;

namespace RdpMedic.House.Tests.Infra;

/// <summary>Every action of a role is there for a call of the adapter beside it: the call is written down here, and looked for in the adapter's folder. Who adds an action says what needs it.</summary>
public sealed class ActionCalls
{
    /// <summary>By action: a call of the SDK, or words of a Resource Graph query, that need it.</summary>
    private static readonly Dictionary<string, string> Calls = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Authorization/permissions/read"] = @"providers/Microsoft\.Authorization/permissions\?",
        ["Microsoft.Compute/virtualMachines/read"] = @"GetVirtualMachineResource\(|'microsoft\.compute/virtualmachines'",
        ["Microsoft.Compute/virtualMachines/instanceView/read"] = @"InstanceView",
        ["Microsoft.Compute/virtualMachines/retrieveBootDiagnosticsData/action"] = @"\.RetrieveBootDiagnosticsDataAsync\(",
        ["Microsoft.Compute/virtualMachines/start/action"] = @"\.PowerOnAsync\(",
        ["Microsoft.Compute/virtualMachines/runCommands/read"] = @"GetVirtualMachineRunCommands\(\)|GetVirtualMachineRunCommandResource\(",
        ["Microsoft.Compute/virtualMachines/runCommands/write"] = @"\.CreateOrUpdateAsync\(",
        ["Microsoft.Compute/virtualMachines/runCommands/delete"] = @"\.DeleteAsync\(",
        ["Microsoft.DesktopVirtualization/hostpools/read"] = @"GetHostPoolResource\(|'microsoft\.desktopvirtualization/hostpools'",
        ["Microsoft.DesktopVirtualization/hostpools/write"] = @"HostPoolPatch",
        ["Microsoft.DesktopVirtualization/hostpools/retrieveRegistrationToken/action"] = @"\.RetrieveRegistrationTokenAsync\(",
        ["Microsoft.DesktopVirtualization/hostpools/sessionhosts/read"] = @"GetSessionHosts\(|GetSessionHostResource\(|hostpools/sessionhosts'",
        ["Microsoft.DesktopVirtualization/hostpools/sessionhosts/write"] = @"SessionHostPatch",
        ["Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/read"] = @"\.GetUserSessions\(",
        ["Microsoft.KeyVault/vaults/certificates/read"] = @"\.GetPropertiesOfCertificatesAsync\(",
        ["Microsoft.KeyVault/vaults/certificates/create/action"] = @"\.StartCreateCertificateAsync\(",
        ["Microsoft.Network/loadBalancers/read"] = @"GetLoadBalancerResource\(",
        ["Microsoft.Network/loadBalancers/backendAddressPools/read"] = @"GetBackendAddressPools\(|BackendAddressPoolResource",
        ["Microsoft.Network/loadBalancers/backendAddressPools/write"] = @"BackendAddressPoolData|BackendAddressPools",
        // A write of a pool's members is checked for it as well. (Azure RBAC, linked access checks)
        ["Microsoft.Network/loadBalancers/backendAddressPools/join/action"] = @"LoadBalancerBackendAddress",
        ["Microsoft.Network/loadBalancers/inboundNatRules/read"] = @"GetInboundNatRules\(",
        ["Microsoft.Network/loadBalancers/inboundNatRules/write"] = @"InboundNatRules?\b",
        ["Microsoft.Network/networkInterfaces/read"] = @"'microsoft\.network/networkinterfaces'",
        ["Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action"] = @"\.GetEffectiveNetworkSecurityGroupsAsync\(",
        ["Microsoft.Network/networkInterfaces/effectiveRouteTable/action"] = @"\.GetEffectiveRouteTableAsync\(",
        ["Microsoft.Network/networkSecurityGroups/read"] = @"GetNetworkSecurityGroupResource\(",
        ["Microsoft.Network/networkSecurityGroups/securityRules/read"] = @"GetSecurityRules\(\)|GetSecurityRuleResource\(",
        ["Microsoft.Network/networkSecurityGroups/securityRules/write"] = @"\.CreateOrUpdateAsync\(",
        ["Microsoft.Network/networkSecurityGroups/securityRules/delete"] = @"\.DeleteAsync\(",
        ["Microsoft.Network/networkWatchers/read"] = @"networkwatchers",
        ["Microsoft.Network/networkWatchers/ipFlowVerify/action"] = @"\.VerifyIPFlowAsync\(",
        ["Microsoft.OperationalInsights/workspaces/query/read"] = @"\.QueryWorkspaceAsync\(",
        ["Microsoft.OperationalInsights/workspaces/query/*/read"] = @"\.QueryWorkspaceAsync\(",
        ["Microsoft.ResourceHealth/availabilityStatuses/read"] = @"microsoft\.resourcehealth/availabilitystatuses",
        ["Microsoft.ServiceBus/namespaces/messages/send/action"] = @"\.SendMessagesAsync\(",
        // The host of the functions receives by the keeper's identity, and the doctor opens a link.
        ["Microsoft.ServiceBus/namespaces/messages/receive/action"] = @"ServiceBusClient",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/read"] = @"TableClient",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/write"] = @"\.CreateIfNotExistsAsync\(",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/read"] = @"\.GetEntityIfExistsAsync",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/write"] = @"\.SubmitTransactionAsync\(|\.UpsertEntityAsync\(",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/delete"] = @"\.DeleteEntityAsync\(|TableTransactionActionType\.Delete",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action"] = @"\.AddEntityAsync\(|TableTransactionActionType\.Add",
        ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/update/action"] = @"\.UpdateEntityAsync\(|TableTransactionActionType\.Update",
    };

    [Fact]
    public void Every_action_of_a_role_is_needed_by_a_call_of_the_code_beside_it() =>
        Rule.Holds(Permissions.All.Files.SelectMany(file => Unused(file.Key, All(file.Value), Code(file.Key))), "Delete the action, or write down the call that needs it:");

    [Fact]
    public void An_action_that_nothing_calls_is_seen_with_its_file()
    {
        Unused("Machines", ["Microsoft.Compute/nothing/action"], "await machine.PowerOnAsync(x);").ShouldBe(["src/Cloud/Machines/permissions.json: Microsoft.Compute/nothing/action: no call is written down in tests/House.Tests/Infra/ActionCalls.cs"]);
        Unused("Machines", ["Microsoft.Compute/virtualMachines/start/action"], "nothing").ShouldBe([@"src/Cloud/Machines/permissions.json:4: Microsoft.Compute/virtualMachines/start/action: nothing in src/Cloud/Machines matches \.PowerOnAsync\("]);
        Unused("Machines", ["Microsoft.Compute/virtualMachines/start/action"], "await machine.PowerOnAsync(x);").ShouldBeEmpty();
    }

    private static IEnumerable<string> Unused(string folder, IEnumerable<string> actions, string code)
    {
        foreach (var action in actions.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var at = $"{Place.Of($"src/Cloud/{folder}/permissions.json", $"\"{action}\"")}: {action}";
            if (!Calls.TryGetValue(action, out var call)) yield return $"{at}: no call is written down in tests/House.Tests/Infra/ActionCalls.cs";
            else if (!Regex.IsMatch(code, call, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)) yield return $"{at}: nothing in src/Cloud/{folder} matches {call}";
        }
    }

    private static IEnumerable<string> All(PermissionFile file) => file.Diagnose.Concat(file.Inspect).Concat(file.Repair).Concat(file.Keep).Concat(file.OptIn.Values.SelectMany(actions => actions));

    private static string Code(string folder) => string.Join('\n', Repository.Files
        .Where(file => file.StartsWith($"src/Cloud/{folder}/", StringComparison.Ordinal) && (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".kql", StringComparison.Ordinal)))
        .Select(Repository.Read));
}
