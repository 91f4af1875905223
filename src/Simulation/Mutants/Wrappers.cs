using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Simulation.Mutants;

/// <summary>A repair whose one phase or answer is different.</summary>
internal sealed class OtherRepair(IRepair inner, Func<IRepair, StepWork, CancellationToken, Task<StepOutcome>> perform) : IRepair
{
    public string Kind => inner.Kind;

    public Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken) => perform(inner, work, cancellationToken);

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => inner.LookAsync(work, handle, cancellationToken);

    public Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken) => inner.InquireAsync(work, cancellationToken);

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => inner.ForgetAsync(work, cancellationToken);
}

/// <summary>A store whose loads and saves are different.</summary>
internal class OtherCases(ICases inner) : ICases
{
    protected ICases Inner => inner;

    public virtual Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken) => inner.LoadAsync(host, cancellationToken);

    public virtual Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken) => inner.SaveAsync(file, journal, outbox, cancellationToken);

    public Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => inner.SentAsync(host, messages, cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken) => inner.UnsentAsync(host, cancellationToken);

    public Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<IReadOnlyList<Case>> ListAsync(int most, CancellationToken cancellationToken) => inner.ListAsync(most, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken) => inner.JournalAsync(id, cancellationToken);
}

/// <summary>The last writer wins, whatever he had read.</summary>
internal sealed class LastWriterWins(ICases inner) : OtherCases(inner)
{
    public override async Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken) =>
        await Inner.SaveAsync(file with { ETag = (await Inner.LoadAsync(file.Host, cancellationToken)).ETag }, journal, outbox, cancellationToken);
}

/// <summary>Messages are not saved with the case.</summary>
internal sealed class NoOutbox(ICases inner) : OtherCases(inner)
{
    public override Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken) => Inner.SaveAsync(file, journal, [], cancellationToken);
}

/// <summary>One journal line in ten is forgotten.</summary>
internal sealed class GappyJournal(ICases inner) : OtherCases(inner)
{
    public override Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken) => Inner.SaveAsync(file, [.. journal.Where(entry => entry.Sequence % 10 != 0)], outbox, cancellationToken);
}

/// <summary>What the store gives out is not what was saved.</summary>
internal sealed class Forgetful(ICases inner, Func<Case, Case> forget) : OtherCases(inner)
{
    public override async Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken)
    {
        var file = await Inner.LoadAsync(host, cancellationToken);
        return file.Case is { } c ? file with { Case = forget(c) } : file;
    }
}

/// <summary>Leases whose answers are different.</summary>
internal class OtherLeases(ILeases inner) : ILeases
{
    protected ILeases Inner => inner;

    public virtual Task<Taken> TakeAsync(Reservation wanted, CancellationToken cancellationToken) => inner.TakeAsync(wanted, cancellationToken);

    public virtual Task<bool> HoldAsync(CaseId owner, IReadOnlyList<Hold> holds, CancellationToken cancellationToken) => inner.HoldAsync(owner, holds, cancellationToken);

    public virtual Task ReleaseAsync(CaseId owner, IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, IReadOnlyList<string>> stood, CancellationToken cancellationToken) => inner.ReleaseAsync(owner, holds, stood, cancellationToken);

    public virtual Task<CaseId?> HolderAsync(HostId host, CancellationToken cancellationToken) => inner.HolderAsync(host, cancellationToken);

    public virtual Task<IReadOnlyList<Lease>> LiveAsync(PoolFile pool, CancellationToken cancellationToken) => inner.LiveAsync(pool, cancellationToken);
}

/// <summary>Hosts under repair count as healthy: every pool has all its slots.</summary>
internal sealed class EndlessSlots(ILeases inner) : OtherLeases(inner)
{
    public override Task<Taken> TakeAsync(Reservation wanted, CancellationToken cancellationToken) => Inner.TakeAsync(wanted with { Slots = int.MaxValue }, cancellationToken);

    public override Task<IReadOnlyList<Lease>> LiveAsync(PoolFile pool, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Lease>>([]);
}

/// <summary>Shared things are not reserved at all.</summary>
internal sealed class NoTouches(ILeases inner) : OtherLeases(inner)
{
    public override Task<Taken> TakeAsync(Reservation wanted, CancellationToken cancellationToken) => Inner.TakeAsync(wanted with { Touches = [] }, cancellationToken);
}

/// <summary>Nothing is ever given back.</summary>
internal sealed class NeverReleased(ILeases inner) : OtherLeases(inner)
{
    public override Task ReleaseAsync(CaseId owner, IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, IReadOnlyList<string>> stood, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Run commands that were left stay.</summary>
internal sealed class NeverTidy(IGuestCollector inner) : IGuestCollector
{
    public Task<GuestLook> StartAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken) => inner.StartAsync(host, caseId, attempt, nonce, cancellationToken);

    public Task<GuestLook> LookAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken) => inner.LookAsync(host, caseId, attempt, nonce, cancellationToken);

    public Task TidyAsync(Host host, Predicate<string> over, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What stands is not remembered.</summary>
internal sealed class NothingStands(ILeases inner) : OtherLeases(inner)
{
    public override Task ReleaseAsync(CaseId owner, IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, IReadOnlyList<string>> stood, CancellationToken cancellationToken) => Inner.ReleaseAsync(owner, holds, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), cancellationToken);
}

/// <summary>Documents are written whatever their version: every fence falls.</summary>
internal sealed class AnyVersion(IDocuments inner) : IDocuments
{
    public Task<Document> LoadAsync(string key, CancellationToken cancellationToken) => inner.LoadAsync(key, cancellationToken);

    public async Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken) => await inner.SaveAsync(document with { ETag = (await inner.LoadAsync(document.Key, cancellationToken)).ETag }, cancellationToken);
}

/// <summary>A failure class whose proof or judgement is different.</summary>
internal sealed class OtherFailure(IFailure inner, Func<IFailure, Host, HostEvidence, Plan, DateTimeOffset, Cure> prove, Func<Host, Host> seen, Func<Plan, Plan> plan) : IFailure
{
    public FailureId Id => inner.Id;

    public IReadOnlyList<Detector> Detectors => inner.Detectors;

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now) => inner.Judge(seen(host), evidence, policy, now);

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => plan(inner.PlanFor(seen(host), evidence, policy));

    public Cure Prove(Host host, HostEvidence after, Plan made, DateTimeOffset appliedAt) => prove(inner, host, after, made, appliedAt);
}

/// <summary>Certificates whose renewals are not joined.</summary>
internal sealed class EagerRenewals(ICertificates inner) : ICertificates
{
    public async Task<Reading<CertificateFacts>> ReadAsync(string name, CancellationToken cancellationToken) => await inner.ReadAsync(name, cancellationToken);

    public Task<IReadOnlyList<CertificateFacts>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<RenewalLook> RenewAsync(string name, string? replaces, CancellationToken cancellationToken) => inner.RenewAsync(name, null, cancellationToken);

    /// <summary>Looking begins another one.</summary>
    public Task<RenewalLook> LookAsync(string name, CancellationToken cancellationToken) => inner.RenewAsync(name, null, cancellationToken);
}

/// <summary>Messages that lose something on their way.</summary>
internal sealed class OtherMessages(IMessages inner, Func<OutboxMessage, OutboxMessage?> change) : IMessages
{
    public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => inner.SendAsync([.. messages.Select(change).OfType<OutboxMessage>()], cancellationToken);
}

/// <summary>Every rule is written for everybody.</summary>
internal sealed class WiderRules(ISecurityRules inner) : ISecurityRules
{
    public Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken) => inner.ListAsync(group, cancellationToken);

    public Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken) => inner.FindAsync(group, name, cancellationToken);

    public Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken) => inner.PutAsync(group, name, rule with { Sources = ["*"] }, etag, cancellationToken);

    public Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken) => inner.DeleteAsync(group, name, cancellationToken);
}
