using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The section <c>vaults</c>.</summary>
internal static class Vaults
{
    public static void Build(ScenarioWorld world)
    {
        foreach (var (name, spec) in world.Scenario.Vaults.Values.SelectMany(vault => vault.Certificates))
        {
            var host = name.StartsWith("rdp-", StringComparison.Ordinal) ? name["rdp-".Length..] : name;
            var certificate = new VaultCertificate { Name = name, Subject = $"CN={host}.corp.example", DnsNames = [$"{host}.corp.example"] };
            world.Fleet.Vault.Certificates[name] = certificate = spec.World.Fill(certificate, world.Making);
            if (certificate.Versions.Count > 0) continue;
            var expires = spec.Expires ?? world.Start.AddDays(270);
            var from = expires.AddDays(-360) < world.Start.AddDays(-1) ? expires.AddDays(-360) : world.Start.AddDays(-1);
            certificate.Versions.Add(VaultVersionsKind.Version(world.Making.Make(certificate.Subject, certificate.Usages, from, expires)));
        }
    }
}
