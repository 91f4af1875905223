using System.Reflection;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Format;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The sections <c>hosts</c> and <c>isolation</c>.</summary>
internal static class Hosts
{
    /// <summary>The resource group of plain machines that name none.</summary>
    public const string DefaultGroup = "rg-app";

    public static void Build(ScenarioWorld world)
    {
        var dice = new Dice((ulong)world.Scenario.Seed);
        foreach (var (name, spec) in world.Scenario.Hosts)
        {
            var number = world.Fleet.Machines.Count;
            var pool = spec.Pool is { } named ? world.Fleet.HostPools[named] : null;
            var id = new byte[16];
            for (var index = 0; index < id.Length; index++) id[index] = (byte)dice.Below(256);
            var machine = NewMachine.Plain(world.Fleet, spec.ResourceGroup ?? pool?.ResourceGroup ?? DefaultGroup, name, $"127.{world.Octet}.{number / 250}.{(number % 250) + 1}", new Guid(id), world.Start.AddDays(-10), 800 + number, null, spec.Certificate);
            if (!spec.Enrolled) machine.Tags.Remove("rdpmedic");
            if (spec.Protected) machine.Tags["rdpmedic-role"] = "protected";
            var registered = pool is null ? null : NewMachine.Join(world.Fleet, pool, machine, null);
            Certify(world, machine, spec);
            spec.World.Fill(machine, world.Making);
            if (registered is not null && spec.SessionHost is { } said) pool!.Hosts[name] = said.Fill(registered, world.Making);
            if (!spec.NeverReached && (spec.Reached is not null || pool is null)) world.Reached[name] = spec.Reached ?? world.Start.AddMinutes(-1);
        }

        foreach (var isolated in world.Scenario.Isolation.Where(isolated => isolated.From is not { } from || from <= world.Start))
        {
            foreach (var host in isolated.On) world.Fleet.Machines[host].Tags["rdpmedic-hold"] = isolated.Why;
        }
    }

    private static void Certify(ScenarioWorld world, Machine machine, HostSpec spec)
    {
        if (spec.Certificate is { } name)
        {
            var version = world.Fleet.Vault.Certificates[name].Versions[^1].Certificate;
            // The vault's certificate and the one in the guest differ in what only a guest knows.
            NewMachine.Bind(machine, Copy(version), type: 3);
            machine.Tags["rdpmedic-certificate"] = name;
            world.Making.CertificatesOf(machine.Guest)[name] = version.Thumbprint;
        }

        OwnCertificate.Make(world.Fleet, machine, world.Start.AddDays(-60), world.Start.AddDays(120));
    }

    private static StoredCertificate Copy(StoredCertificate one) => (StoredCertificate)Clone.Invoke(one, null)!;

    /// <summary>Whatever properties it has.</summary>
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
}
