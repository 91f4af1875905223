using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What collect-guest prints about a guest.</summary>
internal static class Collector
{
    public static ScriptResult Print(Guest guest, string nonce)
    {
        var services = new JsonObject();
        foreach (var (name, service) in guest.Services) services[name] = new JsonObject { ["state"] = service.State, ["start"] = service.Start, ["account"] = service.Account, ["pid"] = service.Pid };
        var active = guest.Sessions.Count(session => session.Active);
        return ScriptRun.Print(new JsonObject
        {
            ["schema"] = 1,
            ["script"] = "collect-guest",
            ["nonce"] = nonce,
            ["ok"] = true,
            ["error"] = "",
            ["os"] = new JsonObject { ["build"] = guest.Build, ["bootedAt"] = guest.BootedAt.UtcDateTime.ToString("O"), ["pendingReboot"] = guest.PendingReboot, ["joinType"] = guest.JoinType },
            ["services"] = services,
            ["listener"] = new JsonObject { ["port"] = guest.Port, ["listening"] = guest.Listens, ["ownerPid"] = guest.Listens ? guest.Services["TermService"].Pid : 0 },
            ["rdp"] = new JsonObject
            {
                ["denyLocal"] = guest.DenyLocal,
                ["denyPolicy"] = guest.DenyPolicy,
                ["port"] = guest.Port,
                ["securityLayer"] = guest.SecurityLayer,
                ["userAuthentication"] = guest.UserAuthentication,
                ["minEncryptionLevel"] = guest.MinEncryptionLevel,
            },
            ["certificate"] = Certificate(guest),
            ["firewall"] = new JsonObject { ["rdpRuleEnabled"] = guest.FirewallRdpRule, ["blockAllInbound"] = guest.FirewallBlocksAll },
            ["sessions"] = new JsonObject { ["active"] = active, ["disconnected"] = guest.Sessions.Count - active },
        });
    }

    private static JsonObject Certificate(Guest guest) => new()
    {
        ["thumbprint"] = guest.BoundThumbprint,
        ["type"] = guest.BoundType,
        ["present"] = guest.Bound is not null,
        ["hasPrivateKey"] = guest.Bound?.HasPrivateKey == true,
        ["keyReadable"] = guest.Bound?.KeyReadable,
        ["notAfter"] = guest.Bound?.NotAfter.UtcDateTime.ToString("O"),
        ["serverAuth"] = guest.Bound?.ServerAuth == true,
        ["subject"] = guest.Bound?.Subject,
    };
}
