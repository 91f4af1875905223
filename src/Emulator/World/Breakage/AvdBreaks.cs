using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to break the AVD agent, its registration and its stack, and to lead its packets astray.</summary>
internal static class AvdBreaks
{
    private const string Loader = "RDAgentBootLoader";

    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["avd-agent-down"] = Agent,
        ["avd-registration"] = Register,
        ["avd-sxs-listener"] = Stack,
        ["avd-user-authorization"] = (fleet, machine, variant) => (variant == "unassigned" ? fleet.HostPools.Values.First(pool => pool.Hosts.ContainsKey(machine.Name)) : throw Unknown("A pool", variant)).Unassigned = true,
        ["proxy-dns"] = Astray,
    };

    private static void Agent(Fleet fleet, Machine machine, string variant)
    {
        var service = machine.Guest.Services[Loader];
        switch (variant)
        {
            case "stopped":
                (service.State, service.Pid) = ("Stopped", 0);
                break;
            case "disabled":
                (service.State, service.Start, service.Pid) = ("Stopped", "Disabled", 0);
                break;
            case "hangs":
                service.Hangs = true;
                break;
            case "will-not-start":
                (service.State, service.WillNotStart, service.ExitCode, service.Pid) = ("Stopped", true, 1067, 0);
                break;
            case "missing":
                machine.Guest.Services.Remove(Loader);
                machine.Guest.Agent = null;
                break;
            case "upgrade-stuck":
                machine.Guest.Agent!.Upgrading = true;
                break;
            default:
                throw Unknown("An agent", variant);
        }
    }

    private static void Register(Fleet fleet, Machine machine, string variant)
    {
        var agent = machine.Guest.Agent!;
        (agent.Registered, agent.TokenPresent) = (false, true);
        if (variant == "name-taken") agent.NameTaken = true;
        else if (variant == "expired") agent.TokenEnded = true;
        else if (variant != "invalid") throw Unknown("A registration", variant);
    }

    private static void Stack(Fleet fleet, Machine machine, string variant)
    {
        var agent = machine.Guest.Agent!;
        switch (variant)
        {
            case "off":
                agent.SxsEnabled = 0;
                break;
            case "no-reverse-connect":
                agent.ReverseConnect = 0;
                break;
            // Its values are right, and it did not come up.
            case "away":
                agent.SxsUp = false;
                break;
            case "damaged":
                agent.SxsDamaged = true;
                break;
            case "missing":
                agent.SxsVersion = null;
                break;
            default:
                throw Unknown("A stack", variant);
        }
    }

    private static void Astray(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "dns":
                guest.Network.Resolves = false;
                break;
            case "proxy":
                (guest.Network.Proxy, guest.Agent!.Broker) = ("proxy.corp.example:8080", false);
                break;
            case "metadata":
                (guest.Network.Proxy, guest.Network.Metadata) = ("proxy.corp.example:8080", false);
                break;
            default:
                throw Unknown("A way", variant);
        }
    }

    private static ArgumentException Unknown(string what, string variant) => new($"{what} does not break by {variant}.", nameof(variant));
}
