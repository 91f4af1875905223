using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Cases;

/// <summary>How a turn ended, for the trigger that settles the message.</summary>
public enum TurnEnd
{
    /// <summary>Saved and sent: complete the message.</summary>
    Settled,

    /// <summary>The message is late or a duplicate; what was left in the outbox was sent: complete it.</summary>
    Stale,

    /// <summary>Somebody else saved the case meanwhile: let the message come again.</summary>
    Raced,
}

/// <summary>
/// The only driver of the case machine, on ports: load, decide, save, act, save, send. The same code runs in Functions, locally and in tests.
/// Delivery is at least once, late and out of order; correctness is the stored case, never the message.
/// </summary>
public sealed class Turn(CaseMachine machine, ICases cases, IMessages messages, Effects effects, TimeProvider clock)
{
    /// <summary>Beyond this the rest of the turn is left to the next message; the queue's lock lasts a minute.</summary>
    public static TimeSpan Budget { get; } = TimeSpan.FromSeconds(30);

    private readonly Outbox outbox = new(cases, messages, clock);

    /// <exception cref="RetriableException">The store or the bus cannot be reached; nothing was lost.</exception>
    public async Task<TurnEnd> RunAsync(Message message, CancellationToken cancellationToken)
    {
        var host = message.HostId ?? throw new InvalidOperationException("A message to the cases queue names its host.");
        var file = await cases.LoadAsync(host, cancellationToken);
        if (Late(message, file))
        {
            await ResendAsync(host, file, cancellationToken);
            return TurnEnd.Stale;
        }

        if (EventOf(message, file) is not { } what) return TurnEnd.Stale;
        // Delivered before it is due by our clock: our clock is slow, and so would be every wake-up that we plan by it.
        var page = new Page(file) { Lag = message.DueAt - clock.GetUtcNow() is { } early && early > TimeSpan.Zero ? early : TimeSpan.Zero };
        var current = file.Case is { Ended: false } open ? open : page.Note(machine.Open(host, host.Value[(host.Value.LastIndexOf('/') + 1)..], file.Case, file.Cases + 1, clock.GetUtcNow())).Case;
        return await AdvanceAsync(page, current, what, cancellationToken);
    }

    private async Task<TurnEnd> AdvanceAsync(Page page, Case current, CaseEvent what, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var decision = page.Note(machine.Next(current, what, clock.GetUtcNow()));
        while (CaseMachine.EffectOf(decision.Case, clock.GetUtcNow()) is { } effect && clock.GetElapsedTime(started) < Budget)
        {
            if (effect.NeedsSave)
            {
                // The capture and the issued mark are durable before anything is written: a crash from here on leads to an inquiry, not to a second write.
                if (effect.Writes) decision = page.Note(machine.Next(decision.Case, new CaseEvent.Issuing(), clock.GetUtcNow()));
                if (effect.Writes && decision.Case.Progress is not { Issued: true }) continue;
                if (await SaveAsync(page, decision.Case, cancellationToken) is not { } saved) return TurnEnd.Raced;
                decision = decision with { Case = saved };
            }

            // A process that stood still while it saved is late: what was true at the gates may not be any more.
            var late = effect.Writes && clock.GetElapsedTime(started) >= Budget;
            // The mark was set after the effect was derived; the work has to know when it ends.
            if (effect.Writes) effect = CaseMachine.CallOf(decision.Case);
            var result = late ? new CaseEvent.TroubleMet("The turn took too long to call a write.", null, Uncertain: false, NotWritten: true) : await effects.PerformAsync(effect, decision.Case, cancellationToken);
            if (result is CaseEvent.StepAnswered { Outcome: not StepOutcome.Started }) page.Finished.Add(effect.StepWork!);
            decision = page.Note(machine.Next(decision.Case, result, clock.GetUtcNow()));
        }

        // Before the last save, so that a process that dies here does it again.
        if (decision.Case.Ended) await effects.TidyAsync(decision.Case, cancellationToken);
        if (await SaveAsync(page, decision.Case, cancellationToken) is null) return TurnEnd.Raced;
        // Only the last wake-up counts; the ones saved before writes within this turn are superseded.
        var last = page.Outbox.FindLast(message => message.Message.Kind == MessageKinds.Continue);
        await outbox.SendAsync(page.File.Host, page.Outbox, message => message.Message.Kind != MessageKinds.Continue || message == last, [], tells: true, cancellationToken);
        return TurnEnd.Settled;
    }

    /// <summary>What a turn has gathered since its last save.</summary>
    private sealed class Page(HostFile file)
    {
        public HostFile File { get; set; } = file;

        /// <summary>How far this process's clock is known to be slow.</summary>
        public TimeSpan Lag { get; init; }

        public List<JournalEntry> Journal { get; } = [];

        public List<Message> Messages { get; } = [];

        /// <summary>Everything saved to the outbox in this turn.</summary>
        public List<OutboxMessage> Outbox { get; } = [];

        /// <summary>Step phases whose result is not saved yet.</summary>
        public List<StepWork> Finished { get; } = [];

        public Decision Note(Decision decision)
        {
            if (decision.Entry is { } entry) Journal.Add(entry);
            Messages.AddRange(decision.Messages);
            return decision;
        }
    }

    /// <summary>One transaction: case, journal, outbox. Null: somebody else saved meanwhile.</summary>
    private async Task<Case?> SaveAsync(Page page, Case next, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var turned = next with { Turn = next.Turn + 1 };
        var saves = new List<OutboxMessage>();
        foreach (var message in page.Messages) saves.Add(Wrap(message, turned, saves.Count, now));
        // A crash after this save leaves the wake-up in the outbox; Resume sends it, so the case is looked at again.
        if (!turned.Ended) saves.Add(Wrap(Wake(turned, page.Lag), turned, saves.Count, now));
        var news = Announcement.NameOf(turned);
        if (news is not null && news != page.File.Told) saves.Add(Announcement.Of(turned, now));
        var changed = page.File with
        {
            Case = turned,
            Cases = Math.Max(page.File.Cases, CaseNumber(turned.Id)),
            Told = news ?? page.File.Told,
            ClearedUntil = turned.State == CaseState.Healed ? turned.EndedAt : page.File.ClearedUntil,
        };
        if (await cases.SaveAsync(changed, [.. page.Journal.Select(entry => entry with { Turn = turned.Turn })], saves, cancellationToken) is not { } saved) return null;
        page.File = saved;
        page.Journal.Clear();
        page.Messages.Clear();
        page.Outbox.AddRange(saves);
        foreach (var work in page.Finished) await effects.ForgetAsync(work, cancellationToken);
        page.Finished.Clear();
        return turned;
    }

    private static int CaseNumber(CaseId id) => int.Parse(id.Value.AsSpan(id.Value.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static Message Wake(Case c, TimeSpan lag) => new() { Kind = MessageKinds.Continue, CaseId = c.Id, HostId = c.Host, Turn = c.Turn, DueAt = c.DueAt + lag };

    private static OutboxMessage Wrap(Message message, Case c, int ordinal, DateTimeOffset now)
    {
        var toCertificates = message.Kind == MessageKinds.Renew;
        return new OutboxMessage(
            toCertificates ? Queues.Certificates : Queues.Cases,
            toCertificates ? message.Certificate! : c.Key,
            $"{c.Id}/{c.Turn}/{ordinal}/{message.Attempt}",
            message,
            now);
    }

    private static bool Late(Message message, HostFile file)
    {
        if (message.CaseId is { } named && (file.Case?.Id != named || file.Case.Ended)) return true;
        return message.Turn is { } turn && file.Case is { } c && turn != c.Turn;
    }

    private CaseEvent? EventOf(Message message, HostFile file)
    {
        switch (message.Kind)
        {
            case MessageKinds.Signals:
                var signals = message.BodyAs<SignalsBody>().Signals.Where(signal => file.ClearedUntil is not { } cleared || signal.Newest > cleared).ToList();
                var news = machine.News(file.Case, signals, clock.GetUtcNow());
                // A case that is past its suspicion learns nothing from hearing the same again.
                if (file.Case is { Ended: false, State: not CaseState.Suspected } open && news.All(signal => open.Signals.Any(known => known.Detector == signal.Detector))) return null;
                return news.Count == 0 ? null : new CaseEvent.SignalsArrived(news);
            case MessageKinds.Request:
                return new CaseEvent.Requested(message.BodyAs<RequestBody>());
            case MessageKinds.Continue:
                return file.Case is null ? null : new CaseEvent.Woken();
            case MessageKinds.Renewed when file.Case is { Ended: false }:
                var answer = message.BodyAs<CertificateBody>();
                return new CaseEvent.CertificateAnswered(answer.Name, answer.Problem);
            case MessageKinds.Decide:
                return file.Case is null ? null : new CaseEvent.Decided(message.BodyAs<DecisionBody>());
            case MessageKinds.Escalate:
                return new CaseEvent.Dropped(message.BodyAs<EscalateBody>().Reason);
            default:
                return null;
        }
    }

    private async Task ResendAsync(HostId host, HostFile file, CancellationToken cancellationToken)
    {
        var left = await cases.UnsentAsync(host, cancellationToken);
        if (left.Count == 0) return;
        // A wake-up for a turn that is past wakes nobody.
        await outbox.SendAsync(host, left, message => message.Message.Kind != MessageKinds.Continue || !Late(message.Message, file), [], tells: true, cancellationToken);
    }
}
