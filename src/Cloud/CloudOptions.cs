namespace RdpMedic.Cloud;

/// <summary>Where the fleet, its logs, its vault and the workflow's bus are. Checked as a whole at start: every error at once and by name.</summary>
public sealed record CloudOptions
{
    /// <summary>Subscriptions whose machines are looked at; at least one.</summary>
    public required IReadOnlyList<string> Subscriptions { get; init; }

    /// <summary>Log Analytics workspaces (their customer ids) that the hosts send to; at least one. The first is asked, the others are joined by the service.</summary>
    public required IReadOnlyList<string> Workspaces { get; init; }

    /// <summary>The vault with the RDP certificates, such as https://name.vault.azure.net; null: certificates are not looked at.</summary>
    public Uri? Vault { get; init; }

    /// <summary>Fully qualified namespace of the workflow's Service Bus, such as name.servicebus.windows.net.</summary>
    public required string ServiceBus { get; init; }

    /// <summary>The table service of the storage account that keeps the cases, such as https://name.table.core.windows.net; the acting identity is its Storage Table Data Contributor. Null: nothing is kept, which only <see cref="AllowMemoryStorage"/> permits.</summary>
    public Uri? TableEndpoint { get; init; }

    /// <summary>Tag that enrols a host; its value must be <c>enrolled</c>. Default rdpmedic.</summary>
    public string EnrolTag { get; init; } = "rdpmedic";

    /// <summary>Tag with the host's role: pooled, personal, workload or protected. Default rdpmedic-role; a plain virtual machine without it is workload.</summary>
    public string RoleTag { get; init; } = "rdpmedic-role";

    /// <summary>Tag that asks to leave a host alone, with the reason as its value (quarantined, isolated, claimed by a replacer). Default rdpmedic-hold.</summary>
    public string HoldTag { get; init; } = "rdpmedic-hold";

    /// <summary>Tag with the name of the certificate that the RDP listener should present. Default rdpmedic-certificate.</summary>
    public string CertificateTag { get; init; } = "rdpmedic-certificate";

    /// <summary>How long each step of a probe may take. Default 3 seconds; 0.1 to 30.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Also read the NTLM challenge of a host that speaks CredSSP: its names and its clock. No credentials are sent. Default false.</summary>
    public bool ProbeChallenge { get; init; }

    /// <summary>How old the inventory may be before it is read again. Default 2 minutes; 0 to 60.</summary>
    public TimeSpan InventoryAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Act also in resource groups that hold protected or unenrolled machines. Default false: the role is SYSTEM on every machine of the group, so such a group is held, by name.</summary>
    public bool AllowMixedGroups { get; init; }

    /// <summary>Keep cases in memory, lost at every restart. Default false; only the local run and tests set it, and <see cref="TableEndpoint"/> goes before it.</summary>
    public bool AllowMemoryStorage { get; init; }

    /// <summary>All that is wrong, each with the setting's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Subscriptions.Count == 0) problems.Add("Subscriptions: name at least one subscription id.");
        problems.AddRange(Subscriptions.Where(id => !Guid.TryParse(id, out _)).Select(id => $"Subscriptions: '{id}' is not a subscription id."));
        if (Workspaces.Count == 0) problems.Add("Workspaces: name at least one Log Analytics workspace id.");
        problems.AddRange(Workspaces.Where(id => !Guid.TryParse(id, out _)).Select(id => $"Workspaces: '{id}' is not a workspace id (a GUID)."));
        if (Vault is { } vault && (!vault.IsAbsoluteUri || vault.Scheme != Uri.UriSchemeHttps)) problems.Add($"Vault: '{vault}' is not an https address.");
        if (TableEndpoint is { } tables && (!tables.IsAbsoluteUri || tables.Scheme != Uri.UriSchemeHttps || tables.Query.Length > 0 || tables.UserInfo.Length > 0)) problems.Add($"TableEndpoint: '{(tables.IsAbsoluteUri ? tables.GetLeftPart(UriPartial.Path) : tables)}' is not a plain https address.");
        if (string.IsNullOrWhiteSpace(ServiceBus) || ServiceBus.Contains('/', StringComparison.Ordinal)) problems.Add($"ServiceBus: '{ServiceBus}' is not a fully qualified namespace.");
        if (ProbeTimeout < TimeSpan.FromMilliseconds(100) || ProbeTimeout > TimeSpan.FromSeconds(30)) problems.Add($"ProbeTimeout: {ProbeTimeout} is outside of 0.1 to 30 seconds.");
        if (InventoryAge < TimeSpan.Zero || InventoryAge > TimeSpan.FromHours(1)) problems.Add($"InventoryAge: {InventoryAge} is outside of 0 to 60 minutes.");
        return problems;
    }
}

/// <summary>Settings that cannot work; the message lists every problem.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems.Prepend("The settings cannot be used:")))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
