using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Yaml;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>Finds what only a world can tell of a scenario that is well written: a breakage that does not fit, a listed rule that is not there.</summary>
internal static class Trial
{
    public static IReadOnlyList<Problem> Of(ScenarioFile file, Mapping root)
    {
        var problems = new List<Problem>();
        var world = Make(file);
        foreach (var fault in (root["faults"] as Listing)?.Items.OfType<Mapping>() ?? [])
        {
            if (fault["break"] is not Scalar breakage) continue;
            foreach (var host in Each(fault["on"]).SelectMany(on => file.Names.Each(Named.Host, on.Text)))
            {
                try
                {
                    var (failure, variant) = Split(breakage.Text);
                    // Each in a world of its own: one breakage may stand in another's way.
                    var fresh = Make(file);
                    new Break(fresh.Fleet, fresh.Making.Make).Host(host, failure, variant);
                }
                catch (Exception wrong) when (wrong is ArgumentException or KeyNotFoundException or InvalidOperationException or NullReferenceException)
                {
                    problems.Add(new Problem(breakage.Place, $"{host} cannot break by {breakage.Text}: {(wrong is ArgumentException ? wrong.Message : "it lacks what that breaks")}"));
                }
            }
        }

        Listed(root["networkSecurityGroups"], "rule", (name, item) => world.Fleet.SecurityGroups[name].Rules.ContainsKey(item), problems);
        Listed(root["loadBalancers"], "NAT rule", (name, item) => world.Fleet.LoadBalancers[name].NatRules.ContainsKey(item), problems, "listedNatRules");
        Listed(root["loadBalancers"], "pool", (name, item) => world.Fleet.LoadBalancers[name].Pools.ContainsKey(item), problems);
        return [.. problems.Distinct()];
    }

    private static ScenarioWorld Make(ScenarioFile file)
    {
        var made = 0;
        return ScenarioWorld.Build(file, (subject, _, from, to, readable) => new StoredCertificate { Pkcs12 = [], Thumbprint = $"{++made:X40}", Subject = subject, NotBefore = from, NotAfter = to, KeyReadable = readable }, 64, new Agenda(file.Start).Clock);
    }

    /// <summary>A breakage by its two names.</summary>
    public static (string Failure, string Variant) Split(string breakage) => breakage.Split('/') is [var failure, var variant] ? (failure, variant) : (breakage, "");

    private static void Listed(Node? section, string what, Func<string, string, bool> isThere, List<Problem> problems, string field = "listed")
    {
        foreach (var (key, value) in (section as Mapping)?.Entries ?? [])
        {
            foreach (var item in Each((value as Mapping)?[field]).Where(item => !isThere(key.Text, item.Text))) problems.Add(new Problem(item.Place, $"{key.Text} has no {what} '{item.Text}' at the start; what is listed and absent stands in settings"));
        }
    }

    private static IEnumerable<Scalar> Each(Node? node) => node switch { Listing list => list.Items.OfType<Scalar>(), Scalar one => [one], _ => [] };
}
