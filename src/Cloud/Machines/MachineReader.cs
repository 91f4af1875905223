using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Machines;

/// <summary>Reads a virtual machine's state and instance view.</summary>
public sealed class MachineReader(ArmClient arm, TimeProvider clock) : IMachines
{
    private const string Source = "virtual machine, instance view";

    private readonly ConcurrentDictionary<string, AzureLocation> regions = new(StringComparer.Ordinal);

    public async Task<Reading<MachineFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            var machine = arm.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value));
            var data = (await Trouble.ReadAsync(() => machine.GetAsync(InstanceViewType.InstanceView, cancellationToken))).Value.Data;
            regions[host.Id.Value] = data.Location;
            var view = data.InstanceView;
            var power = view?.Statuses.FirstOrDefault(status => status.Code.StartsWith("PowerState/", StringComparison.Ordinal));
            var agent = view?.VmAgent is { Statuses.Count: > 0 } reported ? reported.Statuses[0] : null;
            if (power is null) return Reading<MachineFacts>.Missing("not collected: the instance view has no power state", Source, Vantage.ControlPlane, clock.GetUtcNow());
            // A power state carries no time; a start, a stop and a move are provisioning operations, which do.
            var since = view!.Statuses.FirstOrDefault(status => status.Code.StartsWith("ProvisioningState/", StringComparison.Ordinal))?.Time;
            var facts = new MachineFacts(power.Code["PowerState/".Length..], agent?.DisplayStatus == "Ready", since, data.ProvisioningState) { Maintenance = Maintenance(view.MaintenanceRedeployStatus) };
            return Reading<MachineFacts>.Of(facts, Source, Vantage.ControlPlane, clock.GetUtcNow());
        }
        catch (RequestFailedException failed)
        {
            return Reading<MachineFacts>.Missing($"not collected: {Trouble.Said(failed)}", Source, Vantage.ControlPlane, clock.GetUtcNow());
        }
    }

    private static string? Maintenance(MaintenanceRedeployStatus? status) => status is { MaintenanceWindowStartOn: { } from, MaintenanceWindowEndOn: { } to }
        ? string.Create(CultureInfo.InvariantCulture, $"Azure has announced maintenance of the machine between {from:u} and {to:u}")
        : null;

    /// <summary>The region; a run command is a regional resource and has to name it.</summary>
    public async Task<AzureLocation> RegionAsync(Host host, CancellationToken cancellationToken)
    {
        if (regions.TryGetValue(host.Id.Value, out var known)) return known;
        var machine = arm.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value));
        return regions[host.Id.Value] = (await Trouble.ReadAsync(() => machine.GetAsync(cancellationToken: cancellationToken))).Value.Data.Location;
    }
}
