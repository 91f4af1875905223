namespace RdpMedic.Healing.Cases;

/// <summary>Why a person's decision is not taken.</summary>
public enum DecisionFault
{
    /// <summary>The case has ended; a terminal state is never left.</summary>
    Ended,

    /// <summary>There is no plan yet, or it is another one than the person saw.</summary>
    OtherPlan,

    /// <summary>The person asked for the case, and four eyes are demanded.</summary>
    OwnRequest,
}

/// <summary>A decision that is not taken, in words for the person.</summary>
public sealed record DecisionRefusal(DecisionFault Fault, string Said);

/// <summary>
/// Judges a person's decision about a case before it is sent to the host's session. Between this and the session the case may change: the case machine judges
/// again, and an approval of another plan is void there too.
/// </summary>
public static class Decisions
{
    /// <summary>Null: it can be sent.</summary>
    public static DecisionRefusal? Judge(Case c, DecisionBody decision, Policy policy)
    {
        if (c.Ended) return new DecisionRefusal(DecisionFault.Ended, $"The case ended as {c.State}: {c.Ending?.Reason}");
        if (decision.Verdict != Verdict.Approve) return null;
        if (c.Plan is not { } plan) return new DecisionRefusal(DecisionFault.OtherPlan, "The case has no plan yet that could be approved.");
        if (plan.Hash != decision.PlanHash) return new DecisionRefusal(DecisionFault.OtherPlan, $"The plan of the case is {plan.Hash} now. Read it again, and approve that if it is right.");
        return OwnRequest(c, decision, policy) is { } own ? new DecisionRefusal(DecisionFault.OwnRequest, $"Not taken: {own}") : null;
    }

    /// <summary>Null: four eyes are not demanded, or these are two people. Who cannot be told from the one who asked counts as the same.</summary>
    public static string? OwnRequest(Case c, DecisionBody decision, Policy policy)
    {
        if (!policy.FourEyes || c.Request is not { } request) return null;
        if (request.ById is null || decision.ById is null) return "four eyes are demanded and it is not known who asked for the case.";
        return string.Equals(request.ById, decision.ById, StringComparison.OrdinalIgnoreCase) ? "whoever asked for a case may not approve it: four eyes are demanded." : null;
    }
}
