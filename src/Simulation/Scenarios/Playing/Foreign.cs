using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>Changes of others that the product changed back, by the books of who wrote what.</summary>
public static class Foreign
{
    /// <summary>What the operator listed may be put back, and what a person approved; everything else counts.</summary>
    public static int Reverted(Ownership ownership, IReadOnlyList<Case> cases)
    {
        var count = 0;
        foreach (var entity in ownership.Entities)
        {
            var book = ownership.Of(entity);
            for (var index = 1; index < book.Count; index++)
            {
                if (book[index] is not { Writer: Ownership.Us, Work: { } work } ours || book[index - 1] is { Writer: Ownership.Us } || book[index - 1].Value == ours.Value) continue;
                if (!IsAllowed(work, cases, entity)) count++;
            }
        }

        return count;
    }

    /// <param name="work">Case, step and phase; empty: nobody saw them, so that any case may have done it.</param>
    private static bool IsAllowed(string work, IReadOnlyList<Case> cases, string entity)
    {
        if (work.Length == 0) return cases.Any(c => c.Approval is not null || c.Steps.Any(step => step.Applied && (step.Step.ListedState || entity.StartsWith("member ", StringComparison.Ordinal))));
        if (work.Split('/') is not [var id, var index, var phase] || cases.FirstOrDefault(c => c.Id.Value == id) is not { } c) return false;
        if (c.Approval is not null) return true;
        var taken = c.Steps.ElementAtOrDefault(int.Parse(index, System.Globalization.CultureInfo.InvariantCulture));
        // A member of a listed pool is listed state too.
        return phase == "Apply" && taken is not null && (taken.Step.ListedState || entity.StartsWith("member ", StringComparison.Ordinal));
    }
}
