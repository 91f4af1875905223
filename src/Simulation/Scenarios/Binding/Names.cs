using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Healing;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>What a scenario declares, and what the product knows by name: every mention is held against it.</summary>
public sealed class Names
{
    private readonly Dictionary<Named, SortedSet<string>> known = [];
    private readonly Dictionary<string, IReadOnlyList<string>> counted = new(StringComparer.OrdinalIgnoreCase);

    public Names()
    {
        foreach (var failure in FailureCatalogue.All) Add(Named.Failure, failure.Id.Value);
        string[] kinds = [.. typeof(StepKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        foreach (var step in StepNames.All) Add(Named.Step, step);
        foreach (var doing in StepNames.All.Concat(kinds).Concat(Enum.GetNames<Risk>())) Add(Named.Doing, doing);
        foreach (var gate in Gates.All) Add(Named.Gate, gate.Name);
        foreach (var failure in Break.Failures) Add(Named.Breakage, failure);
        foreach (var table in Tables.All.Keys) Add(Named.Table, table);
        foreach (var call in Calls.Kinds) Add(Named.Call, call);
    }

    public void Add(Named what, string name)
    {
        if (!known.TryGetValue(what, out var names)) known[what] = names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        names.Add(name);
    }

    /// <summary>Several that were declared as one.</summary>
    public void Add(Named what, string name, IReadOnlyList<string> members)
    {
        foreach (var member in members) Add(what, member);
        counted[$"{what}/{name}"] = members;
    }

    /// <summary>The members of what was declared with a count; the one name itself otherwise.</summary>
    public IReadOnlyList<string> Each(Named what, string name) => counted.TryGetValue($"{what}/{name}", out var members) ? members : [name];

    public bool Knows(Named what, string name) => known.TryGetValue(what, out var names) && names.Contains(name);

    public IEnumerable<string> All(Named what) => known.TryGetValue(what, out var names) ? names : [];

    /// <summary>The problem of a mention; null: it is declared.</summary>
    public Problem? Judge(Mention mention)
    {
        var (what, name) = mention.What switch
        {
            Named.Rule => (Named.SecurityGroup, Part(mention.Name, 0)),
            Named.Member when !Knows(Named.LoadBalancer, Part(mention.Name, 0)) => (Named.LoadBalancer, Part(mention.Name, 0)),
            Named.Member => (Named.Host, Part(mention.Name, 2)),
            // A failure knows its variants itself; an unknown one is found when the world is tried.
            Named.Breakage => (Named.Breakage, Part(mention.Name, 0)),
            Named.Group when Knows(Named.Pool, mention.Name) => (Named.Pool, mention.Name),
            _ => (mention.What, mention.Name),
        };
        if (Knows(what, name) || counted.ContainsKey($"{what}/{name}")) return null;
        return new Problem(mention.Place, $"no {Called(what)} is named '{name}'{Reading.Like(name, All(what))}");
    }

    /// <summary>The id by which the product knows it.</summary>
    public static string IdOf(Fleet fleet, Named what, string name) => what switch
    {
        Named.SecurityGroup => fleet.SecurityGroups[name].Id,
        Named.LoadBalancer => fleet.LoadBalancers[name].Id,
        Named.Group when fleet.HostPools.TryGetValue(name, out var pool) => pool.Id.ToLowerInvariant(),
        Named.Group => $"/subscriptions/{fleet.Subscription}/resourcegroups/{name}".ToLowerInvariant(),
        _ => name,
    };

    public static string Called(Named what) => what switch
    {
        Named.SecurityGroup => "network security group",
        Named.LoadBalancer => "load balancer",
        Named.Failure => "failure class",
        Named.Call => "kind of calls",
        Named.Group => "pool or resource group",
        Named.Table => "log table",
        Named.Doing => "step, kind of steps or risk",
        _ => what.ToString().ToLowerInvariant(),
    };

    /// <summary>How a mention is written.</summary>
    public static string Form(Named what) => what switch
    {
        Named.Rule => "GROUP/RULE",
        Named.Member => "BALANCER/POOL/HOST",
        Named.Breakage => "FAILURE/VARIANT",
        _ => $"the name of a {Called(what)}",
    };

    private static string Part(string path, int index) => path.Split('/').ElementAtOrDefault(index) ?? "";
}

/// <summary>The kinds of calls that a run counts.</summary>
public static class Calls
{
    public static IReadOnlyList<string> Services { get; } = ["inventory", "network", "desktopVirtualization", "runCommands", "keyVault", "probe", "logs", "virtualMachines"];

    /// <summary>Every service, and its writes alone.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Services, .. Services.Where(one => one is "network" or "desktopVirtualization" or "runCommands" or "keyVault" or "virtualMachines").Select(one => $"{one}Writes")];
}
