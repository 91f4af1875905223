namespace RdpMedic.Functions.Access;

/// <summary>Whose tokens are taken. Without an authority every call over HTTP is refused; timers and queues do not depend on it.</summary>
public sealed record AccessOptions
{
    /// <summary>What the well-known document hangs on, such as https://login.microsoftonline.com/{tenant id}/v2.0. Setting <c>Authentication:Authority</c>; null: HTTP is closed.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The client id of the app registration, or its application id URI, as tokens name it in <c>aud</c>. Setting <c>Authentication:Audience</c>.</summary>
    public string? Audience { get; init; }

    /// <summary>How far clocks may differ. Setting <c>Authentication:Skew</c>; default 1 minute, 0 to 5.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The well-known document of the authority.</summary>
    public string Metadata => $"{Authority!.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>Tenants that anybody in the world can sign in to.</summary>
    private static readonly string[] Anybody = ["common", "organizations", "consumers"];

    /// <summary>All that is wrong, each with the setting's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Authority is null != string.IsNullOrWhiteSpace(Audience)) problems.Add("Authentication: Authority and Audience are set together, or neither is and HTTP is closed.");
        if (Authority is { } authority)
        {
            if (authority.Scheme != Uri.UriSchemeHttps || authority.Query.Length > 0 || authority.UserInfo.Length > 0) problems.Add("Authentication:Authority: it is not a plain https address.");
            else if (authority.Segments.Any(segment => Anybody.Contains(segment.Trim('/'), StringComparer.OrdinalIgnoreCase))) problems.Add("Authentication:Authority: name one tenant; this one is everybody's.");
        }

        if (Skew < TimeSpan.Zero || Skew > TimeSpan.FromMinutes(5)) problems.Add($"Authentication:Skew: {Skew} is outside of 0 to 5 minutes.");
        return problems;
    }
}
