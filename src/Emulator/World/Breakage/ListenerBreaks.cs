using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to break what stands between the network and a session: the switch for Remote Desktop, its listener, its port, the Windows firewall, the adapter.</summary>
internal static class ListenerBreaks
{
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["rdp-disabled"] = Disable,
        ["listener-missing"] = Listener,
        ["port-changed"] = Port,
        ["port-conflict"] = (_, machine, variant) => machine.Guest.PortOwner = variant.Length > 0 ? variant : throw new ArgumentException("Name the process that takes the port.", nameof(variant)),
        ["drain-mode"] = Drain,
        ["guest-firewall"] = Firewall,
        ["guest-nic"] = Adapter,
        ["rdp-exposed"] = Expose,
    };

    private static void Disable(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "local":
                guest.DenyLocal = 1;
                break;
            case "policy":
                guest.DenyPolicy = 1;
                break;
            case "intune":
                guest.DenyLocal = 1;
                guest.Owners.Add("mdm-rdp");
                break;
            default:
                throw Unknown("Remote Desktop is not switched off", variant);
        }
    }

    private static void Listener(Fleet fleet, Machine machine, string variant)
    {
        var server = machine.Guest.Server;
        switch (variant)
        {
            case "off":
                server.EnableWinStation = 0;
                break;
            case "no-logons":
                server.LogonDisabled = 1;
                break;
            case "one-adapter":
                (server.LanAdapter, server.BoundAdapter) = (2, 2);
                break;
            default:
                throw Unknown("A listener does not break", variant);
        }
    }

    private static void Port(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "taken":
                machine.Guest.Port = 3390;
                break;
            // It stands in the registry, and the service has not been started since.
            case "waits":
                machine.Guest.PendingPort = 3390;
                break;
            default:
                throw Unknown("A port is not changed", variant);
        }
    }

    private static void Drain(Fleet fleet, Machine machine, string variant)
    {
        var host = fleet.HostPools.Values.Select(pool => pool.Hosts.GetValueOrDefault(machine.Name)).FirstOrDefault(found => found is not null);
        switch (variant)
        {
            case "guest":
                machine.Guest.Server.DrainMode = 2;
                break;
            case "until-restart":
                machine.Guest.Server.DrainMode = 1;
                break;
            case "person" or "autoscale" when host is not null:
                host.AllowNewSession = false;
                fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", host.Id, variant == "person" ? "dana@corp.example" : "autoscale"));
                break;
            default:
                throw Unknown("A host is not drained", variant);
        }
    }

    private static void Firewall(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "rule-off":
                guest.FirewallRdpRule = false;
                break;
            case "policy":
                guest.FirewallRdpRule = false;
                guest.Owners.Add("gpo-firewall");
                break;
            case "other-profile":
                guest.FirewallRuleProfiles.Clear();
                guest.FirewallRuleProfiles.Add("Domain");
                guest.FirewallProfile = "Public";
                break;
            case "block-all":
                guest.FirewallBlocksAll = true;
                break;
            case "block-rule":
                guest.FirewallBlockRule = "corp-block-rdp";
                break;
            default:
                throw Unknown("A firewall does not shut", variant);
        }
    }

    private static void Adapter(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "disabled":
                machine.Guest.Network.AdaptersUp = 0;
                break;
            case "static":
                machine.Guest.Network.Dhcp = false;
                break;
            // The address is still there; it is lost when its lease ends.
            case "dhcp-client":
                machine.Guest.Services["Dhcp"] = new WindowsService { State = "Stopped", Start = "Disabled", Account = @"NT AUTHORITY\LocalService", Pid = 0 };
                break;
            default:
                throw Unknown("A network adapter does not break", variant);
        }
    }

    private static void Expose(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "firewall-off":
                machine.Guest.FirewallProfilesOff.Add(machine.Guest.FirewallProfile);
                break;
            case "open-rule" when machine.SecurityGroup is { } name:
                var group = fleet.SecurityGroups[name];
                group.Rules["temp-rdp"] = new SecurityRule { Name = "temp-rdp", Priority = 200, Access = "Allow", Sources = ["*"], Destinations = ["*"], Ports = ["3389"], ETag = fleet.NextETag() };
                group.ETag = fleet.NextETag();
                break;
            default:
                throw Unknown("A host is not exposed", variant);
        }
    }

    private static ArgumentException Unknown(string what, string variant) => new($"{what} by {variant}.", nameof(variant));
}
