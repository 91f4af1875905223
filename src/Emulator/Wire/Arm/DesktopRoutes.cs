using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>AVD session hosts and their user sessions. What the service reports follows from the guest. (Microsoft.DesktopVirtualization hostPools/sessionHosts)</summary>
internal static class DesktopRoutes
{
    private const string Right = "Microsoft.DesktopVirtualization/hostpools/sessionhosts/";

    private static readonly string[] Versions = ["2024-04-03", "2025-10-10"];

    public static void Map(ArmRoutes arm)
    {
        const string one = ArmRoutes.Group + "/Microsoft.DesktopVirtualization/hostPools/{pool}/sessionHosts/{host}";
        arm.Map("GET", one, Right + "read", Versions, call => Find(call) is { } host ? ArmRoutes.Json(Body(call.Fleet, host)) : Missing(call));
        arm.Map("PATCH", one, Right + "write", Versions, Patch);
        const string pools = ArmRoutes.Group + "/Microsoft.DesktopVirtualization/hostPools";
        const string poolRight = "Microsoft.DesktopVirtualization/hostpools/read";
        arm.Map("GET", pools, poolRight, Versions, call => ArmRoutes.Json(new JsonObject { ["value"] = ArmRoutes.Array(call.Fleet.HostPools.Values.Where(pool => string.Equals(pool.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase)).Select(pool => Body(pool, call.Fleet.Location))) }));
        arm.Map("GET", pools + "/{pool}", poolRight, Versions, call => call.Fleet.HostPools.TryGetValue(call.Route("pool"), out var pool) ? ArmRoutes.Json(Body(pool, call.Fleet.Location)) : ArmRoutes.Missing("Microsoft.DesktopVirtualization/hostpools", call.Route("pool"), call.Route("group")));
        arm.Map("PATCH", pools + "/{pool}", "Microsoft.DesktopVirtualization/hostpools/write", Versions, call => PoolRegistration.Patch(call, pool => Body(pool, call.Fleet.Location)));
        arm.Map("POST", pools + "/{pool}/retrieveRegistrationToken", "Microsoft.DesktopVirtualization/hostpools/retrieveRegistrationToken/action", Versions, PoolRegistration.Retrieve);
        arm.Map("GET", pools + "/{pool}/sessionHosts", Right + "read", Versions, call => call.Fleet.HostPools.TryGetValue(call.Route("pool"), out var pool) ? ArmRoutes.Json(new JsonObject { ["value"] = ArmRoutes.Array(pool.Hosts.Values.Select(host => Body(call.Fleet, host))) }) : ArmRoutes.Missing("Microsoft.DesktopVirtualization/hostpools", call.Route("pool"), call.Route("group")));
        arm.Map("POST", one + "/userSessions/{session}/sendMessage", Right + "usersessions/sendMessage/action", Versions, SendMessage);
        arm.Map("GET", one + "/userSessions", Right + "usersessions/read", Versions, Sessions);
    }

    private static SessionHost? Find(ArmCall call) => call.Fleet.HostPools.TryGetValue(call.Route("pool"), out var pool) ? pool.Hosts.Values.FirstOrDefault(host => string.Equals(host.Name, call.Route("host"), StringComparison.OrdinalIgnoreCase)) : null;

    private static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.DesktopVirtualization/hostpools/sessionhosts", $"{call.Route("pool")}/{call.Route("host")}", call.Route("group"));

    private static IResult Patch(ArmCall call)
    {
        if (Find(call) is not { } host) return Missing(call);
        var unknown = call.Body.GetProperty("properties").EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name != "allowNewSession");
        if (unknown is not null) return ArmRoutes.Deny(new(400, "NotSupportedByEmulator", $"The emulator does not write the property '{unknown}'."));
        var open = call.Body.GetProperty("properties").GetProperty("allowNewSession").GetBoolean();
        call.TookHold(host.Machine, "session-host patch", host.Id, open ? "open" : "drained", host.AllowNewSession != open);
        host.AllowNewSession = open;
        host.ETag = call.Fleet.NextETag();
        call.Wrote("MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", host.Id);
        return ArmRoutes.Json(Body(call.Fleet, host));
    }

    private static IResult Sessions(ArmCall call)
    {
        if (Find(call) is not { } host) return Missing(call);
        var sessions = call.Fleet.Machines[host.Machine].Guest.Sessions;
        return ArmRoutes.Json(new JsonObject
        {
            ["value"] = ArmRoutes.Array(sessions.Select(session => new JsonObject
            {
                ["id"] = $"{host.Id}/userSessions/{session.Id}",
                ["name"] = $"{host.Name}/{session.Id}",
                ["type"] = "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions",
                ["properties"] = new JsonObject { ["userPrincipalName"] = session.User, ["sessionState"] = session.Active ? "Active" : "Disconnected", ["applicationType"] = "Desktop", ["createTime"] = session.Since.UtcDateTime.ToString("O") },
            })),
        });
    }

    /// <summary>Nobody reads it here; it is checked that there is such a session, and noted.</summary>
    private static IResult SendMessage(ArmCall call)
    {
        if (Find(call) is not { } host) return Missing(call);
        if (call.Fleet.Machines[host.Machine].Guest.Sessions.TrueForAll(session => $"{session.Id}" != call.Route("session"))) return ArmRoutes.Missing("Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions", call.Route("session"), call.Route("group"));
        call.Wrote("MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/USERSESSIONS/SENDMESSAGE/ACTION", $"{host.Id}/userSessions/{call.Route("session")}");
        return Results.Ok();
    }

    private static JsonObject Body(HostPool pool, string location) => new()
    {
        ["id"] = pool.Id,
        ["name"] = pool.Name,
        ["type"] = "Microsoft.DesktopVirtualization/hostpools",
        ["location"] = location,
        ["properties"] = new JsonObject { ["hostPoolType"] = pool.Type, ["loadBalancerType"] = pool.Type == "Personal" ? "Persistent" : "BreadthFirst", ["preferredAppGroupType"] = "Desktop", ["maxSessionLimit"] = pool.MaxSessions },
    };

    private static JsonObject Body(Fleet fleet, SessionHost host)
    {
        var machine = fleet.Machines[host.Machine];
        var status = SessionHostHealth.StatusOf(machine, host, fleet.Now);
        return new JsonObject
        {
            ["id"] = host.Id,
            ["name"] = host.Id[(host.Id.IndexOf("/hostPools/", StringComparison.OrdinalIgnoreCase) + "/hostPools/".Length)..].Replace("/sessionHosts", "", StringComparison.OrdinalIgnoreCase),
            ["type"] = "Microsoft.DesktopVirtualization/hostpools/sessionhosts",
            ["properties"] = new JsonObject
            {
                ["status"] = status,
                ["allowNewSession"] = host.AllowNewSession,
                ["lastHeartBeat"] = host.LastHeartBeat.UtcDateTime.ToString("O"),
                ["statusTimestamp"] = host.StatusSince.UtcDateTime.ToString("O"),
                ["resourceId"] = machine.Id,
                ["virtualMachineId"] = machine.VmId.ToString(),
                ["sessions"] = machine.Guest.Sessions.Count,
                ["sessionHostHealthCheckResults"] = ArmRoutes.Array(SessionHostHealth.FailedChecks(machine).Select(check => new JsonObject { ["healthCheckName"] = check, ["healthCheckResult"] = "HealthCheckFailed" })),
            },
        };
    }
}
