using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Repairs;

/// <summary>
/// Puts one listed security rule back, exactly as listed, and takes it away again only while it is still as we wrote it. Every write is conditional on what
/// was read, and is read again. (Microsoft.Network networkSecurityGroups/securityRules)
/// </summary>
public sealed class RestoreSecurityRule(ISecurityRules rules, TimeProvider clock) : IRepair
{
    public string Kind => StepKinds.SecurityRule;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredRule>(work.Step.Arguments[StepArguments.Rule]);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured((await FindAsync(wanted, cancellationToken))?.Rule)), Changed: false),
            StepPhase.Apply => await ApplyAsync(work, wanted, cancellationToken),
            StepPhase.Verify => await VerifyAsync(wanted, cancellationToken),
            _ => await RevertAsync(work, wanted, Json.Read<Captured>(work.Captured!), cancellationToken),
        };
    }

    /// <summary>Writes are awaited: a rule's write ends within seconds, and its answer is read again.</summary>
    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredRule>(work.Step.Arguments[StepArguments.Rule]);
        var found = await FindAsync(wanted, cancellationToken);
        var asListed = found is { } one && RuleSnapshot.AsListed(wanted).DifferencesFrom(one.Rule).Count == 0;
        return work.Phase switch
        {
            StepPhase.Revert => asListed ? new StepOutcome.Failed("the rule is still there as we wrote it", Changed: true) : new StepOutcome.Done("{}", Changed: true),
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(found?.Rule)), Changed: false),
            _ => asListed ? new StepOutcome.Done(Json.Write(found!.Rule), Changed: true) : new StepOutcome.Failed("the write was called, and the rule is not as listed: it never arrived, or somebody removed it since", Changed: true),
        };
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<TaggedRule?> FindAsync(DesiredRule wanted, CancellationToken cancellationToken) => rules.FindAsync(wanted.NetworkSecurityGroup, wanted.Name, cancellationToken);

    private async Task<StepOutcome> ApplyAsync(StepWork work, DesiredRule wanted, CancellationToken cancellationToken)
    {
        if (work.Host.IsSessionHost && wanted.Direction != "Outbound") return new StepOutcome.Failed("an AVD host needs no inbound rule", Changed: false);
        // The listing was refused at start if it names one of these; this is the last line before the write.
        if ((wanted.Direction == "Outbound" ? wanted.Destinations : wanted.Sources).Any(SecurityRatchet.OpenToEverybody)) return new StepOutcome.Failed("the listed rule is open to everybody", Changed: false);
        var listed = RuleSnapshot.AsListed(wanted);
        var now = await FindAsync(wanted, cancellationToken);
        var captured = Json.Read<Captured>(work.Captured!).Rule;
        if (now is not null && listed.DifferencesFrom(now.Rule).Count == 0) return new StepOutcome.Done(Json.Write(now.Rule), Changed: false);
        // Somebody is at work on this rule: what we would undo to is not what we would overwrite.
        if ((captured is null) != (now is null) || (now is not null && captured!.DifferencesFrom(now.Rule).Count > 0)) return new StepOutcome.Failed("somebody wrote the rule in the meantime", Changed: false);
        work.StillInTime(clock);
        if (await rules.PutAsync(wanted.NetworkSecurityGroup, wanted.Name, listed, now?.ETag, cancellationToken) is { } refused) return new StepOutcome.Failed(refused, Changed: false);
        return await AfterWrite.ReadAsync(() => VerifyAsync(wanted, cancellationToken)) is StepOutcome.Done done ? done with { Changed = true } : new StepOutcome.Failed("the rule was written and is not as listed when read again", Changed: true);
    }

    private async Task<StepOutcome> VerifyAsync(DesiredRule wanted, CancellationToken cancellationToken)
    {
        if (await FindAsync(wanted, cancellationToken) is not { } one) return new StepOutcome.Failed("the rule is not there", Changed: false);
        var differences = RuleSnapshot.AsListed(wanted).DifferencesFrom(one.Rule);
        return differences.Count == 0 ? new StepOutcome.Done(Json.Write(one.Rule), Changed: false) : new StepOutcome.Failed($"the rule is not as listed: {string.Join(", ", differences)}", Changed: false);
    }

    private async Task<StepOutcome> RevertAsync(StepWork work, DesiredRule wanted, Captured captured, CancellationToken cancellationToken)
    {
        // Not as we wrote it any more: somebody else's now.
        if (await FindAsync(wanted, cancellationToken) is not { } ours || RuleSnapshot.AsListed(wanted).DifferencesFrom(ours.Rule).Count > 0) return new StepOutcome.Done("{}", Changed: false);
        work.StillInTime(clock);
        var refused = captured.Rule is { } before
            ? await rules.PutAsync(wanted.NetworkSecurityGroup, wanted.Name, before, ours.ETag, cancellationToken)
            : await rules.DeleteAsync(wanted.NetworkSecurityGroup, wanted.Name, cancellationToken);
        return refused is null ? new StepOutcome.Done(Json.Write(captured), Changed: true) : new StepOutcome.Failed(refused, Changed: false);
    }

    /// <summary>The rule before; null when there was none.</summary>
    private sealed record Captured(RuleSnapshot? Rule);
}
