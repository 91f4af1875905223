using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to break what lies around a machine: admin rules, what leaves it, its power, its boot, the platform beneath it, strangers at its door.</summary>
internal static class NetworkBreaks
{
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["admin-rule-deny"] = Admin,
        ["avd-outbound-blocked"] = Outbound,
        ["vm-not-running"] = Power,
        ["guest-agent-unavailable"] = (fleet, machine, variant) => (machine.AgentReady, machine.AgentSince) = variant == "silent" ? (false, fleet.Now) : throw Unknown("An agent does not fail", variant),
        ["boot-failure"] = (fleet, machine, variant) => Boot(fleet, machine, variant),
        ["platform-maintenance"] = (_, machine, variant) => (machine.PlatformIncident, machine.PlatformPlanned) = variant == "host" ? ("The host is being updated; the machine will be back within minutes.", true) : throw Unknown("A platform is not maintained", variant),
        ["service-incident"] = (_, machine, variant) => machine.PlatformIncident = variant == "host" ? "We are sorry, your virtual machine is unavailable because of a hardware issue." : throw Unknown("A service has no incident", variant),
        ["rdp-flood"] = Flood,
    };

    private static void Admin(Fleet fleet, Machine machine, string variant)
    {
        if (variant != "deny") throw Unknown("An admin rule does not deny", variant);
        var manager = fleet.IdOf("rg-network", "Microsoft.Network/networkManagers", "nm-corp");
        var rule = new AdminRule { Name = "deny-rdp-everywhere", Manager = manager };
        rule.Machines.Add(machine.Name);
        fleet.AdminRules[rule.Name] = rule;
        fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.NETWORK/NETWORKMANAGERS/COMMIT/ACTION", manager, "netops@corp.example"));
    }

    private static void Outbound(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "rule" or "listed-rule-deleted" when machine.SecurityGroup is { } name:
                var group = fleet.SecurityGroups[name];
                if (variant == "rule") group.Rules["deny-avd"] = new SecurityRule { Name = "deny-avd", Priority = 300, Direction = "Outbound", Access = "Deny", Sources = ["*"], Destinations = ["WindowsVirtualDesktop"], Ports = ["443"], ETag = fleet.NextETag() };
                else group.Rules.Remove("allow-avd-out");
                group.ETag = fleet.NextETag();
                fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/WRITE", $"{group.Id}/securityRules/{(variant == "rule" ? "deny-avd" : "allow-avd-out")}", "dana@corp.example"));
                break;
            case "route":
                Table(fleet, machine).NextHop = "None";
                break;
            case "firewall":
                Table(fleet, machine).ApplianceDrops = true;
                break;
            default:
                throw Unknown("What leaves a host is not stopped", variant);
        }
    }

    private static RouteTable Table(Fleet fleet, Machine machine)
    {
        machine.RouteTable ??= "rt-avd";
        if (!fleet.RouteTables.TryGetValue(machine.RouteTable, out var table)) fleet.RouteTables[machine.RouteTable] = table = new RouteTable { Name = machine.RouteTable, Id = fleet.IdOf("rg-network", "Microsoft.Network/routeTables", machine.RouteTable) };
        return table;
    }

    private static void Power(Fleet fleet, Machine machine, string variant)
    {
        (machine.Power, machine.PowerSince) = (variant is "deallocated" or "autoscale" ? Model.Power.Deallocated : Model.Power.Stopped, fleet.Now);
        machine.Guest.Sessions.Clear();
        switch (variant)
        {
            // Somebody inside chose Shut down instead of signing off: nothing outside shows who.
            case "shut-down-inside":
                break;
            case "deallocated" or "autoscale":
                fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION", machine.Id, variant == "autoscale" ? "autoscale" : "dana@corp.example"));
                break;
            default:
                throw Unknown("A machine does not stop", variant);
        }
    }

    private static void Boot(Fleet fleet, Machine machine, string variant)
    {
        machine.BootStuck = variant switch
        {
            "stop-error" => "<INSTANCE CLASSNAME=\"BLUESCREEN\"><PROPERTY NAME=\"STOPCODE\"><VALUE>\"0x7B\"</VALUE></PROPERTY></INSTANCE>",
            "bitlocker" => "BitLocker recovery: enter the recovery key for this drive",
            "no-log" => "",
            _ => throw Unknown("Windows does not fail to start", variant),
        };
        machine.AgentSince = fleet.Now;
        machine.Guest.Sessions.Clear();
    }

    private static void Flood(Fleet fleet, Machine machine, string variant)
    {
        machine.Guest.Attackers = 25;
        machine.Guest.Drowned = variant switch { "noise" => false, "drowned" => true, _ => throw Unknown("Strangers do not come", variant) };
        if (machine.SecurityGroup is not { } name || fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))) return;
        var group = fleet.SecurityGroups[name];
        group.Rules["temp-rdp"] = new SecurityRule { Name = "temp-rdp", Priority = 200, Access = "Allow", Sources = ["*"], Destinations = ["*"], Ports = ["3389"], ETag = fleet.NextETag() };
        group.ETag = fleet.NextETag();
    }

    private static ArgumentException Unknown(string what, string variant) => new($"{what} by {variant}.", nameof(variant));
}
