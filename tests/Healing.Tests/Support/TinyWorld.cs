using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Support;

/// <summary>
/// One host with a Remote Desktop service, a strict store and a queue, in memory. Symptoms follow from its state; a repair works only if it changes the state.
/// </summary>
public sealed class TinyWorld : IHosts, IEvidence, IGuestCollector, ISessionHosts, IPlatformHealth, IRehearsal, IChanges, IRepair, ICases, IMessages
{
    private readonly Dictionary<string, HostFile> files = new(StringComparer.Ordinal);
    private int version;

    public TinyWorld(Policy? policy = null, Host? host = null)
    {
        Host = host ?? Some.Machine;
        Machine = new CaseMachine(FailureCatalogue.All, Gates.All, policy ?? new Policy());
        Shared = new SharedState(Papers);
        Reservations = new Reservations(Papers, this, policy ?? new Policy(), Clock);
        Turn = new Turn(Machine, this, this, new Effects(this, this, this, this, this, this, Reservations, Shared, [this, new DrainSessionHost(this, this, policy ?? new Policy(), Clock)], Clock), Clock);
    }

    public ManualClock Clock { get; } = new();

    public Host Host { get; set; }

    public CaseMachine Machine { get; }

    public Turn Turn { get; }

    public Papers Papers { get; } = new();

    public SharedState Shared { get; }

    public Reservations Reservations { get; }

    public string Service { get; set; } = "Stopped";

    public int Sessions { get; set; }

    public string? Incident { get; set; }

    /// <summary>Scripts say that they worked and change nothing.</summary>
    public bool Sabotage { get; set; }

    /// <summary>The process dies at the n-th write, after it was made and before its result came back.</summary>
    public int? DieAfterWrite { get; set; }

    public int Writes { get; private set; }

    /// <summary>The host is not in the inventory any more.</summary>
    public bool Gone { get; set; }

    /// <summary>Every script is refused with these words.</summary>
    public string? Refuses { get; set; }

    /// <summary>So many inquiries meet a service that is unavailable.</summary>
    public int InquiryTroubles { get; set; }

    /// <summary>Something happens to the world between a drain and the step after it.</summary>
    public Action<TinyWorld>? WhenDrained { get; set; }

    public bool Drained { get; set; }

    /// <summary>So many looks from outside, once the service runs, are handed out again from fifty seconds before.</summary>
    public int OldLooks { get; set; }

    public List<OutboxMessage> Queue { get; } = [];

    /// <summary>What the topic took.</summary>
    public List<CloudEvent> Told { get; } = [];

    /// <summary>The topic takes nothing.</summary>
    public bool TopicTrouble { get; set; }

    public List<JournalEntry> Entries { get; } = [];

    public Case Case => files[Some.HostId.Key].Case!;

    public Task SignalAsync(long sweep) => Turn.RunAsync(
        new Message { Kind = MessageKinds.Signals, HostId = Host.Id, Body = Message.BodyOf(new SignalsBody([Some.Signal(Clock.GetUtcNow(), sweep)])) }, TestContext.Current.CancellationToken);

    /// <summary>Delivers what is due, in order of time, until the case ends or the given time has passed.</summary>
    public async Task RunAsync(TimeSpan within)
    {
        var end = Clock.GetUtcNow() + within;
        while (!(files.TryGetValue(Some.HostId.Key, out var file) && file.Case is { Ended: true }))
        {
            var next = Queue.OrderBy(message => message.DueAt ?? DateTimeOffset.MinValue).FirstOrDefault();
            if (next is null || (next.DueAt ?? DateTimeOffset.MinValue) > end) return;
            Queue.Remove(next);
            Clock.AdvanceTo(next.DueAt ?? Clock.GetUtcNow());
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Turn.RunAsync(next.Message, TestContext.Current.CancellationToken);
        }
    }

    public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Host>>([Host]);

    public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => Task.FromResult(id == Host.Id && !Gone ? Host : null);

    public Task<HostEvidence> CollectAsync(Host host, IReadOnlyList<Signal> signals, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var outcome = Service == "Running" ? ProbeOutcome.Answered : ProbeOutcome.Refused;
        var seen = Some.Evidence(now) with { Signals = signals, Probe = Some.Of(new ProbeFacts(outcome, null, "AA11", "CN=vm-1", now + TimeSpan.FromDays(300), true), now, Vantage.Probe) };
        if (Service == "Running" && OldLooks-- > 0) seen = seen with { Probe = Some.Of(seen.Probe.Value! with { Earlier = true }, now - TimeSpan.FromSeconds(50), Vantage.Probe) };
        return Task.FromResult(host.IsSessionHost
            ? seen with { SessionHost = Some.Of(Avd(), now, Vantage.ControlPlane), Probe = Reading<ProbeFacts>.Missing("not collected: AVD", "probe", Vantage.Probe, now) }
            : seen);
    }

    private SessionHostFacts Avd() => new(Service == "Running" ? "Available" : "Unavailable", Service == "Running" ? [] : ["SxSStackListenerCheck"], !Drained, Sessions, 0, 0, Clock.GetUtcNow(), Service == "Running" ? Clock.GetUtcNow() : null);

    public Task<GuestLook> StartAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken) =>
        Task.FromResult(new GuestLook(TimeSpan.FromSeconds(20), null));

    public Task TidyAsync(Host host, Predicate<string> over, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<GuestLook> LookAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken) =>
        Task.FromResult(new GuestLook(null, Some.Of(Some.Guest(Service) with { Sessions = new GuestSessions(Sessions, 0) }, Clock.GetUtcNow())));

    public Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Some.Of(Avd(), Clock.GetUtcNow(), Vantage.ControlPlane));

    public Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Some.Of(new PoolCapacity(5, 10, 3), Clock.GetUtcNow(), Vantage.ControlPlane));

    public Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken) => Task.FromResult(!Drained);

    public Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken)
    {
        Drained = !open;
        if (Drained) WhenDrained?.Invoke(this);
        return Task.FromResult<string?>(null);
    }

    Task<Reading<PlatformHealth>> IPlatformHealth.ReadAsync(Host host, CancellationToken cancellationToken) => Task.FromResult(Some.Of(new PlatformHealth(Incident), Clock.GetUtcNow(), Vantage.ControlPlane));

    public async Task<bool> HoldsNothingAsync() =>
        await Reservations.HolderAsync(Host.Id, TestContext.Current.CancellationToken) is null && (await Shared.PoolAsync(Host.Pool, TestContext.Current.CancellationToken)).Slots.Count == 0;

    /// <summary>Rehearsing meets this; null: it goes through.</summary>
    public Exception? RehearsalTrouble { get; set; }

    public int Rehearsals { get; private set; }

    public Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan, CaseId caseId, CancellationToken cancellationToken)
    {
        Rehearsals++;
        if (RehearsalTrouble is { } trouble) return Task.FromException<IReadOnlyList<RehearsedStep>>(trouble);
        return Task.FromResult<IReadOnlyList<RehearsedStep>>([.. plan.Rungs.SelectMany((rung, index) => rung.Steps.Select(step => Some.Rehearsed(index, step)))]);
    }

    string IRepair.Kind => StepKinds.Script;

    public Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        if (Refuses is not null) return Answer(new StepOutcome.Failed(Refuses, Changed: false));
        if (work.Phase == StepPhase.Capture) return Answer(new StepOutcome.Done(Service, false));
        if (work.Phase == StepPhase.Verify) return Answer(Service == "Running" ? new StepOutcome.Done("Running", false) : new StepOutcome.Failed($"TermService is {Service}", false));
        Writes++;
        if (!Sabotage) Service = work.Phase == StepPhase.Apply ? "Running" : work.Captured!;
        if (DieAfterWrite == Writes) throw new ProcessDiedException();
        return Answer(new StepOutcome.Done(Service, true));
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => Answer(new StepOutcome.Done(Service, true));

    public Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken) => InquiryTroubles-- > 0 ? throw new RetriableException("503") : Answer(new StepOutcome.Done(Service, true));

    public Task<Reading<Changes>> ReadAsync(IReadOnlyList<string> resources, TimeSpan back, CancellationToken cancellationToken) => Task.FromResult(Reading<Changes>.Missing("not collected: x", "activity log", Vantage.Logs, Clock.GetUtcNow()));

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task<StepOutcome> Answer(StepOutcome outcome) => Task.FromResult(outcome);

    public Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken) => Task.FromResult(files.GetValueOrDefault(host.Key) ?? new HostFile { Host = host });

    public Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken)
    {
        if ((files.GetValueOrDefault(file.Host.Key)?.ETag ?? "") != file.ETag) return Task.FromResult<HostFile?>(null);
        // Through JSON, as a real store would: what does not survive that is a bug.
        var saved = Json.Read<HostFile>(Json.Write(file)) with { ETag = $"{++version}" };
        files[file.Host.Key] = saved;
        Entries.AddRange(journal);
        Unsent.AddRange(outbox);
        return Task.FromResult<HostFile?>(saved);
    }

    public List<OutboxMessage> Unsent { get; } = [];

    public Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        Unsent.RemoveAll(message => messages.Any(sent => sent.Id == message.Id));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OutboxMessage>>([.. Unsent.Where(message => message.Session == host.Key)]);

    public Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<HostId>>([.. files.Values.Select(file => file.Host)]);

    Task<Case?> ICases.FindAsync(CaseId id, CancellationToken cancellationToken) => Task.FromResult(files.Values.Select(file => file.Case).FirstOrDefault(c => c?.Id == id));

    Task<IReadOnlyList<Case>> ICases.ListAsync(int most, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Case>>([.. files.Values.Select(file => file.Case).OfType<Case>()]);

    public Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JournalEntry>>([.. Entries.Where(entry => entry.Case == id)]);

    public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Any(message => message.Queue == Announcement.Topic) && TopicTrouble) throw new RetriableException("QuotaExceeded");
        Queue.AddRange(messages.Where(message => message.Queue != Announcement.Topic));
        Told.AddRange(messages.Where(message => message.Queue == Announcement.Topic).Select(message => message.Message.BodyAs<CloudEvent>()));
        return Task.CompletedTask;
    }
}

/// <summary>The process ended in the middle of a turn.</summary>
public sealed class ProcessDiedException : Exception;
