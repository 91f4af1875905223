using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What collect-guest prints about a guest.</summary>
internal static class Collector
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static ScriptResult Print(Guest guest, string nonce)
    {
        var services = new JsonObject();
        foreach (var (name, service) in guest.Services) services[name] = Service(name, service);
        var active = guest.Sessions.Count(session => session.Active);
        var line = new JsonObject
        {
            ["schema"] = 1,
            ["script"] = "collect-guest",
            ["nonce"] = nonce,
            ["ok"] = true,
            ["error"] = "",
            ["os"] = new JsonObject { ["build"] = guest.Build, ["bootedAt"] = guest.BootedAt.UtcDateTime.ToString("O"), ["pendingReboot"] = guest.PendingReboot, ["joinType"] = guest.JoinType },
            ["services"] = services,
            ["listener"] = Listener(guest),
            ["rdp"] = new JsonObject
            {
                ["denyLocal"] = guest.DenyLocal,
                ["denyPolicy"] = guest.DenyPolicy,
                ["port"] = guest.PendingPort ?? guest.Port,
                ["securityLayer"] = guest.SecurityLayer,
                ["userAuthentication"] = guest.UserAuthentication,
                ["minEncryptionLevel"] = guest.MinEncryptionLevel,
            },
            ["certificate"] = Certificate(guest),
            ["firewall"] = new JsonObject
            {
                ["rdpRuleEnabled"] = guest.FirewallRdpRule,
                ["blockAllInbound"] = guest.FirewallBlocksAll,
                ["active"] = List([guest.FirewallProfile]),
                ["profilesOff"] = List(guest.FirewallProfilesOff),
                ["portCovered"] = guest.FirewallCovers(guest.PendingPort ?? guest.Port),
                ["blockedBy"] = guest.FirewallBlockRule,
            },
            ["sessions"] = new JsonObject { ["active"] = active, ["disconnected"] = guest.Sessions.Count - active, ["stuck"] = guest.Logon.Stuck },
        };
        CollectorParts.Add(line, guest);
        return ScriptRun.Print(line);
    }

    /// <summary>A list of strings.</summary>
    public static JsonNode? List(IEnumerable<string> words) => JsonSerializer.SerializeToNode(words, Format);

    private static JsonObject Service(string name, WindowsService service)
    {
        var found = new JsonObject { ["state"] = service.State, ["start"] = service.Start };
        if (service.ExitCode != 0) found["exitCode"] = service.ExitCode;
        if (name != "TermService") return found;
        found["account"] = service.Account;
        found["pid"] = service.Pid;
        return found;
    }

    private static JsonObject Listener(Guest guest)
    {
        // A port that waits for the next start is listened on by nobody yet.
        var listens = guest.Listens && guest.PendingPort is null;
        var owner = guest.PortOwner ?? (listens ? "svchost" : null);
        return new JsonObject { ["port"] = guest.PendingPort ?? guest.Port, ["listening"] = owner is not null, ["ownerPid"] = guest.PortOwner is not null ? 4711 : listens ? guest.Services["TermService"].Pid : 0, ["owner"] = owner };
    }

    private static JsonObject Certificate(Guest guest) => new()
    {
        ["thumbprint"] = guest.BoundThumbprint,
        ["type"] = guest.BoundType,
        ["present"] = guest.Bound is not null,
        ["hasPrivateKey"] = guest.Bound?.HasPrivateKey == true,
        ["keyReadable"] = guest.Bound is { } bound ? (bound == guest.Own ? guest.OwnKey.Readable : bound.KeyReadable) : null,
        ["notAfter"] = guest.Bound?.NotAfter.UtcDateTime.ToString("O"),
        ["serverAuth"] = guest.Bound?.ServerAuth == true,
        ["subject"] = guest.Bound?.Subject,
        ["own"] = guest.Unreadable.ContainsKey("own") ? null : Own(guest),
    };

    private static JsonObject Own(Guest guest) => new()
    {
        ["thumbprint"] = guest.Own?.Thumbprint,
        ["notAfter"] = guest.Own?.NotAfter.UtcDateTime.ToString("O"),
        ["keyFile"] = guest.OwnKey.Present,
        ["keyReadable"] = guest.Own is null && !guest.OwnKey.Present ? null : guest.OwnKey.Readable,
    };
}
