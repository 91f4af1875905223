using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RdpMedic.Functions.Access;

/// <summary>A token that was read.</summary>
/// <param name="Caller">Null: it is not valid.</param>
/// <param name="Closed">It could not be judged, because the authority's keys cannot be had or no authority is set; in words.</param>
public sealed record TokenReading(Caller? Caller, string? Closed = null);

/// <summary>
/// Judges access tokens: signature by the keys that the authority publishes, one algorithm, issuer, audience, lifetime, and who it names. What cannot be judged
/// is not valid. (Microsoft identity platform access tokens; RFC 8725 on JWT)
/// </summary>
/// <param name="authority">The authority's published configuration; null: none is set.</param>
public sealed class AccessTokens(AccessOptions options, BaseConfigurationManager? authority)
{
    /// <summary>Longer ones are not looked at.</summary>
    private const int Longest = 16 * 1024;

    private const int LongestName = 100;

    /// <summary>What Entra ID signs with. "none" and symmetric algorithms are not in it, and a token cannot choose.</summary>
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256];

    private static readonly string[] NameClaims = ["name", "preferred_username", "upn", "unique_name", "app_displayname", "azp", "appid"];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };

    public async Task<TokenReading> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (authority is null) return new TokenReading(null, "No authority is set, so nobody can be told from anybody. Set RdpMedic__Authentication__Authority and RdpMedic__Authentication__Audience.");
        string issuer;
        try
        {
            issuer = (await authority.GetBaseConfigurationAsync(cancellationToken)).Issuer;
        }
        catch (Exception unavailable) when (unavailable is InvalidOperationException or HttpRequestException or IOException)
        {
            return new TokenReading(null, "The authority's keys cannot be read now.");
        }

        var result = await handler.ValidateTokenAsync(token, Parameters(authority, issuer));
        return result.IsValid ? new TokenReading(Named(result.ClaimsIdentity)) : new TokenReading(null);
    }

    private TokenValidationParameters Parameters(BaseConfigurationManager keys, string issuer) => new()
    {
        ConfigurationManager = keys,
        ValidIssuer = issuer,
        ValidAudience = options.Audience,
        ValidAlgorithms = Algorithms,
        ValidTypes = ["JWT", "at+jwt"],
        ClockSkew = options.Skew,
        RequireAudience = true,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        ValidateAudience = true,
        ValidateIssuer = true,
        ValidateIssuerSigningKey = true,
        ValidateLifetime = true,
    };

    /// <summary>Null: the token names nobody.</summary>
    private static Caller? Named(ClaimsIdentity identity)
    {
        if ((identity.FindFirst("oid") ?? identity.FindFirst("sub"))?.Value is not { Length: > 0 } id) return null;
        var name = NameClaims.Select(claim => identity.FindFirst(claim)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? id;
        // It goes into journals: one line, and not a long one.
        var plain = new string([.. name.Where(letter => !char.IsControl(letter)).Take(LongestName)]);
        return new Caller(id, plain, identity.FindAll("roles").Select(claim => RoleOf(claim.Value)).OfType<Role>().ToHashSet());
    }

    private static Role? RoleOf(string value) => Enum.GetValues<Role>().Where(role => role.ToString() == value).Select(role => (Role?)role).FirstOrDefault();
}
