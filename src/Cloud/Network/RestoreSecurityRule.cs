using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Network;

/// <summary>
/// Puts one listed security rule back, exactly as listed: created only if it is not there, altered only if nobody wrote it since it was read, and read
/// again afterwards. Undone only while it is still what we wrote.
/// </summary>
public sealed class RestoreSecurityRule(ArmClient actor, SecurityRules rules) : IRepair
{
    public string Kind => StepKinds.SecurityRule;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredRule>(work.Step.Arguments[StepArguments.Rule]);
        try
        {
            return work.Phase switch
            {
                StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured((await rules.FindAsync(actor, wanted, cancellationToken))?.Rule)), Changed: false),
                StepPhase.Apply => await ApplyAsync(work, wanted, cancellationToken),
                StepPhase.Verify => await VerifyAsync(wanted, cancellationToken),
                _ => await RevertAsync(wanted, Json.Read<Captured>(work.Captured!), cancellationToken),
            };
        }
        catch (RequestFailedException refused)
        {
            return new StepOutcome.Failed(refused.Status == 412 ? "somebody wrote the rule in the meantime" : Trouble.Said(refused), Changed: false);
        }
    }

    /// <summary>Writes are awaited: a rule's write ends within seconds, and its answer is read again.</summary>
    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredRule>(work.Step.Arguments[StepArguments.Rule]);
        var found = await rules.FindAsync(actor, wanted, cancellationToken);
        var asListed = found is { } one && SecurityRules.Differences(SecurityRules.AsListed(wanted), one.Rule).Count == 0;
        return work.Phase switch
        {
            StepPhase.Revert => asListed ? new StepOutcome.Failed("the rule is still there as we wrote it", Changed: true) : new StepOutcome.Done("{}", Changed: true),
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(found?.Rule)), Changed: false),
            _ => asListed ? new StepOutcome.Done(Json.Write(found!.Value.Rule), Changed: true) : new StepOutcome.Failed("the rule is not as listed", Changed: false),
        };
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<StepOutcome> ApplyAsync(StepWork work, DesiredRule wanted, CancellationToken cancellationToken)
    {
        if (work.Host.IsSessionHost) return new StepOutcome.Failed("an AVD host needs no inbound rule", Changed: false);
        // The listing was refused at start if it names one of these; this is the last line before the write.
        if (wanted.Sources.Any(source => PolicyProblems.Everybody.Contains(source, StringComparer.OrdinalIgnoreCase))) return new StepOutcome.Failed("the listed rule is open to everybody", Changed: false);
        var listed = SecurityRules.AsListed(wanted);
        var now = await rules.FindAsync(actor, wanted, cancellationToken);
        var captured = Json.Read<Captured>(work.Captured!).Rule;
        if (now is { } there && SecurityRules.Differences(listed, there.Rule).Count == 0) return new StepOutcome.Done(Json.Write(there.Rule), Changed: false);
        // Somebody is at work on this rule: what we would undo to is not what we would overwrite.
        if ((captured is null) != (now is null) || (now is { } moved && SecurityRules.Differences(captured!, moved.Rule).Count > 0)) return new StepOutcome.Failed("somebody wrote the rule in the meantime", Changed: false);
        await PutAsync(wanted, listed, now?.ETag, cancellationToken);
        return await VerifyAsync(wanted, cancellationToken) is StepOutcome.Done done ? done with { Changed = true } : new StepOutcome.Failed("the rule was written and is not as listed when read again", Changed: true);
    }

    private async Task<StepOutcome> VerifyAsync(DesiredRule wanted, CancellationToken cancellationToken)
    {
        var found = await rules.FindAsync(actor, wanted, cancellationToken);
        if (found is not { } one) return new StepOutcome.Failed("the rule is not there", Changed: false);
        var differences = SecurityRules.Differences(SecurityRules.AsListed(wanted), one.Rule);
        return differences.Count == 0 ? new StepOutcome.Done(Json.Write(one.Rule), Changed: false) : new StepOutcome.Failed($"the rule is not as listed: {string.Join(", ", differences)}", Changed: false);
    }

    private async Task<StepOutcome> RevertAsync(DesiredRule wanted, Captured captured, CancellationToken cancellationToken)
    {
        var now = await rules.FindAsync(actor, wanted, cancellationToken);
        if (now is not { } ours || SecurityRules.Differences(SecurityRules.AsListed(wanted), ours.Rule).Count > 0)
            return new StepOutcome.Done("{}", Changed: false);
        if (captured.Rule is { } before)
        {
            await PutAsync(wanted, before, ours.ETag, cancellationToken);
            return new StepOutcome.Done(Json.Write(before), Changed: true);
        }

        var id = new ResourceIdentifier(wanted.NetworkSecurityGroup);
        var rule = actor.GetSecurityRuleResource(SecurityRuleResource.CreateResourceIdentifier(id.SubscriptionId, id.ResourceGroupName, id.Name, wanted.Name));
        await Trouble.WriteAsync(() => rule.DeleteAsync(WaitUntil.Completed, cancellationToken));
        return new StepOutcome.Done("{}", Changed: true);
    }

    private async Task PutAsync(DesiredRule wanted, RuleSnapshot rule, string? etag, CancellationToken cancellationToken)
    {
        var all = actor.GetNetworkSecurityGroupResource(new ResourceIdentifier(wanted.NetworkSecurityGroup)).GetSecurityRules();
        using var condition = etag is null ? ConditionalWrite.None() : ConditionalWrite.Match(etag);
        await Trouble.WriteAsync(() => all.CreateOrUpdateAsync(WaitUntil.Completed, wanted.Name, SecurityRules.Write(rule), cancellationToken));
    }

    /// <summary>The rule before; null when there was none.</summary>
    private sealed record Captured(RuleSnapshot? Rule);
}
