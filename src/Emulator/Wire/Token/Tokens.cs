using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RdpMedic.Emulator.Wire.Token;

/// <summary>An identity that the emulator knows.</summary>
/// <param name="ClientId">By which its token is asked for.</param>
/// <param name="ObjectId">Of its service principal: the caller in activity rows.</param>
/// <param name="Actions">Control- and data-plane actions that it was granted; a star matches any characters.</param>
public sealed record Identity(string Name, string ClientId, string ObjectId, IReadOnlyList<string> Actions)
{
    /// <summary>Case does not count, as in Azure's role definitions.</summary>
    public bool May(string action) => Actions.Any(granted => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(granted, action, ignoreCase: true));
}

/// <summary>Makes and judges access tokens: signed with a key of this process, for one audience, for one hour of wall time.</summary>
public sealed class Tokens(IReadOnlyList<Identity> identities, TimeProvider wall)
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private volatile IReadOnlyList<Identity> known = identities;

    public static TimeSpan Life { get; } = TimeSpan.FromHours(1);

    /// <summary>From now on these are the identities and their rights; tokens that were given out stay good, as role assignments are looked at with every call.</summary>
    public void Assign(IReadOnlyList<Identity> all) => known = all;

    public Identity? Find(string? clientId) => known.FirstOrDefault(identity => string.Equals(identity.ClientId, clientId, StringComparison.OrdinalIgnoreCase));

    public (string Token, DateTimeOffset ExpiresAt) Issue(Identity identity, string audience)
    {
        var expires = wall.GetUtcNow() + Life;
        var payload = JsonSerializer.Serialize(new { aud = audience.TrimEnd('/'), appid = identity.ClientId, oid = identity.ObjectId, exp = expires.ToUnixTimeSeconds() });
        var text = $"{Encode("""{"typ":"JWT","alg":"HS256"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return ($"{text}.{Encode(Sign(text))}", expires);
    }

    /// <summary>Null: not ours, expired, or for another audience. Audiences are compared without their last slash; any of <paramref name="audiences"/> will do.</summary>
    public Identity? Accept(string? token, params IReadOnlyList<string> audiences)
    {
        var parts = token?.Split('.') ?? [];
        if (parts.Length != 3 || !CryptographicOperations.FixedTimeEquals(Sign($"{parts[0]}.{parts[1]}"), Decode(parts[2]))) return null;
        using var payload = JsonDocument.Parse(Decode(parts[1]));
        var root = payload.RootElement;
        if (root.GetProperty("exp").GetInt64() <= wall.GetUtcNow().ToUnixTimeSeconds()) return null;
        var audience = root.GetProperty("aud").GetString();
        return audiences.Any(wanted => string.Equals(wanted.TrimEnd('/'), audience, StringComparison.OrdinalIgnoreCase)) ? Find(root.GetProperty("appid").GetString()) : null;
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text));

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Decode(string text)
    {
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
