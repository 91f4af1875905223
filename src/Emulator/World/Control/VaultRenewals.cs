using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Control;

/// <summary>Certificate creations in the vault: one pending at a time for a name, complete after some minutes of world time. The caller holds the fleet's lock.</summary>
/// <param name="make">Makes a certificate under a vault certificate's policy, valid from the given time.</param>
public sealed class VaultRenewals(Fleet fleet, Func<VaultCertificate, DateTimeOffset, StoredCertificate> make, Random chance)
{
    /// <summary>An issuer that signs by itself takes half a minute to two minutes here.</summary>
    public void Begin(VaultCertificate certificate)
    {
        var now = fleet.Now;
        var request = new byte[16];
        chance.NextBytes(request);
        certificate.Pending = new PendingRenewal(Convert.ToHexStringLower(request), now, now + TimeSpan.FromSeconds(30 + chance.NextDouble() * 90), null);
    }

    public static bool IsPending(VaultCertificate certificate) => certificate.Pending is { Error: null } pending && certificate.Versions.TrueForAll(version => version.Version != pending.RequestId);

    public void Advance()
    {
        foreach (var certificate in fleet.Vault.Certificates.Values)
        {
            if (IsPending(certificate) && certificate.Pending!.CompletesAt <= fleet.Now) certificate.Versions.Add(new VaultVersion(certificate.Pending.RequestId, make(certificate, certificate.Pending.CompletesAt)));
        }
    }
}
