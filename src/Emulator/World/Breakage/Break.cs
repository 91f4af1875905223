using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Breaks a host by changing its state, and nothing else: what is then seen of it follows. The caller holds the fleet's lock.</summary>
public sealed class Break(Fleet fleet, MakeCertificate make)
{
    /// <summary>Who changed it, as the activity log will say.</summary>
    private const string Person = "dana@corp.example";

    /// <summary>Failures for which a host can be broken; the variants each knows itself.</summary>
    public static IReadOnlyList<string> Failures { get; } = ["termservice-down", "cert-custom-invalid", "cert-expiring", "nsg-deny", "lb-misconfig", .. Breakages.All.Keys];

    /// <exception cref="ArgumentException">No such failure or variant.</exception>
    public void Host(string name, string failure, string variant)
    {
        var machine = fleet.Machines[name];
        switch (failure)
        {
            case "termservice-down":
                Service(machine, variant);
                break;
            case "cert-custom-invalid" or "cert-expiring":
                Certificate(machine, variant);
                break;
            case "nsg-deny":
                Rule(fleet.SecurityGroups[machine.SecurityGroup!], variant);
                break;
            case "lb-misconfig":
                Member(machine, variant);
                break;
            default:
                if (!Breakages.All.TryGetValue(failure, out var done)) throw new ArgumentException($"Nobody knows how to break a host by {failure}.", nameof(failure));
                done(fleet, machine, variant);
                break;
        }
    }

    private static void Service(Machine machine, string variant)
    {
        var service = machine.Guest.Services["TermService"];
        switch (variant)
        {
            case "stopped":
                (service.State, service.Start, service.Pid) = ("Stopped", "Disabled", 0);
                break;
            case "ended":
                (service.State, service.Pid) = ("Stopped", 0);
                break;
            case "hangs":
                service.Hangs = true;
                break;
            case "will-not-stop":
                (service.State, service.Hangs, service.WillNotStop) = ("StopPending", true, true);
                break;
            case "broken":
                (service.State, service.WillNotStart, service.Pid) = ("Stopped", true, 0);
                break;
            case "wrong-account":
                (service.State, service.Account, service.ExitCode, service.Pid) = ("Stopped", @"CORP\svc-rdp", 1069, 0);
                break;
            case "access-denied":
                (service.State, service.WillNotStart, service.ExitCode, service.Pid) = ("Stopped", true, 5, 0);
                break;
            default:
                throw new ArgumentException($"A service does not break by {variant}.", nameof(variant));
        }
    }

    private void Certificate(Machine machine, string variant)
    {
        var vault = fleet.Vault.Certificates[machine.MayReadSecret!];
        var now = fleet.Now;
        var (from, to) = variant switch
        {
            "expired" or "policy" => (now.AddMonths(-12), now.AddMinutes(-5)),
            "soon" => (now.AddMonths(-12).AddDays(3), now.AddDays(3)),
            "key-unreadable" or "missing" or "no-key" or "wrong-usage" => (now.AddMonths(-1), now.AddMonths(11)),
            _ => throw new ArgumentException($"A certificate does not break by {variant}.", nameof(variant)),
        };
        var bad = make(vault.Subject, variant == "wrong-usage" ? ["1.3.6.1.5.5.7.3.2"] : vault.Usages, from, to, variant != "key-unreadable");
        if (variant == "no-key") bad = new StoredCertificate { Pkcs12 = bad.Pkcs12, Thumbprint = bad.Thumbprint, Subject = bad.Subject, NotBefore = from, NotAfter = to, HasPrivateKey = false };
        if (variant != "missing") machine.Guest.Certificates[bad.Thumbprint] = bad;
        machine.Guest.BoundThumbprint = bad.Thumbprint;
        machine.Guest.BoundType = variant == "policy" ? 2 : 3;
        // It expired in the vault too; anything else is the machine's own fault, and the vault has a good version.
        if (variant is "expired" or "soon")
        {
            vault.Versions.Clear();
            vault.Versions.Add(new VaultVersion(bad.Thumbprint[..32].ToLowerInvariant(), bad));
        }
    }

    private void Rule(SecurityGroup group, string variant)
    {
        const string name = "allow-rdp-inside";
        switch (variant)
        {
            case "deleted":
                group.Rules.Remove(name);
                break;
            case "altered":
                group.Rules[name] = group.Rules[name] with { Ports = ["3390"], ETag = fleet.NextETag() };
                break;
            case "deleted-below-deny":
                group.Rules.Remove(name);
                group.Rules["secops-block-rdp"] = new SecurityRule { Name = "secops-block-rdp", Priority = 150, Access = "Deny", Sources = ["*"], Destinations = ["*"], Ports = ["3389"], ETag = fleet.NextETag() };
                break;
            default:
                throw new ArgumentException($"A rule does not break by {variant}.", nameof(variant));
        }

        group.ETag = fleet.NextETag();
        fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/DELETE", $"{group.Id}/securityRules/{name}", Person));
    }

    private void Member(Machine machine, string variant)
    {
        var (balancer, pool) = fleet.LoadBalancers.Values.SelectMany(one => one.Pools.Values.Select(pool => (one, pool))).First(pair => pair.pool.Members.ContainsKey(machine.Name));
        if (variant == "removed") pool.Members.Remove(machine.Name);
        else pool.Members[machine.Name] = pool.Members[machine.Name] with { AdminState = "Down" };
        pool.ETag = fleet.NextETag();
        fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.NETWORK/LOADBALANCERS/BACKENDADDRESSPOOLS/WRITE", $"{balancer.Id}/backendAddressPools/{pool.Name}", Person));
    }
}
