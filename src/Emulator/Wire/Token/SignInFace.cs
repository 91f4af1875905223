using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RdpMedic.Emulator.Wire.Token;

/// <summary>A person or program who signs in to an application that stands behind this tenant.</summary>
/// <param name="Roles">App roles that he was assigned; they become the claim <c>roles</c>.</param>
/// <param name="Secret">Proves who he is; made at start and never written to a log.</param>
public sealed record SignIn(string Name, string ClientId, string ObjectId, IReadOnlyList<string> Roles, string Secret);

/// <summary>
/// A tenant that people sign in to: its published configuration and keys, and a token endpoint for client credentials. Tokens are signed by RS256 with a key of this
/// process. (OpenID Connect Discovery 1.0; Microsoft identity platform, client credentials flow, version 2.0)
/// </summary>
/// <param name="tenant">The tenant's id.</param>
/// <param name="audience">The client id of the application, as tokens name it.</param>
public sealed class SignInFace(string tenant, string audience, IReadOnlyList<SignIn> people, TimeProvider wall) : IFace, IDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly string keyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{tenant}/v2.0/.well-known/openid-configuration", Configuration);
        routes.MapGet($"/{tenant}/discovery/v2.0/keys", Keys);
        // As a plain delegate: a handler that takes the context alone would be taken for one whose answer nobody writes.
        routes.MapPost($"/{tenant}/oauth2/v2.0/token", (Delegate)TokenAsync);
    }

    public void Dispose() => key.Dispose();

    /// <summary>What the issuer signs, for a subject; tests sign what no issuer would.</summary>
    /// <param name="claims">The payload.</param>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = keyId };
        var text = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Authority(HttpContext context, string tenant) => $"{context.Request.Scheme}://{context.Request.Host}/{tenant}";

    private IResult Configuration(HttpContext context)
    {
        var authority = Authority(context, tenant);
        return Results.Json(new JsonObject
        {
            ["issuer"] = $"{authority}/v2.0",
            ["jwks_uri"] = $"{authority}/discovery/v2.0/keys",
            ["token_endpoint"] = $"{authority}/oauth2/v2.0/token",
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["response_types_supported"] = new JsonArray("token"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
        });
    }

    private IResult Keys()
    {
        var open = key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = keyId, ["n"] = Encode(open.Modulus), ["e"] = Encode(open.Exponent) }) });
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Refuse("invalid_request", "The body is not a form.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] != "client_credentials") return Refuse("unsupported_grant_type", "Only client_credentials is served here.");
        if (form["scope"] != $"{audience}/.default") return Refuse("invalid_scope", $"The scope must be {audience}/.default.");
        var person = people.FirstOrDefault(one => string.Equals(one.ClientId, form["client_id"], StringComparison.OrdinalIgnoreCase));
        var proved = person is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(person.Secret), Encoding.UTF8.GetBytes(form["client_secret"].ToString()));
        if (!proved) return Refuse("invalid_client", "Nobody has this client id and secret.");
        return Results.Json(new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = (int)Tokens.Life.TotalSeconds, ["access_token"] = Sign(Claims(person!, Authority(context, tenant))) });
    }

    private JsonObject Claims(SignIn person, string authority)
    {
        var now = wall.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = $"{authority}/v2.0",
            ["aud"] = audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Tokens.Life).ToUnixTimeSeconds(),
            ["azp"] = person.ClientId,
            ["oid"] = person.ObjectId,
            ["sub"] = person.ObjectId,
            ["tid"] = tenant,
            ["name"] = person.Name,
            ["roles"] = new JsonArray([.. person.Roles.Select(role => JsonValue.Create(role))]),
            ["ver"] = "2.0",
        };
    }

    private static IResult Refuse(string error, string said) => Results.Json(new JsonObject { ["error"] = error, ["error_description"] = said }, statusCode: error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest);

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
