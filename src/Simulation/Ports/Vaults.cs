using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>The vault's certificates: one pending creation a name, and the private key stays where it is.</summary>
public sealed class Vaults(SimulatedAzure azure, Line line, TimeProvider clock, Action<VaultCertificate> began) : ICertificates
{
    public Task<Reading<CertificateFacts>> ReadAsync(string name, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        azure.Fleet.Vault.Certificates.TryGetValue(name, out var found)
            ? Reading<CertificateFacts>.Of(Facts(found), "Key Vault", Vantage.Vault, clock.GetUtcNow())
            : Reading<CertificateFacts>.Missing("not collected: 404 CertificateNotFound", "Key Vault", Vantage.Vault, clock.GetUtcNow()));

    public Task<IReadOnlyList<CertificateFacts>> ListAsync(CancellationToken cancellationToken) => line.ReadAsync<IReadOnlyList<CertificateFacts>>(Service.Azure, () => [.. azure.Fleet.Vault.Certificates.Values.Select(Facts)]);

    public async Task<RenewalLook> RenewAsync(string name, string? replaces, CancellationToken cancellationToken)
    {
        var before = await LookAsync(name, cancellationToken);
        if (before.Pending) return before;
        try
        {
            return await line.WriteAsync(Service.Azure, () =>
            {
                var certificate = azure.Fleet.Vault.Certificates[name];
                if (certificate.Issuer != "Self") return new RenewalLook(false, null, $"the issuer {certificate.Issuer} does not renew by itself");
                // As the vault does: a creation that is under way is joined.
                if (VaultRenewals.IsPending(certificate)) return new RenewalLook(true, null, null);
                if (replaces is not null && certificate.Versions[^1].Certificate.Thumbprint != replaces) return new RenewalLook(false, Facts(certificate), null);
                azure.Renewals.Begin(certificate);
                began(certificate);
                return new RenewalLook(true, null, null);
            });
        }
        catch (UncertainException)
        {
            return new RenewalLook(true, null, null);
        }
    }

    public Task<RenewalLook> LookAsync(string name, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
    {
        var certificate = azure.Fleet.Vault.Certificates[name];
        return VaultRenewals.IsPending(certificate) ? new RenewalLook(true, null, null) : new RenewalLook(false, Facts(certificate), null);
    });

    private static CertificateFacts Facts(VaultCertificate certificate)
    {
        var newest = certificate.Versions[^1];
        return new CertificateFacts(certificate.Name, newest.Certificate.Thumbprint, $"https://kv-rdp.vault.azure.net/secrets/{certificate.Name}/{newest.Version}", newest.Certificate.NotAfter, newest.Certificate.ServerAuth, VaultRenewals.IsPending(certificate), certificate.Issuer == "Self")
        {
            NotBefore = newest.Certificate.NotBefore,
        };
    }
}
