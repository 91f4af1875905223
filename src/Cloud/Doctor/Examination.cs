using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.Query;
using Azure.Security.KeyVault.Certificates;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Cloud.Doctor;

/// <summary>The vault as the two identities that know it see it; null: none is set.</summary>
internal sealed record Vaults(CertificateClient? Reader, CertificateClient? Actor);

/// <summary>Looks at every dependency and every permission without changing anything, and says what is missing and which role gives it.</summary>
public sealed class Examination
{
    private readonly IHosts hosts;
    private readonly SharedState shared;
    private readonly TimeProvider clock;
    private readonly RoleChecks roles;
    private readonly LogChecks logs;
    private readonly KeepChecks keeps;
    private readonly VaultChecks vaults;

    internal Examination(Endpoints endpoints, Identities identities, CloudOptions options, Policy policy, IHosts hosts, LogsQueryClient logs, Workspaces workspaces, ServiceBusClient bus, SharedState shared, Vaults vaults, IReadOnlyList<IFailure> failures, TimeProvider clock)
    {
        (this.hosts, this.shared, this.clock) = (hosts, shared, clock);
        roles = new RoleChecks(endpoints, identities, policy);
        this.logs = new LogChecks(logs, workspaces, options, failures, clock);
        keeps = new KeepChecks(bus, options, shared, clock);
        this.vaults = new VaultChecks(vaults.Reader, vaults.Actor);
    }

    public async Task<DoctorReport> ExamineAsync(CancellationToken cancellationToken)
    {
        var (inventory, check) = await InventoryAsync(cancellationToken);
        var checks = new List<DoctorCheck> { check };
        checks.AddRange(await roles.RunAsync(inventory, cancellationToken));
        checks.AddRange(await logs.RunAsync(cancellationToken));
        checks.AddRange(await vaults.RunAsync(cancellationToken));
        checks.AddRange(await keeps.RunAsync(cancellationToken));
        checks.Add(await DoorsAsync(inventory, cancellationToken));
        return DoctorReport.Of(clock.GetUtcNow(), checks);
    }

    private async Task<(IReadOnlyList<Host> Hosts, DoctorCheck Check)> InventoryAsync(CancellationToken cancellationToken)
    {
        const string what = "inventory (Resource Graph)";
        try
        {
            var all = await hosts.ListAsync(cancellationToken);
            var enrolled = all.Count(host => host.Enrolled);
            var said = $"{all.Count} machines are seen, {enrolled} of them are enrolled, {all.Count(host => host.Enrolled && host.Hold is not null)} of those are held.";
            return (all, enrolled > 0 ? new DoctorCheck(what, "reader", null, DoctorVerdict.Well, said) : new DoctorCheck(what, "reader", null, DoctorVerdict.Failed, $"{said} Resource Graph shows only what the caller may read: is the role RdpMedic diagnose assigned, and does a machine have the enrolment tag?"));
        }
        catch (Exception trouble) when (trouble is RetriableException or FinalException or RequestFailedException or AuthenticationFailedException)
        {
            return ([], new DoctorCheck(what, "reader", null, DoctorVerdict.Failed, trouble.Message));
        }
    }

    /// <summary>A probe that never reached a host cannot prove a cure: then the app stands outside of the network.</summary>
    private async Task<DoctorCheck> DoorsAsync(IReadOnlyList<Host> inventory, CancellationToken cancellationToken)
    {
        const string what = "RDP doors that the probe reached";
        const int most = 25;
        var asked = inventory.Where(host => host is { Enrolled: true, IsSessionHost: false, Running: not false }).Take(most).ToList();
        if (asked.Count == 0) return new DoctorCheck(what, "reader", null, DoctorVerdict.NotTried, "No enrolled machine outside of AVD runs, and AVD hosts are not probed.");
        try
        {
            var reached = 0;
            foreach (var host in asked) reached += await shared.ReachedAsync(host.Id, cancellationToken) is null ? 0 : 1;
            return reached > 0
                ? new DoctorCheck(what, "reader", null, DoctorVerdict.Well, $"{reached} of {asked.Count} were reached at some time.")
                : new DoctorCheck(what, "reader", null, DoctorVerdict.NotTried, $"None of {asked.Count} was ever reached: until one is, an unanswered probe counts as nothing. Is the app in the hosts' network?");
        }
        catch (Exception trouble) when (trouble is RetriableException or FinalException or RequestFailedException)
        {
            return new DoctorCheck(what, "keeper", null, DoctorVerdict.Failed, trouble.Message);
        }
    }
}
