using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>A change that was made before a failure was seen, and explains it.</summary>
/// <param name="Certain">The change is the failure itself (the rule was deleted, the machine was stopped): somebody meant it. Else it may only have led to it.</param>
public sealed record Explained(Change Change, bool Certain)
{
    /// <summary>In words for a person; the caller's name is data.</summary>
    public string Said => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Change.Caller} did {Change.Operation.ToLowerInvariant()} at {Change.At:u}");
}

/// <summary>
/// Looks for the change of the last hours that explains a failure, before anything else is blamed. What a person or pipeline changed is intent: it is named with
/// its author and time, and not changed back without approval, except for what the operator listed as desired state.
/// </summary>
public static class ChangeFirst
{
    private static readonly string[] Inside = ["virtualmachines/runcommand", "virtualmachines/extensions/", "virtualmachines/write", "virtualmachines/reimage", "virtualmachines/redeploy"];

    private static readonly string[] Network = ["networksecuritygroups/", "virtualnetworks/subnets/write", "networkinterfaces/write", "routetables/"];

    /// <summary>Operations that are the failure itself, by failure.</summary>
    private static readonly Dictionary<string, string[]> Certainly = new(StringComparer.Ordinal)
    {
        ["nsg-deny"] = Network,
        ["admin-rule-deny"] = ["networkmanagers/"],
        ["lb-misconfig"] = ["loadbalancers/"],
        ["vm-not-running"] = ["virtualmachines/deallocate/", "virtualmachines/poweroff/", "virtualmachines/hibernate/"],
        ["drain-mode"] = ["sessionhosts/write"],
        ["avd-registration"] = ["sessionhosts/delete"],
    };

    /// <summary>Operations that may have led to it, for failures that lie outside of the guest; for all others it is what was run or installed in the guest.</summary>
    private static readonly Dictionary<string, string[]> Maybe = new(StringComparer.Ordinal)
    {
        ["avd-outbound-blocked"] = [.. Network, "azurefirewalls/", "virtualnetworks/write"],
        ["avd-user-authorization"] = ["applicationgroups/", "roleassignments/"],
        ["cert-expiring"] = ["vaults/"],
        ["cert-custom-invalid"] = [.. Inside, "vaults/"],
        ["guest-nic"] = [.. Inside, "networkinterfaces/write"],
    };

    /// <summary>The newest change that is the failure; else the newest that may have led to it; null: none is known. Our own changes explain nothing.</summary>
    public static Explained? Of(FailureId failure, HostEvidence evidence, Policy policy)
    {
        var foreign = evidence.Changes.Value?.Recent.Where(change => !IsOurs(change, policy)).OrderByDescending(change => change.At).ToList() ?? [];
        if (Newest(foreign, Certainly.GetValueOrDefault(failure.Value) ?? []) is { } certain) return new Explained(certain, Certain: true);
        return Newest(foreign, Maybe.GetValueOrDefault(failure.Value) ?? (Certainly.ContainsKey(failure.Value) ? [] : Inside)) is { } maybe ? new Explained(maybe, Certain: false) : null;
    }

    private static Change? Newest(List<Change> changes, string[] operations) =>
        changes.Find(change => operations.Any(operation => change.Operation.Contains(operation, StringComparison.OrdinalIgnoreCase) || change.Operation.EndsWith(operation.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)));

    /// <summary>Without our identity's id, what carries our own names is still ours.</summary>
    private static bool IsOurs(Change change, Policy policy) =>
        (policy.OwnIdentity is { } own && string.Equals(change.Caller, own, StringComparison.OrdinalIgnoreCase)) || change.Resource.Contains("/runcommands/rdpmedic-", StringComparison.OrdinalIgnoreCase);
}
