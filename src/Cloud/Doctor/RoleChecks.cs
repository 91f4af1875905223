using Azure;
using Azure.Core;
using Azure.Identity;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Cloud.Doctor;

/// <summary>Compares what each identity may do in each resource group with what the code beside it calls. It asks Azure's own list of rights, so that also a write is judged without one.</summary>
internal sealed class RoleChecks(Endpoints endpoints, Identities identities, Policy policy, InTime inTime)
{
    /// <summary>Questions to ARM at once, of all identities together; it takes 25 reads a second of each. (Azure Resource Manager request limits)</summary>
    private const int AtOnce = 8;

    /// <summary>The right to ask, which every role has.</summary>
    private const string Asking = "Microsoft.Authorization/permissions/read";

    /// <param name="inventory">The hosts; where they are says what is needed where.</param>
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(Task<IReadOnlyList<Host>> inventory, CancellationToken cancellationToken)
    {
        var hosts = await inventory;
        using var places = new SemaphoreSlim(AtOnce);
        var asked = new List<Task<DoctorCheck>>();
        foreach (var (identity, role, credential, needed) in Roles())
        {
            var rights = new RightsReader(endpoints, credential);
            asked.AddRange(RightScopes.Of(hosts, policy, needed).Select(scope => PlacedAsync(places, identity, role, scope.Key, cancellation => OneAsync(identity, role, rights, scope.Key, scope.Value, cancellation), cancellationToken)));
        }

        var optional = new RightsReader(endpoints, identities.Actor);
        foreach (var (name, actions) in OptIn())
            asked.AddRange(RightScopes.Of(hosts, policy, actions).Select(scope => PlacedAsync(places, "actor", name, scope.Key, cancellation => OptionalAsync(name, optional, scope.Key, scope.Value, cancellation), cancellationToken)));
        return await Task.WhenAll(asked);
    }

    /// <summary>Waiting for a place counts: so many groups that they cannot all be asked in time are told, and hold nothing up.</summary>
    private Task<DoctorCheck> PlacedAsync(SemaphoreSlim places, string identity, string role, string group, Func<CancellationToken, Task<DoctorCheck>> ask, CancellationToken cancellationToken) =>
        inTime.AskAsync($"role {role}", identity, group, async cancellation =>
        {
            await places.WaitAsync(cancellation);
            try
            {
                return await ask(cancellation);
            }
            finally
            {
                places.Release();
            }
        }, cancellationToken);

    private IEnumerable<(string Identity, string Role, TokenCredential Credential, IReadOnlyList<string> Needed)> Roles() =>
    [
        ("reader", "diagnose", identities.Reader, Control(Permissions.All.Diagnose)),
        ("inspector", "inspect", identities.Inspector, Control(Permissions.All.Inspect)),
        ("actor", "repair", identities.Actor, Control(Permissions.All.Repair)),
    ];

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> OptIn() => Permissions.All.Files.Values.SelectMany(file => file.OptIn);

    /// <summary>Without vaults and workspaces, whose rights are given at them and not in resource groups of hosts.</summary>
    private static IReadOnlyList<string> Control(IReadOnlyList<string> actions) =>
        [.. actions.Where(action => action != Asking && !action.StartsWith("Microsoft.KeyVault/", StringComparison.OrdinalIgnoreCase) && !action.StartsWith("Microsoft.OperationalInsights/", StringComparison.OrdinalIgnoreCase))];

    private static async Task<DoctorCheck> OneAsync(string identity, string role, RightsReader rights, string group, IReadOnlyList<string> needed, CancellationToken cancellationToken)
    {
        var what = $"role {role}";
        try
        {
            var granted = await rights.ReadAsync(group, cancellationToken);
            var missing = needed.Where(action => !granted.Allow(action)).Select(action => Missing(action, role)).ToList();
            return missing.Count == 0
                ? new DoctorCheck(what, identity, group, DoctorVerdict.Well, $"{needed.Count} actions are allowed.")
                : new DoctorCheck(what, identity, group, DoctorVerdict.Missing, $"{missing.Count} of {needed.Count} actions are not allowed: deploy again with this role, or assign it.") { Missing = missing };
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            // Who has no role at all may not even ask.
            return new DoctorCheck(what, identity, group, DoctorVerdict.Missing, $"It may not even ask what it may do, so the role is not assigned here. {Trouble.Said(refused)}") { Missing = [.. needed.Prepend(Asking).Select(action => Missing(action, role))] };
        }
        catch (Exception trouble) when (trouble is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            return new DoctorCheck(what, identity, group, DoctorVerdict.Failed, trouble is RequestFailedException failed ? Trouble.Said(failed) : trouble.Message);
        }
    }

    private static async Task<DoctorCheck> OptionalAsync(string name, RightsReader rights, string group, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        var check = await OneAsync("actor", name, rights, group, actions, cancellationToken);
        return check.Verdict == DoctorVerdict.Missing ? check with { Verdict = DoctorVerdict.NotTried, Said = "Not given, which is the default: what needs it is left to people.", Missing = [] } : check;
    }

    internal static MissingRight Missing(string action, string role) => new(action, ActionCall.Of(action), $"RdpMedic {role}", [.. Permissions.All.Files.Where(file => Lists(file.Value).Contains(action, StringComparer.OrdinalIgnoreCase)).Select(file => file.Key)]);

    private static IEnumerable<string> Lists(PermissionFile file) => file.Diagnose.Concat(file.Inspect).Concat(file.Repair).Concat(file.Keep).Concat(file.OptIn.Values.SelectMany(actions => actions));
}
