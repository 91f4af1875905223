using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>Managed run commands on the world's shelf; some never end.</summary>
public sealed class Guests(SimulatedAzure azure, Agenda agenda, Dice dice, Chaos chaos, Line line, Hands hands, Action<string, StepWork?> put, Action<HostId> kept) : IRunCommands
{
    private const int TimeoutSeconds = 300;

    public Task<string?> PutAsync(Host host, string name, string script, IEnumerable<KeyValuePair<string, string>> parameters, IReadOnlyList<KeyValuePair<string, string>> secrets, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        var given = parameters.ToDictionary(StringComparer.Ordinal);
        return line.WriteAsync(Service.Azure, () =>
        {
            if (Inventory.Machine(azure, host.Id) is not { } machine) return "404 ResourceNotFound";
            if (azure.Fleet.Locked(machine.Id)) return Network.Locked;
            if (machine.Power != Power.Running) return "409 OperationNotAllowed: the machine does not run.";
            var call = new ScriptCall(script, given, secrets.ToDictionary(StringComparer.Ordinal), TimeoutSeconds);
            var fingerprint = StableHash.Of([script, .. given.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}")]);
            if (azure.Commands.Put(machine, name, call, fingerprint, out var isNew) is { } refused) return refused;
            if (!isNew) return null;
            put(name, work);
            var command = machine.RunCommands[name];
            if (chaos.At(agenda.Now) && dice.Chance(chaos.Stuck)) command.EndsAt = DateTimeOffset.MaxValue;
            else agenda.Plan(command.EndsAt, azure.RunCommands);
            return null;
        });
    }

    public Task<RunState?> LookAsync(Host host, string name, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
    {
        if (Inventory.Machine(azure, host.Id) is not { } machine || !machine.RunCommands.TryGetValue(name, out var command)) return null;
        var state = azure.Commands.StateOf(command);
        return new RunState(state is not ("Pending" or "Running"), state, command.Result?.Output ?? "", command.Result?.Error ?? "");
    });

    public Task<IReadOnlyList<string>> ListAsync(Host host, CancellationToken cancellationToken) =>
        TidyingAsync(host, () => line.ReadAsync<IReadOnlyList<string>>(Service.Azure, () => Inventory.Machine(azure, host.Id) is { } machine ? [.. machine.RunCommands.Keys] : []));

    public Task DeleteAsync(Host host, string name, CancellationToken cancellationToken) => TidyingAsync(host, () => line.WriteAsync(Service.Azure, () =>
    {
        if (Inventory.Machine(azure, host.Id) is not { } machine) return false;
        if (!azure.Fleet.Locked(machine.Id, deletes: true)) return machine.RunCommands.Remove(name);
        kept(host.Id);
        return false;
    }));

    private async Task<T> TidyingAsync<T>(Host host, Func<Task<T>> tidy)
    {
        try
        {
            return await tidy();
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException or FinalException)
        {
            kept(host.Id);
            throw;
        }
    }
}
