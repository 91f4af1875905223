using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Benchmarks.Workflow;

/// <summary>Hosts with a stopped service, in memory and at once: what is measured is the workflow, not Azure's latencies.</summary>
internal sealed class BrokenHosts(int count, TimeProvider clock) : IHosts, IEvidence, IGuestCollector, ISessionHosts, IPlatformHealth, IRehearsal, IRepair
{
    private readonly Dictionary<HostId, bool> running = Enumerable.Range(1, count).ToDictionary(IdOf, _ => false);
    private readonly Lock gate = new();

    public IReadOnlyList<Host> All { get; } = [.. Enumerable.Range(1, count).Select(number => new Host
    {
        Id = IdOf(number),
        Name = $"vm-{number}",
        Role = HostRole.Workload,
        Enrolled = true,
        // A pool of its own: caps are meant to slow a fleet down, and that is not what is measured here.
        Pool = new PoolId($"rg-{number}"),
        PrivateAddress = "10.0.0.1",
        Running = true,
    })];

    /// <summary>As the inventory has them.</summary>
    private Dictionary<HostId, Host> ById => field ??= All.ToDictionary(host => host.Id);

    public string Kind => StepKinds.Script;

    public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(All);

    public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => Task.FromResult(ById.GetValueOrDefault(id));

    public Task<HostEvidence> CollectAsync(Host host, IReadOnlyList<Signal> signals, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var up = Running(host.Id);
        return Task.FromResult(new HostEvidence
        {
            Host = host.Id,
            At = now,
            Signals = signals,
            Machine = Reading<MachineFacts>.Of(new MachineFacts("running", true, now.AddDays(-3), "Succeeded"), "instance view", Vantage.ControlPlane, now),
            Probe = Reading<ProbeFacts>.Of(new ProbeFacts(up ? ProbeOutcome.Answered : ProbeOutcome.Refused, null, "AA", "CN=x", now.AddYears(1), true), "probe", Vantage.Probe, now),
            Network = Reading<NetworkFacts>.Of(new NetworkFacts([], null, null), "network", Vantage.ControlPlane, now),
            LoadBalancing = Reading<LoadBalancing>.Of(new LoadBalancing([]), "balancing", Vantage.ControlPlane, now),
            SessionHost = Reading<SessionHostFacts>.Missing("not collected: no AVD host", "AVD", Vantage.ControlPlane, now),
            Certificate = Reading<CertificateFacts>.Missing("not collected: none named", "Key Vault", Vantage.Vault, now),
            Changes = Reading<Changes>.Of(new Changes([]), "activity log", Vantage.Logs, now),
            Guest = Reading<GuestFacts>.Missing("not collected yet", "guest collector", Vantage.Guest, now),
        });
    }

    public Task<GuestLook> StartAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken) => Task.FromResult(new GuestLook(TimeSpan.FromSeconds(15), null));

    public Task TidyAsync(Host host, Predicate<string> over, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<GuestLook> LookAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var up = Running(host.Id);
        return Task.FromResult(new GuestLook(null, Reading<GuestFacts>.Of(
            new GuestFacts
            {
                Nonce = nonce,
                Os = new GuestOs("10.0.20348", now.AddDays(-3), false, "AD"),
                Services = new Dictionary<string, GuestService>(StringComparer.Ordinal) { ["TermService"] = new(up ? "Running" : "Stopped", "Manual", "x", 1) },
                Listener = new GuestListener(3389, up, 1),
                Rdp = new GuestRdp(0, null, 3389, 2, 1, 3),
                Firewall = new GuestFirewall(true, false),
                Sessions = new GuestSessions(0, 0),
            },
            "guest collector",
            Vantage.Guest,
            now)));
    }

    public Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Reading<SessionHostFacts>.Missing("none", "AVD", Vantage.ControlPlane, clock.GetUtcNow()));

    public Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Reading<PoolCapacity>.Missing("none", "AVD", Vantage.ControlPlane, clock.GetUtcNow()));

    public Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    Task<Reading<PlatformHealth>> IPlatformHealth.ReadAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Reading<PlatformHealth>.Of(new PlatformHealth(null), "health", Vantage.ControlPlane, clock.GetUtcNow()));

    /// <summary>Every phase is a run command that ends by the next look, as in Azure.</summary>
    public Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken) => Task.FromResult<StepOutcome>(new StepOutcome.Started("run", TimeSpan.FromSeconds(15)));

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken)
    {
        if (work.Phase is StepPhase.Apply)
        {
            lock (gate) running[work.Host.Id] = true;
        }

        return Task.FromResult<StepOutcome>(new StepOutcome.Done("{}", work.Phase is StepPhase.Apply));
    }

    public Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken) => LookAsync(work, "run", cancellationToken);

    public Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan, CaseId caseId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RehearsedStep>>([]);

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private bool Running(HostId id)
    {
        lock (gate) return running[id];
    }

    private static HostId IdOf(int number) => new($"/subscriptions/s/resourceGroups/rg-{number}/providers/Microsoft.Compute/virtualMachines/vm-{number}");
}
