using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Registration tokens of a host pool: made by a patch, and shown only to who retrieves them. (Microsoft.DesktopVirtualization hostPools)</summary>
internal static class PoolRegistration
{
    /// <summary>A token lasts between an hour and 27 days.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(27);

    public static IResult Patch(ArmCall call, Func<HostPool, JsonObject> body)
    {
        if (!call.Fleet.HostPools.TryGetValue(call.Route("pool"), out var pool)) return Missing(call);
        var unknown = call.Body.GetProperty("properties").EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name != "registrationInfo");
        if (unknown is not null) return ArmRoutes.Deny(new(400, "NotSupportedByEmulator", $"The emulator does not write the property '{unknown}'."));
        var wanted = call.Body.GetProperty("properties").GetProperty("registrationInfo");
        if (wanted.GetProperty("registrationTokenOperation").GetString() != "Update") return ArmRoutes.Deny(new(400, "NotSupportedByEmulator", "The emulator only makes tokens."));
        var ends = wanted.GetProperty("expirationTime").GetDateTimeOffset();
        if (ends < call.Fleet.Now + Shortest || ends > call.Fleet.Now + Longest) return ArmRoutes.Deny(new(400, "InvalidExpirationTime", "The expiration time must be between one hour and 27 days from now."));
        (pool.RegistrationToken, pool.RegistrationEnds) = ($"eyJhbGciOiJSUzI1NiJ9.{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}", ends);
        call.Wrote("MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/WRITE", pool.Id);
        return ArmRoutes.Json(body(pool));
    }

    public static IResult Retrieve(ArmCall call) => call.Fleet.HostPools.TryGetValue(call.Route("pool"), out var pool)
        ? ArmRoutes.Json(new JsonObject { ["token"] = pool.RegistrationToken, ["expirationTime"] = pool.RegistrationToken is null ? null : pool.RegistrationEnds.UtcDateTime.ToString("O"), ["registrationTokenOperation"] = "None" })
        : Missing(call);

    private static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.DesktopVirtualization/hostpools", call.Route("pool"), call.Route("group"));
}
