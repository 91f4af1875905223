using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Certificates;

/// <summary>
/// Asks for the renewal of vault certificates that are due, before any host has a fault. Only certificates that an enrolled host names are looked at,
/// and only those whose issuer renews by itself. Renewing is the vault's own pending operation, so asking twice joins it.
/// </summary>
public sealed class CertificateSweep(IHosts hosts, ICertificates certificates, IMessages messages, Policy policy, TimeProvider clock)
{
    /// <summary>Answers the certificates for which a renewal was asked.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        if (policy.Autonomy <= Autonomy.Suggest) return [];
        var now = clock.GetUtcNow();
        var used = (await hosts.ListAsync(cancellationToken)).Where(host => host is { Enrolled: true, IsSessionHost: false, Certificate: not null }).Select(host => host.Certificate!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (used.Count == 0) return [];
        var due = (await certificates.ListAsync(cancellationToken))
            .Where(certificate => used.Contains(certificate.Name) && certificate.SelfRenewable && !certificate.RenewalPending && certificate.Due(now, policy.RenewBefore))
            .Select(certificate => certificate.Name)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (due.Count > 0) await messages.SendAsync([.. due.Select(name => Ask(name, now))], cancellationToken);
        return due;
    }

    /// <summary>The hour is in the id: a sweep that is repeated asks once, and a renewal that failed is asked for again later.</summary>
    private static OutboxMessage Ask(string name, DateTimeOffset now) => new(
        Queues.Certificates,
        name,
        $"{name}/sweep/{now.ToUnixTimeSeconds() / 3600}",
        new Message { Kind = MessageKinds.Renew, Certificate = name, Body = Message.BodyOf(new CertificateBody(name, null)) },
        now);
}
