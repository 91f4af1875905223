using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.KeyVault;

/// <summary>
/// One Key Vault: certificates with policy, versions and pending operation, behind the bearer challenge. Secrets are refused to everybody here: the
/// machines of the world read theirs inside the world, and the product has no business with them. (Key Vault REST API, certificates)
/// </summary>
public sealed class KeyVaultFace(Fleet fleet, Tokens tokens, VaultRenewals renewals) : IFace
{
    private const string Right = "Microsoft.KeyVault/vaults/certificates/";

    private static readonly string[] Versions = ["7.5", "7.6", "2025-07-01"];

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "GET", "/certificates", Right + "read", List);
        Map(routes, "GET", "/certificates/{name}/pending", Right + "read", Pending);
        Map(routes, "GET", "/certificates/{name}/policy", Right + "read", Policy);
        Map(routes, "POST", "/certificates/{name}/create", Right + "create/action", Create);
        Map(routes, "GET", "/certificates/{name}/{version?}", Right + "read", Get);
        Map(routes, "GET", "/secrets/{**rest}", "Microsoft.KeyVault/vaults/secrets/getSecret/action", (context, _) => Errors.Arm(404, "SecretNotFound", $"No secret is served at {context.Request.Path}."));
    }

    private void Map(IEndpointRouteBuilder routes, string method, string pattern, string action, Func<HttpContext, JsonElement, IResult> handle) =>
        routes.MapMethods(pattern, [method], (Delegate)((HttpContext context) => AnswerAsync(context, action, handle)));

    private async Task<IResult> AnswerAsync(HttpContext context, string action, Func<HttpContext, JsonElement, IResult> handle)
    {
        var header = context.Request.Headers.Authorization.FirstOrDefault();
        if (tokens.Accept(header?["Bearer ".Length..], "https://vault.azure.net") is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"{context.Request.Scheme}://{context.Request.Host}/7d1f9ad5-0000-4000-8000-000000000001\", resource=\"https://vault.azure.net\"";
            return Errors.Arm(StatusCodes.Status401Unauthorized, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
        }

        var version = context.Request.Query["api-version"].FirstOrDefault();
        if (!Versions.Contains(version, StringComparer.Ordinal)) return Errors.Arm(StatusCodes.Status400BadRequest, "BadParameter", $"The api-version '{version}' is not one that the emulator knows here: {string.Join(", ", Versions)}.");
        if (!caller.May(action)) return Errors.Arm(StatusCodes.Status403Forbidden, "Forbidden", $"Caller is not authorized to perform action on resource. Action: '{action}'. Caller: appid={caller.ClientId};oid={caller.ObjectId}.");
        var body = context.Request.ContentLength > 0 ? await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body) : default;
        lock (fleet.Gate) return handle(context, body);
    }

    private IResult List(HttpContext context, JsonElement body) => Results.Json(new JsonObject
    {
        ["value"] = new JsonArray([.. fleet.Vault.Certificates.Values.Where(certificate => certificate.Versions.Count > 0).Select(certificate => new JsonObject
        {
            ["id"] = $"{Base()}/certificates/{certificate.Name}",
            ["x5t"] = Thumb(certificate.Versions[^1].Certificate),
            ["subject"] = certificate.Subject,
            ["attributes"] = Attributes(certificate.Versions[^1]),
        })]),
        ["nextLink"] = null,
    });

    private IResult Get(HttpContext context, JsonElement body)
    {
        if (Find(context) is not { } certificate) return Missing(context);
        var wanted = context.Request.RouteValues["version"] as string;
        var version = string.IsNullOrEmpty(wanted) ? certificate.Versions.LastOrDefault() : certificate.Versions.Find(one => one.Version == wanted);
        if (version is null) return Missing(context);
        using var public509 = X509CertificateLoader.LoadPkcs12(version.Certificate.Pkcs12, null);
        var id = $"certificates/{certificate.Name}/{version.Version}";
        var bundle = new JsonObject
        {
            ["id"] = $"{Base()}/{id}",
            ["kid"] = $"{Base()}/keys/{certificate.Name}/{version.Version}",
            ["sid"] = $"{Base()}/secrets/{certificate.Name}/{version.Version}",
            ["x5t"] = Thumb(version.Certificate),
            ["cer"] = Convert.ToBase64String(public509.RawData),
            ["attributes"] = Attributes(version),
        };
        if (string.IsNullOrEmpty(wanted)) bundle["policy"] = PolicyOf(certificate);
        return Results.Json(bundle);
    }

    private IResult Policy(HttpContext context, JsonElement body) => Find(context) is { } certificate ? Results.Json(PolicyOf(certificate)) : Missing(context);

    private IResult Create(HttpContext context, JsonElement body)
    {
        if (Find(context) is not { } certificate) return Errors.Arm(400, "NotSupportedByEmulator", "The emulator creates new versions of certificates that it knows, not new certificates.");
        var issuer = body.TryGetProperty("policy", out var policy) && policy.TryGetProperty("issuer", out var by) ? by.GetProperty("name").GetString() : null;
        if (issuer is not null && issuer != certificate.Issuer) return Errors.Arm(400, "NotSupportedByEmulator", "The emulator does not change a certificate's issuer.");
        if (VaultRenewals.IsPending(certificate)) return Errors.Arm(StatusCodes.Status409Conflict, "Conflict", "There is a pending certificate operation already.");
        renewals.Begin(certificate);
        fleet.Effects.Add(fleet.Now, certificate.Name, "certificate create", $"{Base()}/certificates/{certificate.Name}", certificate.Pending!.RequestId, changed: true);
        return Results.Json(Operation(certificate), statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Pending(HttpContext context, JsonElement body) => Find(context) is { Pending: not null } certificate
        ? Results.Json(Operation(certificate))
        : Errors.Arm(404, "PendingCertificateNotFound", $"Pending certificate not found: {context.Request.RouteValues["name"]}");

    private VaultCertificate? Find(HttpContext context) => fleet.Vault.Certificates.GetValueOrDefault((string)context.Request.RouteValues["name"]!);

    private static IResult Missing(HttpContext context) => Errors.Arm(404, "CertificateNotFound", $"A certificate with (name/id) {context.Request.RouteValues["name"]} was not found in this key vault.");

    /// <summary>Identifiers carry the vault's own address, wherever it is served.</summary>
    private string Base() => $"https://{fleet.Vault.Name}.vault.azure.net";

    private static string Thumb(StoredCertificate certificate) => System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(certificate.Thumbprint));

    private static JsonObject Attributes(VaultVersion version) => new()
    {
        ["enabled"] = version.Enabled,
        ["nbf"] = version.Certificate.NotBefore.ToUnixTimeSeconds(),
        ["exp"] = version.Certificate.NotAfter.ToUnixTimeSeconds(),
        ["created"] = version.Certificate.NotBefore.ToUnixTimeSeconds(),
        ["updated"] = version.Certificate.NotBefore.ToUnixTimeSeconds(),
    };

    private JsonObject PolicyOf(VaultCertificate certificate) => new()
    {
        ["id"] = $"{Base()}/certificates/{certificate.Name}/policy",
        ["key_props"] = new JsonObject { ["exportable"] = true, ["kty"] = "RSA", ["key_size"] = 2048, ["reuse_key"] = false },
        ["secret_props"] = new JsonObject { ["contentType"] = "application/x-pkcs12" },
        ["x509_props"] = new JsonObject { ["subject"] = certificate.Subject, ["ekus"] = new JsonArray([.. certificate.Usages.Select(usage => (JsonNode)usage)]), ["validity_months"] = certificate.ValidityMonths },
        ["issuer"] = new JsonObject { ["name"] = certificate.Issuer },
        ["attributes"] = new JsonObject { ["enabled"] = true },
    };

    private JsonObject Operation(VaultCertificate certificate)
    {
        var pending = certificate.Pending!;
        var operation = new JsonObject
        {
            ["id"] = $"{Base()}/certificates/{certificate.Name}/pending",
            ["issuer"] = new JsonObject { ["name"] = certificate.Issuer },
            ["cancellation_requested"] = false,
            ["status"] = pending.Error is not null ? "failed" : VaultRenewals.IsPending(certificate) ? "inProgress" : "completed",
            ["target"] = $"{Base()}/certificates/{certificate.Name}",
            ["request_id"] = pending.RequestId,
        };
        if (pending.Error is { } error) operation["error"] = new JsonObject { ["code"] = "CertificateOperationFailed", ["message"] = error };
        return operation;
    }
}
