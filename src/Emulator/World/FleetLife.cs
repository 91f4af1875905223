using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World;

/// <summary>Makes time pass in a fleet: faults befall hosts, scripts end, renewals complete, people come and go, logs are written. One call advances everything, in one order.</summary>
public sealed class FleetLife : IDisposable
{
    private readonly Fleet fleet;
    private readonly IReadOnlyList<PlannedFault> faults;
    private readonly Break breaking;
    private readonly ListenerSet listeners;
    private readonly GuestEvents events;
    private readonly Noise noise;
    private readonly PerformanceRows performance;
    private readonly ActivityRows activity;
    private readonly DesktopUsers desktops;
    private readonly MachineUsers machines;

    public FleetLife(Fleet fleet, CertificateFactory certificates, IReadOnlyList<PlannedFault> faults, AppendRow append, int seed)
    {
        this.fleet = fleet;
        this.faults = faults;
        breaking = new Break(fleet, certificates.Make);
        listeners = new ListenerSet(fleet);
        Scripts = new ScriptEngine(fleet);
        Commands = new RunCommandShelf(fleet, Run, new Random(seed + 1));
        Renewals = new VaultRenewals(fleet, certificates.Renew, new Random(seed + 2));
        var rows = new RowWriter(fleet, append, new Random(seed + 3));
        events = new GuestEvents(fleet, rows);
        noise = new Noise(fleet, rows, new Random(seed + 4));
        performance = new PerformanceRows(fleet, rows);
        activity = new ActivityRows(fleet, append, new Random(seed + 5));
        desktops = new DesktopUsers(fleet, rows, new Random(seed + 6));
        machines = new MachineUsers(fleet, rows, events, new Random(seed + 7));
        Watch = new UnsafeWatch(fleet);
    }

    public ScriptEngine Scripts { get; }

    public RunCommandShelf Commands { get; }

    public VaultRenewals Renewals { get; }

    /// <summary>What must never happen, watched from outside.</summary>
    public UnsafeWatch Watch { get; }

    /// <summary>People come to session hosts. Default true.</summary>
    public bool HasDesktops
    {
        get => !desktops.IsQuiet;
        set => desktops.IsQuiet = !value;
    }

    /// <summary>People connect to plain machines, and guests log what fails there. Default true.</summary>
    public bool HasMachineUsers { get; set; } = true;

    /// <summary>Rows that mean nothing are written too. Default true.</summary>
    public bool HasNoise { get; set; } = true;

    /// <summary>Called with the fleet's lock held when a script has run in a machine.</summary>
    public Action<Machine>? ScriptRan { get; set; }

    /// <summary>Connections that people tried on plain machines, and those that worked.</summary>
    public (int Tried, int Secured) Connections => machines.Count;

    /// <summary>Brings everything up to the fleet's clock.</summary>
    public void Advance()
    {
        lock (fleet.Gate)
        {
            Watch.Look();
            fleet.Later.Advance(fleet.Now);
            foreach (var fault in faults.Where(fault => !fault.Done && fault.At <= fleet.Now))
            {
                breaking.Host(fault.Host, fault.Failure, fault.Variant);
                fault.Done = true;
            }

            Watch.Accept();
            Commands.Advance();
            Renewals.Advance();
            listeners.Reconcile();
            desktops.Advance();
            if (HasMachineUsers) machines.Advance();
            events.Advance();
            if (HasNoise) noise.Advance();
            performance.Advance();
            activity.Advance();
        }
    }

    public void Dispose() => listeners.Dispose();

    private ScriptResult Run(Machine machine, ScriptCall call)
    {
        var result = Scripts.Run(machine, call);
        ScriptRan?.Invoke(machine);
        return result;
    }
}
