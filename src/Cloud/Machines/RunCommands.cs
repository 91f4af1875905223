using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Machines;

/// <summary>
/// Managed run commands: put, look, delete. Never awaited: the put answers as soon as ARM has taken it, and the result is read by a GET of the resource.
/// Nothing else on the machine is touched, and a name is used once. (Microsoft.Compute virtualMachines/runCommands)
/// </summary>
public sealed class RunCommands(ArmClient actor, MachineReader machines) : IRunCommands
{
    /// <summary>A script that has not ended by then is stopped by the agent.</summary>
    private const int TimeoutSeconds = 300;

    /// <summary>Null: taken. Otherwise why ARM refused it; nothing runs then.</summary>
    /// <exception cref="RetriableException">Throttled: nothing was put.</exception>
    /// <exception cref="UncertainException">It may have been put.</exception>
    public async Task<string?> PutAsync(Host host, string name, string script, IEnumerable<KeyValuePair<string, string>> parameters, IReadOnlyList<KeyValuePair<string, string>> secrets, CancellationToken cancellationToken)
    {
        var data = new VirtualMachineRunCommandData(await machines.RegionAsync(host, cancellationToken))
        {
            Source = new VirtualMachineRunCommandScriptSource { Script = script },
            AsyncExecution = true,
            TimeoutInSeconds = TimeoutSeconds,
            TreatFailureAsDeploymentFailure = false,
        };
        foreach (var (key, value) in parameters) data.Parameters.Add(new RunCommandInputParameter(key, value));
        foreach (var (key, value) in secrets) data.ProtectedParameters.Add(new RunCommandInputParameter(key, value));
        var all = actor.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value)).GetVirtualMachineRunCommands();
        try
        {
            await Trouble.WriteAsync(() => all.CreateOrUpdateAsync(WaitUntil.Started, name, data, cancellationToken));
            return null;
        }
        catch (RequestFailedException refused)
        {
            return Trouble.Said(refused);
        }
    }

    /// <summary>Null: there is no such run command.</summary>
    public async Task<RunState?> LookAsync(Host host, string name, CancellationToken cancellationToken)
    {
        var all = actor.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value)).GetVirtualMachineRunCommands();
        try
        {
            var data = (await Trouble.ReadAsync(() => all.GetAsync(name, "instanceView", cancellationToken))).Value.Data;
            var view = data.InstanceView;
            var state = view?.ExecutionState?.ToString() ?? "Pending";
            var failed = data.ProvisioningState == "Failed";
            var ended = failed || state is not ("Pending" or "Running" or "Unknown");
            return new RunState(ended, failed && view?.ExecutionState is null ? "Failed" : state, view?.Output ?? "", string.IsNullOrEmpty(view?.Error) ? view?.ExecutionMessage ?? "" : view.Error);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    /// <summary>The names of those that stand on the machine, anybody's; none when the machine is gone.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Host host, CancellationToken cancellationToken)
    {
        var all = actor.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value)).GetVirtualMachineRunCommands();
        try
        {
            return await Trouble.ReadAsync(async () => (IReadOnlyList<string>)await all.GetAllAsync(cancellationToken: cancellationToken).Select(command => command.Data.Name).ToListAsync(cancellationToken));
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return [];
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    /// <summary>Safe to repeat; what is gone already is fine.</summary>
    public async Task DeleteAsync(Host host, string name, CancellationToken cancellationToken)
    {
        var machine = new ResourceIdentifier(host.Id.Value);
        var command = actor.GetVirtualMachineRunCommandResource(VirtualMachineRunCommandResource.CreateResourceIdentifier(machine.SubscriptionId, machine.ResourceGroupName, machine.Name, name));
        try
        {
            await Trouble.WriteAsync(() => command.DeleteAsync(WaitUntil.Started, cancellationToken));
        }
        catch (RequestFailedException)
        {
            // Gone already, or not ours to delete: nobody reads back what it holds protected, and at most 25 may stand, which the next put would say.
            return;
        }
    }
}
