using Azure;
using Azure.Security.KeyVault.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Certificates;

/// <summary>
/// Certificates in Key Vault: reads them, and asks the vault to renew them under their own policies. The secret with the private key is never read
/// here: hosts fetch it themselves, and this identity has no right to it.
/// </summary>
public sealed class KeyVaultCertificates(CertificateClient? reader, CertificateClient? actor, TimeProvider clock) : ICertificates
{
    private const string Source = "Key Vault certificate";

    private static readonly string[] ServerUsages = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.311.54.1.2"];

    /// <summary>Issuers that sign without a person. (Key Vault certificate issuers)</summary>
    private static readonly string[] OwnIssuers = ["Self", "DigiCert", "GlobalSign", "OneCertV2-PrivateCA", "OneCertV2-PublicCA"];

    public async Task<Reading<CertificateFacts>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (reader is null) return Reading<CertificateFacts>.Missing("not collected: no vault is set", Source, Vantage.Vault, now);
        try
        {
            return Reading<CertificateFacts>.Of(await FactsAsync(name, cancellationToken), Source, Vantage.Vault, now);
        }
        catch (RequestFailedException failed)
        {
            return Reading<CertificateFacts>.Missing($"not collected: {Trouble.Said(failed)}", Source, Vantage.Vault, now);
        }
    }

    public async Task<IReadOnlyList<CertificateFacts>> ListAsync(CancellationToken cancellationToken)
    {
        if (reader is null) return [];
        var names = await Trouble.ReadAsync(() => NamesAsync(cancellationToken));
        var facts = new List<CertificateFacts>();
        foreach (var name in names)
        {
            if ((await ReadAsync(name, cancellationToken)).Value is { } one) facts.Add(one);
        }

        return facts;
    }

    public async Task<RenewalLook> RenewAsync(string name, string? replaces, CancellationToken cancellationToken)
    {
        if (actor is null) return new RenewalLook(false, null, "no vault is set");
        try
        {
            if (await PendingAsync(name, cancellationToken) is { Status: "inProgress" }) return new RenewalLook(true, null, null);
            if (replaces is not null && await FactsAsync(name, cancellationToken) is { } newest && !string.Equals(newest.Thumbprint, replaces, StringComparison.OrdinalIgnoreCase)) return new RenewalLook(false, newest, null);
            var policy = (await Trouble.ReadAsync(() => actor.GetCertificatePolicyAsync(name, cancellationToken))).Value;
            if (!IsOwn(policy.IssuerName)) return new RenewalLook(false, null, $"the issuer {policy.IssuerName} does not renew by itself: create a version, have its request signed, and merge it");
            await Trouble.WriteAsync(() => actor.StartCreateCertificateAsync(name, policy, cancellationToken: cancellationToken));
            return await LookAsync(name, cancellationToken);
        }
        catch (RequestFailedException refused)
        {
            return new RenewalLook(false, null, Trouble.Said(refused));
        }
        catch (UncertainException)
        {
            // The vault's pending operation tells whether it began; the next look reads it.
            return new RenewalLook(true, null, null);
        }
    }

    public async Task<RenewalLook> LookAsync(string name, CancellationToken cancellationToken)
    {
        if (actor is null) return new RenewalLook(false, null, "no vault is set");
        try
        {
            var pending = await PendingAsync(name, cancellationToken);
            if (pending is { Status: "inProgress" }) return new RenewalLook(true, null, null);
            if (pending?.Error is { } error) return new RenewalLook(false, null, $"{error.Code}: {error.Message}");
            return new RenewalLook(false, await FactsAsync(name, cancellationToken), null);
        }
        catch (RequestFailedException failed)
        {
            return new RenewalLook(false, null, Trouble.Said(failed));
        }
    }

    private static bool IsOwn(string? issuer) => OwnIssuers.Contains(issuer, StringComparer.OrdinalIgnoreCase);

    private async Task<CertificateOperationProperties?> PendingAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await Trouble.ReadAsync(() => actor!.GetCertificateOperationAsync(name, cancellationToken))).Properties;
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return null;
        }
    }

    private async Task<CertificateFacts> FactsAsync(string name, CancellationToken cancellationToken)
    {
        var certificate = (await Trouble.ReadAsync(() => reader!.GetCertificateAsync(name, cancellationToken))).Value;
        var properties = certificate.Properties;
        var usages = certificate.Policy.EnhancedKeyUsage;
        var pending = actor is null ? null : await PendingAsync(name, cancellationToken);
        return new CertificateFacts(
            name,
            Convert.ToHexString(properties.X509Thumbprint),
            certificate.SecretId.ToString(),
            properties.ExpiresOn ?? DateTimeOffset.MinValue,
            usages.Count == 0 || usages.Any(usage => ServerUsages.Contains(usage, StringComparer.Ordinal)),
            pending is { Status: "inProgress" },
            IsOwn(certificate.Policy.IssuerName))
        {
            NotBefore = properties.NotBefore,
        };
    }

    private async Task<List<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var one in reader!.GetPropertiesOfCertificatesAsync(cancellationToken: cancellationToken))
        {
            if (one.Enabled == true) names.Add(one.Name);
        }

        return names;
    }
}
