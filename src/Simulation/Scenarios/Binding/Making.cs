using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>What values are made with: the start that times count from, the fleet with its names, and a maker of certificates.</summary>
/// <param name="fleet">Null while only the file is read.</param>
public sealed class Making(DateTimeOffset start, Names names, MakeCertificate make, Fleet? fleet)
{
    public DateTimeOffset Start { get; } = start;

    public Names Names { get; } = names;

    public MakeCertificate Make { get; } = make;

    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public Fleet Fleet => fleet ?? throw new InvalidOperationException("There is no fleet yet.");

    /// <summary>Thumbprints by the names that the scenario gives to certificates, for each guest.</summary>
    public Dictionary<Guest, Dictionary<string, string>> Certificates { get; } = [];

    /// <summary>Sessions that were made, for their ids.</summary>
    public int Sessions { get; set; } = 100_000;

    /// <summary>How to take back what is being changed, last first; null: nobody wants to.</summary>
    public Stack<Action>? Undo { get; set; }

    /// <summary>Makes a change that can be taken back.</summary>
    /// <returns>What takes it back.</returns>
    public Action Undoable(Action change)
    {
        var (outer, undo) = (Undo, new Stack<Action>());
        Undo = undo;
        change();
        Undo = outer;
        return () =>
        {
            while (undo.TryPop(out var back)) back();
        };
    }

    public Dictionary<string, string> CertificatesOf(Guest guest) => Certificates.TryGetValue(guest, out var known) ? known : Certificates[guest] = new Dictionary<string, string>(StringComparer.Ordinal);

    public Machine MachineOf(Guest guest) => Fleet.Machines.Values.First(machine => ReferenceEquals(machine.Guest, guest));
}
