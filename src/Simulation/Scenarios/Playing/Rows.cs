using RdpMedic.Emulator.World;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The sections <c>activity</c> and <c>logs</c>.</summary>
internal static class Rows
{
    public static void Activity(ActivitySpec row, IScene scene)
    {
        var fleet = scene.World.Fleet;
        var resource = row switch
        {
            { Host: { } host } => fleet.Machines.TryGetValue(host, out var machine) ? machine.Id : fleet.IdOf("rg-app", "Microsoft.Compute/virtualMachines", host),
            { NetworkSecurityGroup: { } group } => fleet.SecurityGroups[group].Id,
            { Rule: { } rule } => $"{fleet.SecurityGroups[rule[..rule.IndexOf('/', StringComparison.Ordinal)]].Id}/securityRules{rule[rule.IndexOf('/', StringComparison.Ordinal)..]}",
            { LoadBalancer: { } balancer } => fleet.LoadBalancers[balancer].Id,
            _ => fleet.HostPools[row.Pool!].Id,
        };
        // Rows are kept by the time at which they happened, which may be before the start.
        fleet.Activities.Add(new Activity(row.At, row.Operation, resource, row.Who));
    }

    public static void Plan(LogSpec row, IScene scene)
    {
        Next(row.At ?? scene.World.Start);

        void Next(DateTimeOffset at)
        {
            if (at > (row.Until ?? scene.World.End)) return;
            scene.Plan(at, () =>
            {
                if (row.On.Count == 0) Write(row, null, at, scene);
                foreach (var host in row.On) Write(row, host, at, scene);
                if (row.Every is { } every) Next(at + every);
            });
        }
    }

    private static void Write(LogSpec row, string? host, DateTimeOffset at, IScene scene)
    {
        var columns = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (host is not null && scene.World.Fleet.Machines.TryGetValue(host, out var machine))
        {
            Fill("Computer", $"{host}.corp.example");
            Fill("_ResourceId", machine.Id.ToLowerInvariant());
            if (scene.World.SessionHostOf(machine) is { } session) Fill("SessionHostName", session.Name);
        }

        foreach (var (name, text) in row.With) columns[name] = Columns.Value(row.Table, name, text, scene.World.Start);
        scene.Append(row.Table, at, at + row.Delay, columns);

        void Fill(string column, string value)
        {
            if (Columns.Has(row.Table, column)) columns[column] = value;
        }
    }
}
