using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Cases;

/// <content>What is for a person is told once for a pool, not once for each of its hosts.</content>
public sealed partial class CaseMachine
{
    /// <summary>
    /// Ends a case whose plan is for a person. The first hosts of a pool are told of; when so many have the failure that it has one cause, the later ones end
    /// with the reference to it, and stay quiet for as long as if somebody had been told. Who asked about this host is always answered.
    /// </summary>
    private Move HandOver(Case c, CaseEvent.GatesRead e, DateTimeOffset now)
    {
        var failure = c.Plan!.Failure;
        var many = e.Facts.Pool.Of(failure).Hosts(now - SharedCause.Storm) > 1 ? $" {Upper(SharedCause.Said(failure, e.Facts, now))} within the hour." : "";
        if (c.Request is not null || SharedCause.Storms(failure, e.Facts, policy, now) is not { } storm)
            return Finish(c, new Ending(CaseState.Escalated, $"Diagnosed {failure}: not for a machine to repair.{Author(c)}{many}", c.Plan.ForPerson), now);
        var told = new Refusal(GateNames.SharedCause, storm, "told once, not for every host");
        return Finish(c with { Refusals = [told] }, new Ending(CaseState.Suppressed, $"Diagnosed {failure}, which is not for a machine to repair.{many} That is one incident of the pool, and people were told of it with its first hosts.", c.Plan.ForPerson), now);
    }

    private static string Upper(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
