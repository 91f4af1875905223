using System.CommandLine;
using RdpMedic.Cloud;

namespace RdpMedic.Cli.Emulation;

/// <summary>The options that say what a world is made of: <c>emulator</c> has them, and so has <c>demo</c>, which makes one inside.</summary>
internal sealed class WorldCommandOptions
{
    private readonly Option<int> hosts = new("--hosts") { Description = "Hosts in the fleet, 8 to 400.", DefaultValueFactory = _ => 24 };
    private readonly Option<int> seed = new("--seed") { Description = "The same seed breaks the same hosts in the same way.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> sabotage = new("--sabotage") { Description = "repair: scripts say that they worked and change nothing." };
    private readonly Option<double> speed = new("--speed", "--scale") { Description = "Seconds of the fleet's time in a second, 1 to 120.", DefaultValueFactory = _ => 40 };

    private readonly Option<string[]> without = new("--without") { Description = "Take rights away: an action such as Microsoft.Compute/virtualMachines/runCommands/write, or a role: diagnose, inspect, repair or keep.", AllowMultipleArgumentsPerToken = true };

    public WorldCommandOptions()
    {
        without.Validators.Add(result =>
        {
            foreach (var wrong in (result.GetValueOrDefault<string[]>() ?? []).Where(right => !Known.Contains(right))) result.AddError($"--without: nobody needs '{wrong}'.");
        });
        hosts.Validators.Add(result => CommandLine.Within(result, 8, 400));
        sabotage.Validators.Add(result => { if (result.GetValueOrDefault<string?>() is not (null or "repair")) result.AddError("--sabotage knows one thing: repair."); });
        speed.Validators.Add(result => CommandLine.Within(result, 1, 120));
    }

    /// <summary>What can be taken away.</summary>
    private static IReadOnlySet<string> Known { get; } = new HashSet<string>(["diagnose", "inspect", "repair", "keep", .. Permissions.All.Diagnose, .. Permissions.All.Inspect, .. Permissions.All.Repair, .. Permissions.All.Keep], StringComparer.OrdinalIgnoreCase);

    public Option<string?> Trace { get; } = new("--trace") { Description = "Write every HTTP call and AMQP link to this file, one JSON line each." };

    public IReadOnlyList<Option> All => [hosts, seed, Trace, sabotage, speed, without];

    public WorldOptions Of(ParseResult parsed) => new(parsed.GetValue(hosts), parsed.GetValue(seed), parsed.GetValue(speed), parsed.GetValue(sabotage) is not null) { Withheld = parsed.GetValue(without) ?? [] };
}
