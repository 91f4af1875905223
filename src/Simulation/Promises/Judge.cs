using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Promises;

/// <summary>A promise that was broken.</summary>
public sealed record Violation(string Promise, DateTimeOffset At, string What);

/// <summary>
/// Watches a run from outside: every save, every write that the product calls, every effect in the world. It judges by its own books and by the world's
/// state, never by what the product says of itself.
/// </summary>
public sealed partial class Judge(Stage stage)
{
    private readonly SortedDictionary<string, long> atStake = new(StringComparer.Ordinal);
    private readonly List<Violation> violations = [];
    private readonly Dictionary<string, HostFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> applies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StepWork> puts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> crashedWith = new(StringComparer.Ordinal);

    /// <summary>All promises, those at stake and those not.</summary>
    public static IReadOnlyList<string> Promises { get; } = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15", "S16", "L1", "L2", "L3", "fresh", "pause", "truth"];

    public IReadOnlyList<Violation> Violations => violations;

    /// <summary>How often each promise could have been broken.</summary>
    public IReadOnlyDictionary<string, long> AtStake => atStake;

    public int Healed { get; private set; }

    public int Escalated { get; private set; }

    /// <summary>The cases as they are stored, newest of each host.</summary>
    public IEnumerable<Case> Cases => files.Values.Select(file => file.Case).OfType<Case>();

    public void Stake(string promise) => atStake[promise] = atStake.GetValueOrDefault(promise) + 1;

    public void Violated(string promise, string what)
    {
        stage.Note($"VIOLATION of {promise}: {what}");
        violations.Add(new Violation(promise, stage.Agenda.Now, what));
    }

    /// <summary>A save took place.</summary>
    public void Saved(HostFile before, HostFile after, IReadOnlyList<JournalEntry> journal)
    {
        var key = after.Host.Key;
        var (was, now) = (before.Case, after.Case);
        files[key] = after;
        if (now is null) return;
        if (journal.Count > 0) stage.Note($"{now.HostName} case {now.Id.Value[(now.Id.Value.LastIndexOf('-') + 1)..]} turn {now.Turn} {now.State}/{now.Doing}: {journal[^1].Said}");
        if (was is not null && was.Id == now.Id && was.Ended)
        {
            Stake("S14");
            if (now.State != was.State || now.Turn != was.Turn) Violated("S14", $"{now.Id} was {was.State} and became {now.State}");
        }

        if (was is { Ended: false } && now.Id != was.Id) Violated("S14", $"{was.Id} was left open when {now.Id} began");
        if (now.Refusals.Count > 0 && journal.Any(entry => entry.Event is CaseEvent.GatesRead)) Refused(now);
        foreach (var entry in journal) Secret("the journal", Json.Write(entry));
        if (now is { Reserved: true, Doing: not Doing.Releasing }) Slots(now);
        if (now.Progress is { Phase: StepPhase.Apply, IssuedAt: not null } && crashedWith.Contains(key)) Stake("S10");
        if (after.Told != before.Told) untold[(now.Id, now.State)] = stage.Agenda.Now;
        if (now.Ended && (was is null || was.Id != now.Id || !was.Ended)) Ended(now);
        Autonomy(now, was);
    }

    public void Sent(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            Secret("a message", message.Message.Body?.GetRawText() ?? "");
            if (message.Queue == Announcement.Topic && message.Message.BodyAs<CloudEvent>().Data is var news) untold.Remove((news.CaseId, news.State));
        }
    }

    /// <summary>States that somebody has to hear of and nobody was told yet, with the time of their save.</summary>
    public IReadOnlyDictionary<(CaseId Case, CaseState State), DateTimeOffset> Untold => untold;

    private readonly Dictionary<(CaseId Case, CaseState State), DateTimeOffset> untold = [];

    public void Crashed()
    {
        foreach (var (key, file) in files)
        {
            if (file.Case is { Ended: false, Progress.IssuedAt: not null }) crashedWith.Add(key);
        }
    }

    /// <summary>A message was handled.</summary>
    public void Handled(string body, int failedDeliveries)
    {
        if (failedDeliveries > 0) Stake("S10");
        _ = body;
    }

    /// <summary>The product calls a write: everything that has to be durable is, and nothing forbids it.</summary>
    public void Called(StepWork work)
    {
        var stored = files.GetValueOrDefault(work.Host.Id.Key)?.Case;
        Stake("S1");
        if (stored is null || stored.Id != work.Case || stored.Ended) Violated("S1", $"{work.Case} wrote on {work.Host.Name}, whose case is {stored?.Id.Value ?? "none"}, {stored?.State}");
        if (work.Phase == StepPhase.Apply) calls.Add($"{work.Case}/{work.Index}");
        if (work.Phase != StepPhase.Apply || stored is null) return;
        Stake("S3");
        if (stored.Steps.ElementAtOrDefault(work.Index)?.Captured is null) Violated("S3", $"{work.Step.Name} was called on {work.Host.Name} before its capture was stored");
        if (stored.Progress is not { Phase: StepPhase.Apply, IssuedAt: not null }) Violated("S10", $"{work.Step.Name} was called on {work.Host.Name} before its mark was stored");
        Stake("fresh");
        if (stored.Evidence is not { } evidence || stage.Agenda.Now - evidence.At > stage.Policy.Freshness + TimeSpan.FromMinutes(3)) Violated("fresh", $"{work.Step.Name} on {work.Host.Name} rests on evidence of {stored.Evidence?.At:HH:mm:ss}");
        Observed(work, stored);
        Sessions(work);
        Touching(work, stored);
    }

    /// <summary>A gate that is closed is a promise at stake: without it the step would have been made.</summary>
    private void Refused(Case now)
    {
        foreach (var gate in now.Refusals.Select(refusal => refusal.Gate))
        {
            if (gate == Healing.Safety.GateNames.Paused) Stake("pause");
            if (gate == Healing.Safety.GateNames.IntendedState) Stake("S15");
            if (gate == Healing.Safety.GateNames.SecurityRatchet) Stake("S6");
            if (gate == Healing.Safety.GateNames.Sessions) Stake("S8");
        }
    }

    private void Secret(string where, string text)
    {
        if (text.Contains(SimulatedAzure.Canary, StringComparison.Ordinal)) Violated("S13", $"a secret stood in {where}");
    }

    private void Slots(Case now)
    {
        if (now.HostSeen is not { } host) return;
        var acting = Cases.Where(c => c is { Ended: false, Reserved: true, Doing: not Doing.Releasing, HostSeen: { } seen } && seen.Pool == host.Pool).ToList();
        var hosts = stage.Azure.Fleet.Machines.Values.Count(machine => Inventory.Of(stage.Azure, machine).Pool == host.Pool);
        // A host that was deleted in the meantime makes the pool smaller than the gate saw it.
        var cap = Healing.Safety.BlastRadius.Cap(stage.Policy, hosts + 1);
        if (acting.Count >= cap && Cases.Any(c => c is { Ended: false, State: CaseState.Waiting, HostSeen: { } seen } && seen.Pool == host.Pool)) Stake("S2");
        if (acting.Count > cap) Violated("S2", $"{acting.Count} hosts of {host.Pool} act at once, the cap is {cap}: {string.Join(", ", acting.Select(c => c.HostName))}");
    }

    private void Autonomy(Case now, Case? was)
    {
        if (now.State != CaseState.Observed || was?.State == CaseState.Observed) return;
        Stake("S4");
        if (now.Steps.Any(step => step.Applied)) Violated("S4", $"{now.HostName} was only to be observed, and {now.Steps.Count} steps were taken");
    }

    /// <summary>Nothing of R1 or above in Observe, in a dry run, or during a pause that began long enough ago to be known.</summary>
    private void Observed(StepWork work, Case stored)
    {
        var allowed = stage.Policy.For(stored.Plan!.Failure, work.Host.Pool);
        if (allowed <= Healing.Autonomy.Suggest) Violated("S4", $"{work.Step.Name} on {work.Host.Name}, which is in {allowed}");
        // A host that has a case of its own goes on with it; one that was only asked about must not be touched.
        if (stored.Signals.Count == 0 && DryRuns.Contains(stored.Id)) Violated("S4", $"{work.Step.Name} on {work.Host.Name} in a dry run");
        if (allowed == Healing.Autonomy.Approve && (stored.Approval is not { } approval || approval.PlanHash != stored.Plan.Hash)) Violated("S4", $"{work.Step.Name} on {work.Host.Name} without an approval of its plan");
        if (PausedSince is { } since && stage.Agenda.Now - since > stage.Policy.Freshness + TimeSpan.FromMinutes(3)) Violated("pause", $"{work.Step.Name} began on {work.Host.Name} during a pause");
    }

    /// <summary>Cases that somebody asked for as a dry run and for nothing else.</summary>
    public HashSet<CaseId> DryRuns { get; } = [];

    /// <summary>When somebody paused everything; null: not paused.</summary>
    public DateTimeOffset? PausedSince { get; set; }

    /// <summary>A restart is called only when nobody was signed in when the gates were asked, which was seconds ago.</summary>
    private void Sessions(StepWork work)
    {
        if (work.Step.Risk < Risk.R2 || Inventory.Machine(stage.Azure, work.Host.Id) is not { } machine) return;
        Stake("S8");
        var old = machine.Guest.Sessions.Where(session => stage.Agenda.Now - session.Since > stage.Policy.Freshness + TimeSpan.FromMinutes(3)).ToList();
        if (old.Count > 0) Violated("S8", $"{work.Step.Name} was called on {work.Host.Name} with {old.Count} people signed in, since {old[0].Since:HH:mm}");
    }

    /// <summary>Two cases at once on one shared thing.</summary>
    private void Touching(StepWork work, Case stored)
    {
        foreach (var touched in work.Step.Touches)
        {
            var other = Cases.FirstOrDefault(c => c.Id != stored.Id && c is { Ended: false, Reserved: true, Doing: not Doing.Releasing } && c.Steps.Any(step => step.Rung == c.Rung && step is { Reverted: false, Problem: null } && step.Step.Touches.Contains(touched, StringComparer.Ordinal)));
            Stake("S1");
            if (other is not null) Violated("S1", $"{work.Host.Name} and {other.HostName} both act on {touched}");
        }
    }

    /// <summary>A vault begins a renewal: one at a time, and none of a certificate that is fresh.</summary>
    public void RenewalBegan(VaultCertificate certificate)
    {
        Stake("S11");
        if (begun.TryGetValue(certificate.Name, out var versions) && versions == certificate.Versions.Count) Violated("S11", $"a second renewal of {certificate.Name} began beside the first");
        if (certificate.Versions[^1].Certificate is { } newest && newest.NotAfter - stage.Agenda.Now > stage.Policy.RenewBefore) Violated("S11", $"{certificate.Name} was renewed although it lasts until {newest.NotAfter:u}");
        begun[certificate.Name] = certificate.Versions.Count;
    }
}
