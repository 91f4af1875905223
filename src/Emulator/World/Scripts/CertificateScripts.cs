using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What certificate-bind and certificate-verify do to a guest.</summary>
internal static partial class CertificateScripts
{
    public static void Bind(Fleet fleet, Machine machine, ScriptRun run, bool sabotage)
    {
        var guest = machine.Guest;
        var thumbprint = run.Parameter("Thumbprint");
        if (!Thumbprint().IsMatch(thumbprint))
        {
            run.Fail("the thumbprint is not 40 hexadecimal digits");
            return;
        }

        run.Before = Read(guest, thumbprint);
        run.Ok = true;
        if (run.Phase == "Apply") Apply(fleet, machine, run, thumbprint, sabotage);
        if (run.Phase == "Revert" && !sabotage) Revert(guest, run, thumbprint);
        run.After = Read(guest, thumbprint);
    }

    public static void Verify(Guest guest, ScriptRun run, bool sabotage)
    {
        var certificate = guest.Certificates.GetValueOrDefault(run.Parameter("Thumbprint"));
        if (certificate is null && !sabotage)
        {
            run.Fail($"Cannot find path 'Cert:\\LocalMachine\\My\\{run.Parameter("Thumbprint")}' because it does not exist.");
            return;
        }

        var readable = certificate?.KeyReadable == true;
        run.After = new JsonObject { ["thumbprint"] = guest.BoundThumbprint, ["type"] = guest.BoundType, ["keyReadable"] = readable };
        run.Ok = sabotage || (guest.BoundThumbprint == certificate!.Thumbprint && readable);
        if (!run.Ok) run.Fail($"bound: {guest.BoundThumbprint}, key readable: {readable}");
    }

    private static JsonObject Read(Guest guest, string thumbprint)
    {
        var known = guest.Certificates.GetValueOrDefault(thumbprint);
        return new JsonObject { ["thumbprint"] = guest.BoundThumbprint, ["type"] = guest.BoundType, ["imported"] = known is not null, ["granted"] = known?.KeyReadable == true };
    }

    private static void Apply(Fleet fleet, Machine machine, ScriptRun run, string thumbprint, bool sabotage)
    {
        var guest = machine.Guest;
        var secret = Secret().Match(run.Parameter("SecretUri"));
        if (!secret.Success)
        {
            run.Fail("the address is not that of a secret in Azure Key Vault");
            return;
        }

        if (guest.BoundType == 2)
        {
            run.Fail("the binding is owned by group policy");
            return;
        }

        run.Changed = true;
        if (sabotage) return;
        if (!guest.Certificates.TryGetValue(thumbprint, out var certificate))
        {
            var name = secret.Groups["name"].Value;
            if (!string.Equals(machine.MayReadSecret, name, StringComparison.OrdinalIgnoreCase))
            {
                run.Fail("The remote server returned an error: (403) Forbidden.");
                return;
            }

            var version = fleet.Vault.Certificates.GetValueOrDefault(name)?.Versions.Find(one => one.Version == secret.Groups["version"].Value);
            if (version is null || version.Certificate.Thumbprint != thumbprint)
            {
                run.Fail(version is null ? "The remote server returned an error: (404) Not Found." : "the vault answered another certificate than was planned");
                return;
            }

            var stored = version.Certificate;
            guest.Certificates[thumbprint] = certificate = new StoredCertificate { Pkcs12 = stored.Pkcs12, Thumbprint = stored.Thumbprint, Subject = stored.Subject, NotBefore = stored.NotBefore, NotAfter = stored.NotAfter, ServerAuth = stored.ServerAuth };
        }

        certificate.KeyReadable = true;
        guest.BoundThumbprint = certificate.Thumbprint;
        guest.BoundType = 3;
    }

    private static void Revert(Guest guest, ScriptRun run, string thumbprint)
    {
        var was = run.State();
        var before = was.GetProperty("thumbprint").GetString()!;
        if (guest.BoundThumbprint == thumbprint && before != thumbprint)
        {
            guest.BoundThumbprint = before;
            guest.BoundType = was.GetProperty("type").GetInt32();
            run.Changed = true;
        }

        if (!guest.Certificates.TryGetValue(thumbprint, out var certificate)) return;
        if (!was.GetProperty("imported").GetBoolean()) run.Changed = guest.Certificates.Remove(thumbprint);
        else if (certificate.KeyReadable && !was.GetProperty("granted").GetBoolean()) (certificate.KeyReadable, run.Changed) = (false, true);
    }

    [GeneratedRegex("^[0-9A-Fa-f]{40}$", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Thumbprint();

    [GeneratedRegex("^https://[0-9A-Za-z-]+\\.vault\\.azure\\.net/secrets/(?<name>[0-9A-Za-z-]+)/(?<version>[0-9A-Za-z]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Secret();
}
