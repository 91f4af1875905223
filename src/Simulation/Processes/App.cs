using System.Text;
using RdpMedic.Emulator.Bus;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.Processes;

/// <summary>One life of one instance of the app: the product composed on lines that fail, its message pump, and what its timers call.</summary>
public sealed class App
{
    private const int Sessions = 4;

    private readonly Stage stage;
    private readonly Parts parts;
    private readonly Turn turn;
    private readonly CertificateTurn certificateTurn;
    private readonly DeadLetters letters;
    private readonly DetectSweep detect;
    private readonly ProbeSweep probe;
    private readonly CertificateSweep certificates;
    private readonly ResumeSweep resume;
    private int busy;

    public App(string name, Stage stage, Parts parts)
    {
        (this.stage, this.parts) = (stage, parts);
        Process = new Process(name, stage.Agenda);
        Clock = new VirtualClock(stage.Agenda, () => Process.Skew);
        var line = new Line(stage.Agenda, stage.Dice, stage.Chaos, Process, stage.Crash, stage.Called);
        var azure = stage.Azure;
        var policy = parts.Policy(stage.Policy);
        var hands = new Hands(azure, stage.Judge.Landed, work => stage.Judge.Called(work));
        var cases = parts.Cases(new StoredCases(stage.Cases, line, stage.Judge.Saved));
        var documents = parts.Documents(new StoredDocuments(stage.Documents, line));
        var messages = parts.Messages(new BusMessages(stage.Bus, line, stage.Judge.Sent));
        var shared = new SharedState(documents);
        var inventory = new Inventory(azure, line.As("inventory"), Clock);
        var seen = new Observability(azure, line.As("logs"), Clock);
        var doors = new PacedProbe(seen, shared, Clock);
        var network = new Network(azure, line.As("network"), hands);
        var desktop = new Desktop(azure, line.As("desktopVirtualization"), line.As("logs"), hands, Clock);
        var around = new Outskirts(azure, stage.Agenda, line.As("network"), line.As("virtualMachines"), hands);
        var guests = new Guests(azure, stage.Agenda, stage.Dice, stage.Chaos, line.As("runCommands"), hands, stage.Judge.Put, stage.Judge.KeptFromTidying);
        var vault = parts.Certificates(new Vaults(azure, line.As("keyVault"), Clock, stage.Judge.RenewalBegan));
        IRepair[] repairs = [.. new IRepair[] { new RestoreSecurityRule(parts.Rules(network), Clock), new ChangeBackend(network, Clock), new DrainSessionHost(desktop, seen, policy, Clock), new RunScript(guests, Clock), new RegisterSessionHost(guests, desktop, desktop, Clock), new StartMachine(around, Clock), new RestoreNatRule(network, Clock) }.Select(repair => hands.Around(parts.Repair(repair)))];
        var evidence = new EvidenceCollector(inventory, network, network, desktop, vault, doors, inventory, seen, new WorldLogs(azure, line.As("logs"), Clock), inventory, new CloserLook(around, network, around, desktop, policy, Clock), policy, Clock);
        var failures = parts.Failures(FailureCatalogue.All);
        var machine = new CaseMachine(failures, parts.Gates(Gates.All), policy);
        var leases = parts.Leases(new Reservations(documents, cases, policy, Clock));
        var effects = new Effects(inventory, evidence, parts.Collector(new GuestCollector(guests, Clock)), desktop, inventory, new Rehearsals(line), leases, shared, repairs, Clock);
        turn = new Turn(machine, cases, messages, effects, Clock);
        certificateTurn = new CertificateTurn(shared, vault, messages, policy, Clock);
        letters = new DeadLetters(inventory, messages, documents, Clock);
        detect = new DetectSweep(failures, inventory, seen, new DesiredState(network, network, policy), messages, shared, Clock);
        probe = new ProbeSweep(inventory, doors, cases, shared, messages, policy, Clock);
        certificates = new CertificateSweep(inventory, vault, messages, policy, Clock);
        resume = new ResumeSweep(cases, messages, Clock);
        Intake = new Intake(cases, messages, Clock);
        Shared = shared;
    }

    public Process Process { get; }

    public TimeProvider Clock { get; }

    public Intake Intake { get; }

    public SharedState Shared { get; }

    /// <summary>A timer trigger. What it throws the host would log; the next tick tries again.</summary>
    public void OnTimer(string which)
    {
        Func<Task>? work = which switch
        {
            "detect" => () => detect.RunAsync(CancellationToken.None),
            "probe" => () => probe.RunAsync(CancellationToken.None),
            "certificates" => () => certificates.RunAsync(CancellationToken.None),
            "resume" => parts.Resumes ? () => resume.RunAsync(CancellationToken.None) : null,
            _ => throw new ArgumentException($"No timer is named {which}.", nameof(which)),
        };
        if (work is not null) Process.Run(work, stage.Expected);
    }

    /// <summary>Takes free sessions as long as there is room for them.</summary>
    public void Pump()
    {
        if (!Process.Alive || Process.Frozen) return;
        foreach (var name in new[] { Queues.Cases, Queues.Certificates })
        {
            var queue = stage.Bus.Broker.Find(name)!;
            while (busy < Sessions && queue.AcceptNextSession() is { } session)
            {
                busy++;
                Process.Run(() => DrainAsync(name, queue, session), stage.Expected);
            }
        }

        var buried = stage.Bus.Broker.Find(Queues.Cases)!.DeadLetter!;
        while (buried.Receive() is { } letter) Process.Run(() => BuriedAsync(buried, letter), stage.Expected);
    }

    private async Task DrainAsync(string name, BusQueue queue, BusSession session)
    {
        Renew(queue, session);
        try
        {
            while (queue.IsHeld(session) && queue.Receive(session) is { } message)
            {
                var body = Encoding.UTF8.GetString(message.Incoming.Encoded.Span);
                var settlement = new Settlement(stage, queue, message);
                if (name == Queues.Cases) await parts.HandleAsync(body, session.Id, parsed => turn.RunAsync(parsed, CancellationToken.None), settlement, CancellationToken.None);
                else await parts.HandleAsync(body, null, parsed => certificateTurn.RunAsync(parsed, CancellationToken.None), settlement, CancellationToken.None);
                stage.Judge.Handled(body, message.DeliveryCount);
            }
        }
        finally
        {
            busy--;
            queue.CloseSession(session);
            stage.Bus.Stir(stage.Agenda.Now);
        }
    }

    private async Task BuriedAsync(BusQueue queue, StoredMessage letter) => await letters.HandleAsync(
        Encoding.UTF8.GetString(letter.Incoming.Encoded.Span),
        letter.Incoming.MessageId,
        letter.Properties.GetValueOrDefault("DeadLetterReason") as string,
        letter.Properties.GetValueOrDefault("DeadLetterErrorDescription") as string,
        new Settlement(stage, queue, letter),
        CancellationToken.None);

    /// <summary>As the SDK's processor does: while the handler runs and its process lives, the session's lock is renewed, for five minutes at most.</summary>
    private void Renew(BusQueue queue, BusSession session, int times = 0)
    {
        // A process that dies or stands still renews nothing: somebody else gets the session when the lock runs out.
        stage.Agenda.After(TimeSpan.FromSeconds(61), () => stage.Bus.Stirred());
        stage.Agenda.After(TimeSpan.FromSeconds(45), () =>
        {
            if (times >= 6 || !Process.Alive || Process.Frozen || !queue.IsHeld(session)) return;
            queue.RenewSession(session);
            Renew(queue, session, times + 1);
        });
    }

    /// <summary>Settles on the broker; a lock that was lost meanwhile is the SDK's exception, which the host logs.</summary>
    private sealed class Settlement(Stage stage, BusQueue queue, StoredMessage message) : ISettlement
    {
        /// <summary>Of this delivery; the message may be locked by somebody else later.</summary>
        private readonly Guid token = message.LockToken!.Value;

        public Task CompleteAsync(CancellationToken cancellationToken) => Do(queue.Complete);

        public Task AbandonAsync(CancellationToken cancellationToken) => Do(one => queue.Abandon(one));

        public Task HoldAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, stage.Agenda.Clock, cancellationToken);

        public Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) => Do(one => queue.SendToDeadLetter(one, reason, description));

        private Task Do(Action<Guid> settle)
        {
            try
            {
                settle(token);
            }
            catch (BusException)
            {
                stage.Note("a lock was lost before its message was settled");
            }

            stage.Bus.Stir(stage.Agenda.Now);
            return Task.CompletedTask;
        }
    }
}
