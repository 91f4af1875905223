using System.Globalization;
using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Judging;

/// <summary>Holds what a scenario expects against what came of it. To add an expectation: its field in Format, and a line here or in <see cref="HostJudgement"/>.</summary>
public static class Judgement
{
    /// <summary>Every expectation, those that held too.</summary>
    public static IReadOnlyList<Expectation> Of(Outcome outcome)
    {
        var (scenario, names, found) = (outcome.World.Scenario, outcome.World.File.Names, new List<Expectation>());
        var expect = scenario.Expect;
        var named = expect.Hosts.Keys.SelectMany(name => names.Each(Named.Host, name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, wanted) in expect.Hosts)
        {
            foreach (var host in names.Each(Named.Host, name)) found.AddRange(new HostJudgement(outcome, host, wanted).All());
        }

        if (expect.Others is { } others)
        {
            foreach (var host in scenario.Hosts.Keys.Where(host => !named.Contains(host))) found.AddRange(new HostJudgement(outcome, host, others).All());
        }

        if (expect.NoCase) found.Add(Same("no case", "none", outcome.Cases.Count == 0 ? "none" : string.Join(", ", outcome.Cases.Select(c => $"{c.HostName} {HostJudgement.Spelled(c.State)}"))));
        found.AddRange(Measured(outcome, expect));
        if (expect.DrainedAtEnd is { } drained) found.Add(Same("drained at the end", List(drained), List(outcome.World.Fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).Where(host => !host.AllowNewSession).Select(host => host.Machine))));
        if (expect.Final is { } final) found.AddRange(Final(outcome, final));
        if (outcome.Broken is { } broken) found.Add(new Expectation("promises S1 to S16", "kept", broken.Count == 0 ? "kept" : string.Join("; ", broken.Select(one => $"{one.Promise}: {one.What}")), broken.Count == 0));
        return found;
    }

    internal static Expectation Same(string what, string expected, string actual) => new(what, expected, actual, expected == actual);

    internal static string List(IEnumerable<string> words) => words.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } some ? string.Join(", ", some) : "none";

    private static IEnumerable<Expectation> Measured(Outcome outcome, ExpectSpec expect)
    {
        if (expect.UserMinutesLost is { } minutes && outcome.UserMinutesLost is { } lost) yield return new Expectation("user minutes lost", $"at most {Number(minutes)}", Number(Math.Round(lost, 1)), lost <= minutes);
        if (expect.MaxActing is { } most && outcome.MaxActing is { } acting) yield return new Expectation("hosts of one pool acting at once", $"at most {most}", $"{acting}", acting <= most);
        if (expect.ForeignChangesReverted is { } foreign && outcome.ForeignChangesReverted is { } reverted) yield return Same("foreign changes reverted", $"{foreign}", $"{reverted}");
        foreach (var (kind, bounds) in expect.AzureCalls.Where(_ => outcome.Calls is not null))
        {
            var made = outcome.Calls!.GetValueOrDefault(kind);
            yield return new Expectation($"calls: {kind}", $"{(bounds.Min is { } least ? $"at least {least} " : "")}{(bounds.Max is { } limit ? $"at most {limit}" : "")}".Trim(), $"{made}", made >= (bounds.Min ?? 0) && made <= (bounds.Max ?? int.MaxValue));
        }
    }

    private static IEnumerable<Expectation> Final(Outcome outcome, WorldWanted final)
    {
        var (fleet, making) = (outcome.World.Fleet, outcome.World.Making);
        return final.NetworkSecurityGroups.SelectMany(one => Differences(one.Key, one.Value.Fields.Differences(fleet.SecurityGroups[one.Key], making)))
            .Concat(final.LoadBalancers.SelectMany(one => Differences(one.Key, one.Value.Fields.Differences(fleet.LoadBalancers[one.Key], making))))
            .Concat(final.Certificates.SelectMany(one => Differences(one.Key, one.Value.Fields.Differences(fleet.Vault.Certificates[one.Key], making))));
    }

    /// <summary>One line when all is as wished, else one for each difference.</summary>
    internal static IEnumerable<Expectation> Differences(string of, IReadOnlyList<(string Path, string Expected, string Actual)> differences) =>
        differences.Count == 0 ? [new Expectation($"{of}: final", "as described", "as described", true)] : differences.Select(one => new Expectation($"{of}: final {one.Path}", one.Expected, one.Actual, false));

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
