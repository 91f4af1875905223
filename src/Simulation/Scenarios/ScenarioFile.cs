using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Format;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios;

/// <summary>A file that is no scenario.</summary>
public sealed class ScenarioException(IReadOnlyList<Problem> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}

/// <summary>A scenario that was read and checked, with its names.</summary>
public sealed class ScenarioFile
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);

    private static readonly Kind Whole = Kinds.Of(typeof(Scenario));

    private ScenarioFile(string path, Mapping root, DateTimeOffset start, Names names)
    {
        (Path, Start, Names) = (path, start, names);
        Scenario = (Scenario)Whole.Read(root, new Making(start, names, (_, _, _, _, _) => throw new NotSupportedException("Nothing is made while a file is read."), fleet: null))!;
    }

    public string Path { get; }

    public DateTimeOffset Start { get; }

    public Names Names { get; }

    public Scenario Scenario { get; }

    /// <exception cref="ScenarioException">Something is wrong with it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ScenarioFile Load(string path) => Read(path, File.ReadAllText(path));

    /// <summary>Reads a text.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="ScenarioException">Something is wrong with it.</exception>
    public static ScenarioFile Read(string path, string text)
    {
        var problems = new List<Problem>();
        var node = YamlText.Read(path, text, problems);
        if (node is not null and not Mapping) problems.Add(new Problem(node.Place, "a scenario is a mapping that begins with its name"));
        if (node is not Mapping root) throw new ScenarioException(problems);
        var reading = new Reading(StartOf(root, problems));
        Whole.Check(root, Use.Make, reading);
        var names = NamesOf(root);
        problems.AddRange(reading.Problems);
        problems.AddRange(reading.Mentions.Select(names.Judge).OfType<Problem>());
        if (root["vaults"] is Mapping { Entries.Count: > 1 } vaults) problems.Add(new Problem(vaults.Entries[1].Key.Place, "the world has one vault"));
        // A counted entry says the same for each of its members.
        if (problems.Count > 0) throw new ScenarioException([.. problems.Distinct().OrderBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column)]);
        var file = new ScenarioFile(path, root, reading.Start, names);
        return Trial.Of(file, root) is { Count: > 0 } unfit ? throw new ScenarioException(unfit) : file;
    }

    private static DateTimeOffset StartOf(Mapping root, List<Problem> problems)
    {
        if (root["start"] is not Scalar said) return Monday;
        if (said.Text.Contains('T', StringComparison.Ordinal) && Times.TryMoment(said.Text, Monday, out var start)) return start;
        problems.Add(new Problem(said.Place, $"expected a point in time such as 2026-03-02T05:00:00Z, and here is {said.Called}"));
        return Monday;
    }

    private static Names NamesOf(Mapping root)
    {
        var names = new Names();
        Declare(names, Named.Pool, root["pools"]);
        Declare(names, Named.SecurityGroup, root["networkSecurityGroups"]);
        Declare(names, Named.LoadBalancer, root["loadBalancers"]);
        Declare(names, Named.Host, root["hosts"]);
        foreach (var vault in (root["vaults"] as Mapping)?.Entries ?? []) Declare(names, Named.Certificate, (vault.Value as Mapping)?["certificates"]);
        names.Add(Named.Group, Hosts.DefaultGroup);
        foreach (var host in (root["hosts"] as Mapping)?.Entries ?? [])
        {
            if ((host.Value as Mapping)?["resourceGroup"] is Scalar group) names.Add(Named.Group, group.Text);
        }

        return names;
    }

    private static void Declare(Names names, Named what, Node? section)
    {
        foreach (var entry in (section as Mapping)?.Entries ?? [])
        {
            if (Counting.NamesOf(entry) is { } several) names.Add(what, Counting.GroupOf(entry), several);
            else names.Add(what, entry.Key.Text);
        }
    }
}
