using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Machines;

/// <summary>Starts virtual machines as the identity that acts, and reads their power state as it. A start is never awaited. (Microsoft.Compute virtualMachines/start)</summary>
public sealed class MachinePower(ArmClient actor) : IPower
{
    private const string Prefix = "PowerState/";

    public async Task<string> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var machine = actor.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value));
        var view = (await Trouble.MustAsync(() => machine.GetAsync(InstanceViewType.InstanceView, cancellationToken))).Value.Data.InstanceView;
        return view?.Statuses.FirstOrDefault(status => status.Code.StartsWith(Prefix, StringComparison.Ordinal))?.Code[Prefix.Length..]
            ?? throw new RetriableException("The instance view has no power state.");
    }

    public async Task<string?> StartAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            await Trouble.WriteAsync(() => actor.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value)).PowerOnAsync(WaitUntil.Started, cancellationToken));
            return null;
        }
        catch (RequestFailedException refused)
        {
            return Trouble.Said(refused);
        }
    }
}
