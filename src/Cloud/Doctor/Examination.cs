using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
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
public sealed class Examination : IAsyncDisposable
{
    private readonly IHosts hosts;
    private readonly TimeProvider clock;
    private readonly InTime inTime;
    private readonly ServiceBusClient bus;
    private readonly RoleChecks roles;
    private readonly LogChecks logs;
    private readonly KeepChecks keeps;
    private readonly VaultChecks vaults;
    private readonly DoorChecks doors;

    /// <param name="bus">A client of its own, which is closed with this.</param>
    internal Examination(Endpoints endpoints, Identities identities, CloudOptions options, Policy policy, IHosts hosts, Workspaces workspaces, ServiceBusClient bus, SharedState shared, Vaults vaults, IReadOnlyList<IFailure> failures, TimeProvider clock, InTime inTime)
    {
        (this.hosts, this.clock, this.inTime, this.bus) = (hosts, clock, inTime, bus);
        roles = new RoleChecks(endpoints, identities, policy, inTime);
        logs = new LogChecks(workspaces, options, failures, clock, inTime);
        keeps = new KeepChecks(bus, options, shared, clock, inTime);
        this.vaults = new VaultChecks(vaults.Reader, vaults.Actor, inTime);
        doors = new DoorChecks(shared, inTime);
    }

    /// <summary>Everything is looked at side by side, each within its own time; only what follows from the inventory waits for that.</summary>
    public async Task<DoctorReport> ExamineAsync(CancellationToken cancellationToken)
    {
        var reading = InventoryAsync(cancellationToken);
        var inventory = HostsOf(reading);
        var checks = await Task.WhenAll(
            CheckOf(reading),
            roles.RunAsync(inventory, cancellationToken),
            logs.RunAsync(inventory, cancellationToken),
            vaults.RunAsync(cancellationToken),
            keeps.RunAsync(cancellationToken),
            doors.RunAsync(inventory, cancellationToken));
        return DoctorReport.Of(clock.GetUtcNow(), [.. checks.SelectMany(some => some)]);

        static async Task<IReadOnlyList<Host>> HostsOf(Task<(IReadOnlyList<Host> Hosts, DoctorCheck Check)> reading) => (await reading).Hosts;

        static async Task<IReadOnlyList<DoctorCheck>> CheckOf(Task<(IReadOnlyList<Host> Hosts, DoctorCheck Check)> reading) => [(await reading).Check];
    }

    public ValueTask DisposeAsync() => bus.DisposeAsync();

    /// <summary>No hosts where they could not be read.</summary>
    private async Task<(IReadOnlyList<Host> Hosts, DoctorCheck Check)> InventoryAsync(CancellationToken cancellationToken)
    {
        const string what = "inventory (Resource Graph)";
        IReadOnlyList<Host> read = [];
        var check = await inTime.AskAsync(what, "reader", null, ListAsync, cancellationToken);
        return (check.Verdict == DoctorVerdict.Well ? read : [], check);

        async Task<DoctorCheck> ListAsync(CancellationToken cancellation)
        {
            try
            {
                read = await hosts.ListAsync(cancellation);
                var enrolled = read.Count(host => host.Enrolled);
                var said = $"{read.Count} machines are seen, {enrolled} of them are enrolled, {read.Count(host => host.Enrolled && host.Hold is not null)} of those are held.";
                return enrolled > 0 ? new DoctorCheck(what, "reader", null, DoctorVerdict.Well, said) : new DoctorCheck(what, "reader", null, DoctorVerdict.Failed, $"{said} Resource Graph shows only what the caller may read: is the role RdpMedic diagnose assigned, and does a machine have the enrolment tag?");
            }
            catch (Exception trouble) when (trouble is RetriableException or FinalException or RequestFailedException or AuthenticationFailedException)
            {
                return new DoctorCheck(what, "reader", null, DoctorVerdict.Failed, trouble.Message);
            }
        }
    }
}
