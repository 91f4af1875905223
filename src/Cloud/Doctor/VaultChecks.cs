using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Certificates;

namespace RdpMedic.Cloud.Doctor;

/// <summary>The vault of the RDP certificates: its list is read by both identities that know it. A new version cannot be asked for without making one.</summary>
internal sealed class VaultChecks(CertificateClient? reader, CertificateClient? actor, InTime inTime)
{
    private const string What = "list of certificates";

    private const string Read = "Microsoft.KeyVault/vaults/certificates/read";

    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(CancellationToken cancellationToken)
    {
        if (reader is null || actor is null) return [new DoctorCheck("vault", "reader", null, DoctorVerdict.NotTried, "No vault is set: certificates are not looked at.")];
        return
        [
            .. await Task.WhenAll(
                inTime.AskAsync(What, "reader", reader.VaultUri.ToString(), cancellation => ListAsync("reader", "read certificates", reader, cancellation), cancellationToken),
                inTime.AskAsync(What, "actor", actor.VaultUri.ToString(), cancellation => ListAsync("actor", "renew certificates", actor, cancellation), cancellationToken)),
            new DoctorCheck("renewing certificates", "actor", actor.VaultUri.ToString(), DoctorVerdict.NotTried, "Microsoft.KeyVault/vaults/certificates/create/action cannot be tried without making a version."),
        ];
    }

    private static async Task<DoctorCheck> ListAsync(string identity, string role, CertificateClient vault, CancellationToken cancellationToken)
    {
        var scope = vault.VaultUri.ToString();
        try
        {
            var count = 0;
            await foreach (var one in vault.GetPropertiesOfCertificatesAsync(cancellationToken: cancellationToken))
            {
                if (one.Enabled != false) count++;
            }

            return new DoctorCheck(What, identity, scope, DoctorVerdict.Well, $"{count} are enabled.");
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            return new DoctorCheck(What, identity, scope, DoctorVerdict.Missing, Trouble.Said(refused)) { Missing = [RoleChecks.Missing(Read, role)] };
        }
        catch (Exception trouble) when (trouble is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            return new DoctorCheck(What, identity, scope, DoctorVerdict.Failed, trouble is RequestFailedException failed ? Trouble.Said(failed) : trouble.Message);
        }
    }
}
