using RdpMedic.Simulation.Mutants;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Promises;
using RdpMedic.Simulation.Runs;

namespace RdpMedic.Simulation.Tests;

/// <summary>The whole product and its world in virtual time. A seed that fails is replayed by <c>dotnet run -c Release --project src/Cli -- simulate --seed N --trace</c>.</summary>
public sealed class SeedTests
{
    private static readonly Lazy<IReadOnlyList<SeedResult>> Fifty = new(() => Campaign.Run([.. Enumerable.Range(1, 50)], new Parts(), Environment.ProcessorCount, CancellationToken.None));

    [Fact]
    public void Fifty_seeds_break_no_promise() =>
        Fifty.Value.SelectMany(result => result.Violations.Select(violation => $"simulate --seed {result.Seed} --trace: {violation.Promise}: {violation.What}")).ShouldBeEmpty();

    [Fact]
    public void Every_case_of_fifty_seeds_comes_to_its_end() => Fifty.Value.Sum(result => result.Unfinished).ShouldBe(0);

    [Fact]
    public void Fifty_seeds_put_every_promise_at_stake()
    {
        var stakes = Campaign.AtStake(Fifty.Value);
        Judge.Promises.Where(promise => stakes[promise] == 0).ShouldBeEmpty();
        Fifty.Value.Sum(result => result.Crashes).ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    public void The_same_seed_tells_the_same_story(int seed)
    {
        var (one, other) = (SeedRun.Of(seed, new Parts(), keepTrace: true), SeedRun.Of(seed, new Parts(), keepTrace: true));
        other.Trace.ShouldBe(one.Trace);
        other.Hash.ShouldBe(one.Hash);
    }

    [Fact]
    public void Seeds_differ_from_one_another() => Fifty.Value.Select(result => result.Hash).Distinct(StringComparer.Ordinal).Count().ShouldBe(50);

    /// <summary>All of them are chased by <c>simulate --mutants</c>; these are caught early.</summary>
    [Theory]
    [InlineData("no-capture", "S3")]
    [InlineData("repair-counts-as-healthy", "S2")]
    [InlineData("no-revert", "S16")]
    [InlineData("pause-ignored", "pause")]
    [InlineData("terminal-left", "S14")]
    [InlineData("journal-gaps", "S12")]
    [InlineData("secret-in-capture", "S13")]
    public void A_deliberate_bug_is_caught_within_ten_seeds(string name, string promise)
    {
        var mutant = Zoo.All.Single(mutant => mutant.Name == name);
        var caught = Enumerable.Range(1, 10).Select(seed => SeedRun.Of(seed, mutant.Make()).Violations).First(violations => violations.Count > 0);
        caught[0].Promise.ShouldBe(promise, caught[0].ToString());
    }

    [Fact]
    public void A_failing_seed_is_made_shorter_and_still_fails_by_the_same_promise()
    {
        var mutant = Zoo.All.Single(mutant => mutant.Name == "removed-write-repeated");
        var seed = Enumerable.Range(1, 20).First(seed => SeedRun.Of(seed, mutant.Make()).Violations.Count > 0);
        var cuts = Shrink.Of(seed, mutant.Make());
        cuts.Without.ShouldNotBeEmpty();
        SeedRun.Of(seed, mutant.Make(), keepTrace: false, cuts).Violations[0].Promise.ShouldBe("S15");
    }
}
