using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RdpMedic.Emulator.Wire.Http;

/// <summary>Errors in the shape that ARM and Key Vault share: <c>error.code</c> and <c>error.message</c>.</summary>
internal static class Errors
{
    public static IResult Arm(int status, string code, string message) =>
        Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }, statusCode: status);
}

/// <summary>A refusal as a value, from the world to the wire.</summary>
internal sealed record Denial(int Status, string Code, string Message);
