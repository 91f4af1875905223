using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>The parts of collect-guest that fail alone: each is printed, or named with its error.</summary>
internal static class CollectorParts
{
    private static readonly (string Name, Func<Guest, JsonNode?> Read)[] All =
    [
        ("server", Server),
        ("policies", Policies),
        ("owners", guest => Collector.List(guest.Owners)),
        ("tls", Tls),
        ("network", Network),
        ("domain", Domain),
        ("entra", Entra),
        ("licensing", Licensing),
        ("rights", guest => new JsonObject { ["allowed"] = Collector.List(guest.Rights.Allowed), ["denied"] = Collector.List(guest.Rights.Denied), ["members"] = guest.Rights.Members }),
        ("resources", Resources),
        ("avd", Avd),
        ("fslogix", Fslogix),
        ("logon", guest => new JsonObject { ["tempProfiles"] = guest.Logon.TempProfiles, ["hung"] = guest.Logon.Hung }),
        ("graphics", guest => new JsonObject { ["adapter"] = guest.Graphics.Adapter, ["problem"] = guest.Graphics.Problem, ["resets"] = guest.Graphics.Resets }),
        ("servicing", Servicing),
    ];

    public static void Add(JsonObject line, Guest guest)
    {
        var problems = new JsonObject();
        foreach (var (name, read) in All)
        {
            if (guest.Unreadable.TryGetValue(name, out var error)) problems[name] = error;
            else if (read(guest) is { } part) line[name] = part;
        }

        if (problems.Count > 0) line["problems"] = problems;
    }

    private static JsonObject Server(Guest guest) => new()
    {
        ["enableWinStation"] = guest.Server.EnableWinStation,
        ["logonDisabled"] = guest.Server.LogonDisabled,
        ["drainMode"] = guest.Server.DrainMode,
        ["maxInstances"] = guest.Server.MaxInstances,
        ["lanAdapter"] = guest.Server.LanAdapter,
        ["listener"] = guest.Listens ? "Listen" : null,
    };

    private static JsonObject Policies(Guest guest)
    {
        var found = new JsonObject();
        if (guest.DenyPolicy is { } deny) found["fDenyTSConnections"] = deny;
        foreach (var (name, value) in guest.Policies) found[name] = value;
        return found;
    }

    private static JsonObject Tls(Guest guest) => new()
    {
        ["tls12Enabled"] = guest.Tls.Tls12Enabled,
        ["tls12DisabledByDefault"] = guest.Tls.Tls12DisabledByDefault,
        ["tls13Enabled"] = guest.Tls.Tls13Enabled,
        ["fips"] = guest.Tls.Fips,
        ["encryptionOracle"] = guest.Tls.EncryptionOracle,
        ["domainCredsDisabled"] = guest.Tls.DomainCredsDisabled,
        ["tspkg"] = guest.Tls.Tspkg,
    };

    private static JsonObject Network(Guest guest) => new()
    {
        ["adaptersUp"] = guest.Network.AdaptersUp,
        ["dhcp"] = guest.Network.Dhcp,
        ["dns"] = Collector.List(guest.Network.Dns),
        ["resolves"] = guest.Network.Resolves,
        ["proxy"] = guest.Network.Proxy,
        ["metadata"] = guest.Network.Metadata,
    };

    private static JsonObject? Domain(Guest guest) => guest.JoinType is not ("AD" or "Hybrid") ? null : new JsonObject
    {
        ["name"] = guest.Domain.Name,
        ["secureChannel"] = guest.Domain.SecureChannel,
        ["controller"] = guest.Domain.Controller,
        // Against a controller that is wrong itself, nothing differs for whoever follows it.
        ["offsetSeconds"] = guest.Domain.Controller == true ? (guest.Domain is { ControllerIsWrong: true, Follows: true } ? 0 : guest.Domain.OffsetSeconds) : null,
        ["azureOffsetSeconds"] = guest.Network.Metadata ? (guest.Domain is { ControllerIsWrong: true, Follows: false } ? 0 : guest.Domain.OffsetSeconds) : null,
        ["timeSource"] = guest.Domain.TimeSource,
    };

    private static JsonObject? Entra(Guest guest) => guest.JoinType is not ("Entra" or "Hybrid") ? null : new JsonObject { ["deviceAuth"] = guest.Entra.DeviceAuth, ["loginExtension"] = guest.Entra.LoginExtension };

    private static JsonObject Licensing(Guest guest) => guest.Licensing.Role
        ? new JsonObject { ["role"] = true, ["mode"] = guest.Licensing.Mode, ["graceDays"] = guest.Licensing.GraceDays, ["servers"] = Collector.List(guest.Licensing.Servers), ["reachable"] = guest.Licensing.Servers.Count > 0 ? guest.Licensing.Reachable : null }
        : new JsonObject { ["role"] = false, ["mode"] = null, ["graceDays"] = null, ["servers"] = new JsonArray(), ["reachable"] = null };

    private static JsonObject Resources(Guest guest) => new()
    {
        ["diskFreePercent"] = guest.Resources.DiskFreePercent,
        ["diskFreeGb"] = guest.Resources.DiskFreeGb,
        ["memoryFreePercent"] = guest.Resources.MemoryFreePercent,
        ["commitPercent"] = guest.Resources.CommitPercent,
        ["cpu"] = guest.Resources.Cpu,
        ["topProcess"] = guest.Resources.TopProcess,
    };

    private static JsonObject? Avd(Guest guest) => guest.Agent is not { } agent ? null : new JsonObject
    {
        ["registered"] = agent.Registered,
        ["tokenPresent"] = agent.TokenPresent,
        ["agentVersion"] = agent.AgentVersion,
        ["sxsVersion"] = agent.SxsVersion,
        ["sxsListener"] = guest.SxsListens ? "Listen" : null,
        ["sxsEnabled"] = agent.SxsVersion is null ? null : agent.SxsEnabled,
        ["reverseConnect"] = agent.SxsVersion is null ? null : agent.ReverseConnect,
        ["broker"] = guest.Network.Works && SessionHostHealth.Reaches(guest),
        ["event"] = agent.Event,
        ["eventText"] = agent.EventText,
        ["eventAt"] = agent.EventAt?.UtcDateTime.ToString("O"),
        ["registryToolsDisabled"] = agent.RegistryToolsDisabled,
        ["upgrading"] = guest.Servicing.Busy.Contains("msi"),
    };

    private static JsonObject? Fslogix(Guest guest) => guest.Fslogix is not { } fslogix ? null : new JsonObject
    {
        ["enabled"] = fslogix.Enabled,
        ["event"] = fslogix.Event,
        ["eventText"] = fslogix.EventText,
        ["eventAt"] = fslogix.EventAt?.UtcDateTime.ToString("O"),
        ["storage"] = fslogix.Storage,
        ["mounted"] = fslogix.Mounted,
    };

    private static JsonObject Servicing(Guest guest) => new()
    {
        ["busy"] = Collector.List(guest.Servicing.Busy),
        ["lastUpdate"] = guest.Servicing.LastUpdate,
        ["lastUpdateAt"] = guest.Servicing.LastUpdateAt?.UtcDateTime.ToString("O"),
    };
}
