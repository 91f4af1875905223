using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RdpMedic.Functions.Access;

namespace RdpMedic.Functions.Tests.Access;

/// <summary>A tenant in memory: it publishes one key, and signs whatever a test wants signed.</summary>
public sealed class Issuer : IDisposable
{
    public const string Name = "https://login.example/tenant/v2.0";

    public const string Audience = "6f0b1c2d-0000-4000-8000-0000000000a0";

    public const string Person = "6f0b1c2d-0000-4000-8000-0000000000c1";

    private readonly RSA key = RSA.Create(2048);

    public Issuer()
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = Name };
        configuration.SigningKeys.Add(new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)) { KeyId = "k1" });
        Tokens = new AccessTokens(new AccessOptions { Authority = new Uri(Name), Audience = Audience }, new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration));
    }

    public AccessTokens Tokens { get; }

    public Door Door => new(Tokens);

    /// <summary>The key that everybody may read, in the form that a careless validator would take for a shared secret.</summary>
    public string PublicKey => key.ExportSubjectPublicKeyInfoPem();

    public static JsonObject Claims(params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = Name,
            ["aud"] = Audience,
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["oid"] = Person,
            ["name"] = "Dana",
            ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]),
        };
    }

    public string Signed(JsonObject claims, RSA? by = null, string kid = "k1", string type = "JWT")
    {
        var text = Text(new JsonObject { ["typ"] = type, ["alg"] = "RS256", ["kid"] = kid }, claims);
        return $"{text}.{Encode((by ?? key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public string Token(params string[] roles) => Signed(Claims(roles));

    public static string Text(JsonObject header, JsonObject claims) => $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>A request of somebody with these roles.</summary>
    public HttpRequest Request(string? body = null, params string[] roles)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {Token(roles)}";
        if (body is not null) context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context.Request;
    }

    public void Dispose() => key.Dispose();
}
