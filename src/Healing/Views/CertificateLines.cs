using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Views;

/// <summary>One certificate for RDP listeners.</summary>
/// <param name="Hosts">Names of the hosts that should present it.</param>
/// <param name="NotAfter">When its newest version expires; null: the vault did not tell.</param>
/// <param name="Due">It should be renewed by now.</param>
/// <param name="RenewingSince">A renewal is under way since; null: none.</param>
/// <param name="Waiting">Hosts whose cases wait for it.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
public sealed record CertificateLine(string Certificate, IReadOnlyList<string> Hosts, DateTimeOffset? NotAfter, string? Thumbprint, bool Due, bool SelfRenewable, DateTimeOffset? RenewingSince, int Waiting, string? Problem);

/// <summary>The list of certificates. Pure.</summary>
public static class CertificateLines
{
    /// <summary>Those of the vault and those that hosts name, by name.</summary>
    /// <param name="files">What is stored about renewals, by name.</param>
    public static IReadOnlyList<CertificateLine> Of(IReadOnlyList<CertificateFacts> vault, IReadOnlyList<Host> hosts, IReadOnlyDictionary<string, CertificateFile> files, Policy policy, DateTimeOffset now)
    {
        var inVault = vault.ToDictionary(certificate => certificate.Name, StringComparer.OrdinalIgnoreCase);
        return [.. Names(vault, hosts).Select(name => One(name, inVault.GetValueOrDefault(name), [.. hosts.Where(host => string.Equals(host.Certificate, name, StringComparison.OrdinalIgnoreCase)).Select(host => host.Name).Order(StringComparer.Ordinal)], files.GetValueOrDefault(name), policy, now))];
    }

    /// <summary>The names, each once, case not counted.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<CertificateFacts> vault, IReadOnlyList<Host> hosts) =>
        [.. vault.Select(certificate => certificate.Name).Concat(hosts.Select(host => host.Certificate).OfType<string>()).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    private static CertificateLine One(string name, CertificateFacts? facts, IReadOnlyList<string> hosts, CertificateFile? file, Policy policy, DateTimeOffset now)
    {
        var due = facts?.Due(now, policy.RenewBefore) == true;
        var problem = facts switch
        {
            null => "hosts should present it, and the vault has no readable certificate of this name",
            { ServerAuthentication: false } => "its key usages do not allow server authentication",
            _ when facts.NotAfter <= now => "it has expired",
            { SelfRenewable: false } when due => "its issuer does not renew by itself: a person has to",
            _ => null,
        };
        return new CertificateLine(name, hosts, facts?.NotAfter, facts?.Thumbprint, due, facts?.SelfRenewable == true, file is { Renewing: true } ? file.Since : null, file?.Waiting.Count ?? 0, problem);
    }
}
