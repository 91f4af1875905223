using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RdpMedic.Emulator.Wire.Token;

/// <summary>The managed identity endpoint of App Service, as ManagedIdentityCredential asks it: a secret header, a resource, a client id. (App Service managed identity REST reference, 2019-08-01)</summary>
public sealed class TokenFace(Tokens tokens, string header) : IFace
{
    private const string Version = "2019-08-01";

    /// <summary>The path to put behind the address in IDENTITY_ENDPOINT.</summary>
    public const string Path = "/msi/token";

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, Answer);

    private IResult Answer(HttpContext context)
    {
        var query = context.Request.Query;
        if (context.Request.Headers["X-IDENTITY-HEADER"] != header) return Refuse(StatusCodes.Status401Unauthorized, "The header X-IDENTITY-HEADER is not the one of this app.");
        if (query["api-version"] != Version) return Refuse(StatusCodes.Status400BadRequest, $"The api-version must be {Version}.");
        if (query["resource"].FirstOrDefault() is not { Length: > 0 } resource) return Refuse(StatusCodes.Status400BadRequest, "The query names no resource.");
        if (tokens.Find(query["client_id"].FirstOrDefault()) is not { } identity) return Refuse(StatusCodes.Status400BadRequest, "No identity has that client_id.");
        var (token, expires) = tokens.Issue(identity, resource);
        return Results.Json(new JsonObject
        {
            ["access_token"] = token,
            ["expires_on"] = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = identity.ClientId,
        });
    }

    private static IResult Refuse(int status, string message) => Results.Json(new JsonObject { ["statusCode"] = status, ["message"] = message }, statusCode: status);
}
