using System.Reflection;
using RdpMedic.Healing.Failures;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>The closed list of causes, and what is still to be built.</summary>
public sealed class FailureIdTests
{
    /// <summary>Causes that no class diagnoses yet. The list may only shrink: whoever builds a class deletes its line.</summary>
    private static readonly string[] NotBuilt =
    [
        FailureIds.Unknown,
    ];

    /// <summary>The length of that list when this was last looked at; it is lowered with it and never raised.</summary>
    private const int NotBuiltAtMost = 1;

    [Fact]
    public void Every_cause_has_a_class_or_stands_among_those_not_built_yet()
    {
        var built = FailureCatalogue.All.Select(failure => failure.Id.Value).ToList();

        NotBuilt.Intersect(built, StringComparer.Ordinal).ShouldBeEmpty("There is a class for it now: delete its line from NotBuilt.");
        FailureIds.All.Select(named => named.Id).Order(StringComparer.Ordinal).ShouldBe(built.Concat(NotBuilt).Order(StringComparer.Ordinal), "A class whose id is not in FailureIds, or a cause without a class.");
    }

    [Fact]
    public void The_list_of_causes_without_a_class_may_only_shrink() => NotBuilt.Length.ShouldBeLessThanOrEqualTo(NotBuiltAtMost);

    [Fact]
    public void The_list_holds_every_constant_once_and_says_what_it_means()
    {
        var constants = typeof(FailureIds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        FailureIds.All.Select(named => named.Id).ShouldBe(constants, ignoreOrder: true);
        constants.ShouldBeUnique(StringComparer.Ordinal);
        FailureIds.All.Where(named => named.Cause.Length < 10 || named.Cause.EndsWith('.') || char.IsUpper(named.Cause[0]) && !named.Cause.StartsWith("RDP", StringComparison.Ordinal) && !named.Cause.StartsWith("Windows", StringComparison.Ordinal) && !named.Cause.StartsWith("Remote", StringComparison.Ordinal)).ShouldBeEmpty();
        constants.Count.ShouldBe(51);
    }
}
