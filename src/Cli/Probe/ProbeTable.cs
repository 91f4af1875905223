using System.Globalization;
using System.Text.Json;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cli.Probe;

/// <summary>Results for a person, one row each as they come: columns of fixed width, because nobody knows yet what comes next.</summary>
internal sealed class ProbeTable(IReadOnlyList<string> typed)
{
    private readonly int width = Math.Clamp(typed.Select(one => one.Length + 5).DefaultIfEmpty().Max(), 20, 48);

    public void Head() => Console.WriteLine($"{"TARGET".PadRight(width)} {"ENDING",-22} {"TLS",-4} {"CERTIFICATE",-12} {"UNTIL",-10} WHAT IT SAYS");

    public void Row(ProbeLine line)
    {
        var certificate = line.Certificate;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Target.PadRight(width)} {Words(line.Ending),-22} {line.TlsVersion ?? "-",-4} {Short(certificate?.Thumbprint),-12} {certificate?.NotAfter?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",-10} {string.Join("; ", Said(line))}"));
    }

    /// <summary>TlsTooOld is "tls-too-old" here as in JSON.</summary>
    public static string Words(ProbeEnding ending) => JsonNamingPolicy.KebabCaseLower.ConvertName(ending.ToString());

    private static string Short(string? thumbprint) => thumbprint is { Length: > 12 } ? thumbprint[..12] : thumbprint ?? "-";

    private static IEnumerable<string> Said(ProbeLine line)
    {
        if (line.Ending != ProbeEnding.Answered) yield return line.Reading;
        if (line.Banner is { } banner) yield return $"it begins with \"{banner}\"";
        if (line.TlsAlert is { } alert) yield return $"TLS alert {alert}";
        if (line.Certificate is { } certificate)
        {
            if (certificate.State != CertificateState.Valid) yield return certificate.State == CertificateState.Expired ? "the certificate has EXPIRED" : "the certificate is NOT YET VALID";
            yield return string.Join(", ", certificate.Names.Take(3));
        }

        if (line.Ntlm is { } ntlm) yield return $"{ntlm.DnsHost ?? ntlm.Host} of {ntlm.DnsDomain ?? ntlm.Domain}, version {ntlm.OsVersion ?? "unknown"}";
        if (line.ClockSkewSeconds is { } skew) yield return string.Create(CultureInfo.InvariantCulture, $"its clock is off by {skew} s");
        if (line.ChallengeMissing is { } missing) yield return $"no challenge: {missing}";
    }
}
