using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;
using RdpMedic.Healing;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.World;

/// <summary>The fleet of the emulator in virtual time, without sockets: hosts break, scripts end, people come and go, logs are written, all from one seed.</summary>
public sealed class SimulatedAzure
{
    /// <summary>In every private key: what is never to be seen outside of a vault or a certificate store.</summary>
    public const string Canary = "canary-5c1e";

    private readonly Agenda agenda;
    private readonly Dice dice;
    private readonly Chaos chaos;
    private readonly GuestEvents events;
    private readonly ActivityRows activity;
    private readonly DesktopUsers desktops;
    private readonly Noise noise;
    private readonly PerformanceRows performance;
    private int certificates;

    /// <summary>The demo's fleet.</summary>
    public SimulatedAzure(Agenda agenda, Dice dice, Chaos chaos, int hosts, int seed)
        : this(agenda, dice, chaos, seed, make => new FleetBuilder(make, 64).Build(hosts, seed, agenda.Clock))
    {
    }

    /// <summary>Any fleet.</summary>
    public SimulatedAzure(Agenda agenda, Dice dice, Chaos chaos, int seed, Func<MakeCertificate, Fleet> build)
    {
        (this.agenda, this.dice, this.chaos) = (agenda, dice, chaos);
        Fleet = build(Certificate);
        Store = Logs.Append;
        Breaking = new Break(Fleet, Certificate);
        Scripts = new ScriptEngine(Fleet);
        Commands = new RunCommandShelf(Fleet, RunScript, new Random(seed));
        Renewals = new VaultRenewals(Fleet, (vault, from) => Certificate(vault.Subject, vault.Usages, from.AddMinutes(-10), from.AddMonths(vault.ValidityMonths)), new Random(seed + 1));
        var rows = new RowWriter(Fleet, Append, new Random(seed + 2));
        events = new GuestEvents(Fleet, rows);
        activity = new ActivityRows(Fleet, Append, new Random(seed + 3));
        desktops = new DesktopUsers(Fleet, rows, new Random(seed + 4));
        noise = new Noise(Fleet, rows, new Random(seed + 5));
        performance = new PerformanceRows(Fleet, rows);
        Ownership = new Ownership(agenda.Clock);
    }

    public Fleet Fleet { get; }

    public LogStore Logs { get; } = new();

    public Break Breaking { get; }

    public ScriptEngine Scripts { get; }

    public RunCommandShelf Commands { get; }

    public VaultRenewals Renewals { get; }

    /// <summary>Who wrote what last.</summary>
    public Ownership Ownership { get; }

    /// <summary>How a guest stood right before a script ran in it, by the script's nonce.</summary>
    public Dictionary<string, Posture> Before { get; } = new(StringComparer.Ordinal);

    /// <summary>Where rows go in the end.</summary>
    public AppendRow Store { get; set; }

    /// <summary>Pool members that the operator listed: a host that is listed and no member is not well.</summary>
    public IReadOnlyList<DesiredBackend> Listed { get; set; } = [];

    /// <summary>People come to plain machines by chance.</summary>
    public bool HasVisitors { get; set; } = true;

    /// <summary>People come to session hosts.</summary>
    public bool HasDesktops
    {
        get => !desktops.IsQuiet;
        set => desktops.IsQuiet = !value;
    }

    /// <summary>Rows that mean nothing are written too.</summary>
    public bool HasNoise { get; set; }

    /// <summary>Scripts that were run, each once, by the name of their run command.</summary>
    public Action<Machine, RunCommand, ScriptResult>? ScriptRan { get; set; }

    /// <summary>Brings everything up to now.</summary>
    public void Advance()
    {
        RunCommands();
        Renewals.Advance();
        desktops.Advance();
        Visitors();
        events.Advance();
        performance.Advance();
        if (HasNoise) noise.Advance();
        activity.Advance();
    }

    public void RunCommands()
    {
        foreach (var machine in Fleet.Machines.Values)
        {
            if (machine.RunCommands.Count == 0) continue;
            var waiting = machine.RunCommands.Values.Where(command => command.Result is null && command.EndsAt <= agenda.Now).ToList();
            if (waiting.Count == 0) continue;
            Commands.Advance();
            foreach (var command in waiting.Where(command => command.Result is not null)) ScriptRan?.Invoke(machine, command, command.Result!);
        }
    }

    public StoredCertificate Certificate(string subject, IReadOnlyList<string> usages, DateTimeOffset notBefore, DateTimeOffset notAfter, bool keyReadable = true)
    {
        var number = (++certificates).ToString(CultureInfo.InvariantCulture);
        return new StoredCertificate
        {
            Pkcs12 = Encoding.ASCII.GetBytes($"{Canary}-{number}"),
#pragma warning disable CA5350 // A thumbprint is a SHA-1 by definition; nothing is protected by it.
            Thumbprint = Convert.ToHexString(SHA1.HashData(Encoding.ASCII.GetBytes($"{subject}/{number}"))),
#pragma warning restore CA5350
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            KeyReadable = keyReadable,
            ServerAuth = usages.Contains("1.3.6.1.5.5.7.3.1", StringComparer.Ordinal),
        };
    }

    private ScriptResult RunScript(Machine machine, ScriptCall call)
    {
        Scripts.SabotageRepairs = chaos.At(agenda.Now) && dice.Chance(chaos.Lie);
        Before[call.Parameters.GetValueOrDefault("Nonce", "")] = Posture.Of(machine.Guest);
        return Scripts.Run(machine, call);
    }

    private void Append(string table, DateTimeOffset timeGenerated, DateTimeOffset ingestedAt, IReadOnlyDictionary<string, object?> columns)
    {
        if (chaos.At(agenda.Now) && dice.Chance(chaos.LostRow)) return;
        Store(table, timeGenerated, chaos.At(agenda.Now) && dice.Chance(chaos.LateRow) ? ingestedAt + dice.Between(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(20)) : ingestedAt, columns);
    }

    /// <summary>People on plain machines: now and then somebody signs in, and leaves by himself.</summary>
    private void Visitors()
    {
        foreach (var machine in Fleet.Machines.Values.Where(machine => !Fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))))
        {
            MachineSessions.Advance(machine, agenda.Now);
            if (HasVisitors && machine.Guest.Listens && machine.Guest.Sessions.Count == 0 && machine.Guest.TakesLogons && SessionStart.Stops(machine.Guest) is null && SignIns.Refusal(machine.Guest) is null or { Some: > 0 } && dice.Chance(0.004)) machine.Guest.Sessions.Add(new Session { Id = 1 + dice.Below(9000), User = "admin@corp.example", Since = agenda.Now, Until = agenda.Now + dice.Between(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(45)) });
        }
    }
}
