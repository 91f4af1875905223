using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Functions.Triggers;

namespace RdpMedic.Functions.Access;

/// <summary>Who is let in, or the answer to who is not: exactly one of the two is set.</summary>
public sealed record Admission(Caller? Caller, IActionResult? Refusal);

/// <summary>
/// The one way into every HTTP function: a valid token with the role that the function's <see cref="OperationAttribute"/> names. Function keys and the
/// platform's own authentication may stand before it and never in its place.
/// </summary>
public sealed class Door(AccessTokens tokens)
{
    private const string Scheme = "Bearer ";

    /// <param name="function">The instance whose method asks; its attribute names the role.</param>
    /// <exception cref="InvalidOperationException">The method has no <see cref="OperationAttribute"/>: nobody is let in.</exception>
    public async Task<Admission> AdmitAsync(object function, HttpRequest request, CancellationToken cancellationToken, [CallerMemberName] string method = "")
    {
        var role = (function.GetType().GetMethod(method)?.GetCustomAttribute<OperationAttribute>() ?? throw new InvalidOperationException($"{function.GetType().Name}.{method} does not say which role it needs.")).Role;
        if (Token(request) is not { } token) return Unauthorized(request, "A bearer token is needed.", "");
        var read = await tokens.ReadAsync(token, cancellationToken);
        if (read.Closed is { } closed) return new Admission(null, Problems.Of(StatusCodes.Status503ServiceUnavailable, null, closed));
        if (read.Caller is not { } caller) return Unauthorized(request, "The token is not valid here.", " error=\"invalid_token\"");
        return caller.May(role)
            ? new Admission(caller, null)
            : new Admission(null, Problems.Of(StatusCodes.Status403Forbidden, null, $"This needs the role {role}."));
    }

    /// <summary>From the header alone: what stands in an address ends up in logs.</summary>
    private static string? Token(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim() is { Length: > 0 } token ? token : null;

    private static Admission Unauthorized(HttpRequest request, string said, string error)
    {
        request.HttpContext.Response.Headers.WWWAuthenticate = $"Bearer{error}";
        return new Admission(null, Problems.Of(StatusCodes.Status401Unauthorized, null, said));
    }
}
