using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RdpMedic.Cli.Codes;
using RdpMedic.Cli.Demo;
using RdpMedic.Cli.Probe;
using RdpMedic.Cli.Scenarios;
using RdpMedic.Cli.Simulate;
using RdpMedic.Simulation.Runs;
using RdpMedic.Simulation.World;

namespace RdpMedic.Cli;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Make() => new("RdpMedic: self-healing for Remote Desktop on Azure.") { Demo(), Scenario(), Simulate(), Code(), Probe() };

    private static Command Demo()
    {
        var hosts = new Option<int>("--hosts") { Description = "Hosts in the fleet, 8 to 400.", DefaultValueFactory = _ => 24 };
        hosts.Validators.Add(result => Within(result, 8, 400));
        var seed = new Option<int>("--seed") { Description = "The same seed breaks the same hosts in the same way.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end, and nothing else." };
        var trace = new Option<string?>("--trace") { Description = "Write every HTTP call and AMQP link to this file, one JSON line each." };
        var sabotage = new Option<string?>("--sabotage") { Description = "repair: scripts say that they worked and change nothing." };
        sabotage.Validators.Add(result => { if (result.GetValueOrDefault<string?>() is not (null or "repair")) result.AddError("--sabotage knows one thing: repair."); });
        var speed = new Option<double>("--speed") { Description = "Seconds of the fleet's time in a second, 1 to 120.", DefaultValueFactory = _ => 40 };
        speed.Validators.Add(result => Within(result, 1, 120));
        var command = new Command("demo", "Watch broken hosts being found, repaired and proved healthy, on this machine.") { hosts, seed, json, trace, sabotage, speed };
        command.SetAction((parsed, cancellation) => DemoCommand.RunAsync(
            new DemoOptions(parsed.GetValue(hosts), parsed.GetValue(seed), parsed.GetValue(json), parsed.GetValue(trace), parsed.GetValue(sabotage) is not null, parsed.GetValue(speed)),
            cancellation));
        return command;
    }

    private static Command Scenario()
    {
        var paths = new Argument<string[]>("path") { Description = "Scenario files, and folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end, and nothing else on standard output." };
        var wire = new Option<bool>("--wire") { Description = "Play them over the wire with the Azure SDKs against the local Azure, in scaled time, instead of in virtual time." };
        var trace = new Option<bool>("--trace") { Description = "Tell on standard error what happens, line by line; in virtual time." };
        var command = new Command("scenario", "Play incidents that are written down as YAML, and hold what the product does against what they expect.") { paths, json, wire, trace };
        command.SetAction((parsed, cancellation) => ScenarioCommand.RunAsync(new ScenarioOptions(parsed.GetValue(paths) ?? [], parsed.GetValue(json), parsed.GetValue(wire), parsed.GetValue(trace)), cancellation));
        return command;
    }

    private static Command Simulate()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many seeds to run, 1 to 100000.", DefaultValueFactory = _ => 20 };
        seeds.Validators.Add(result => Within(result, 1, 100_000));
        var seed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end, and nothing else on standard output." };
        var trace = new Option<bool>("--trace") { Description = "Tell the story of the one seed, line by line." };
        var mutants = new Option<bool>("--mutants") { Description = "Put deliberate bugs in, one at a time, and show which seed catches each." };
        var shrink = new Option<bool>("--shrink") { Description = "Find what can be left out of the one failing seed, and print the shorter replay." };
        var without = new Option<string?>("--without") { Description = $"Kinds of trouble to leave out, with commas between them: {string.Join(", ", Chaos.Kinds)}." };
        without.Validators.Add(result =>
        {
            foreach (var kind in (result.GetValueOrDefault<string?>() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Chaos.Kinds.Contains(kind, StringComparer.Ordinal)) result.AddError($"--without: no kind of trouble is named '{kind}'.");
            }
        });
        var acts = new Option<int?>("--acts") { Description = "After so many things that people do they do nothing more." };
        var command = new Command("simulate", "Run the whole product in virtual time against everything that can go wrong, and judge its promises.") { seeds, seed, json, trace, mutants, shrink, without, acts };
        command.SetAction((parsed, cancellation) => Task.FromResult(SimulateCommand.Run(new SimulateOptions(parsed.GetValue(seeds), parsed.GetValue(seed), parsed.GetValue(json), parsed.GetValue(trace), parsed.GetValue(mutants), parsed.GetValue(shrink), new Cuts(parsed.GetValue(without)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], parsed.GetValue(acts))), cancellation)));
        return command;
    }

    private static Command Code()
    {
        var words = new Argument<string[]>("code") { Description = "A number (0x204, 516, -2146233088), mstsc's two (0x904/0x7), a name (SEC_E_TIME_SKEW), an event (event 1057; Schannel 36870; 4625 0xC000015B), or a sentence in quotes.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object, and nothing else on standard output." };
        var command = new Command("code", "Explain an error code: every reading, the causes it fits, what tells them apart, and what not to do.") { words, json };
        command.SetAction(parsed => CodeCommand.Run(string.Join(' ', parsed.GetValue(words)!), parsed.GetValue(json)));
        return command;
    }

    private static Command Probe()
    {
        var targets = new Argument<string[]>("targets") { Description = "HOST, HOST:PORT, [IPV6]:PORT, or - for lines of standard input.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line and target, as they come." };
        var challenge = new Option<bool>("--challenge") { Description = "Also read names, version and clock from the NTLM challenge; no credentials are sent." };
        var tlsOnly = new Option<bool>("--tls-only") { Description = "Offer TLS without CredSSP: a host that enforces NLA ends with hybrid-required." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds that each step may take, 0.05 to 60.", DefaultValueFactory = _ => 3 };
        timeout.Validators.Add(result => Within(result, 0.05, 60));
        var atOnce = new Option<int>("--at-once") { Description = "How many are looked at side by side, 1 to 4096.", DefaultValueFactory = _ => 256 };
        atOnce.Validators.Add(result => Within(result, 1, 4096));
        var command = new Command("probe", "Look at RDP listeners from here: connect, negotiate, TLS, certificate. Sends no credentials.") { targets, json, challenge, tlsOnly, timeout, atOnce };
        command.SetAction((parsed, cancellation) => ProbeCommand.RunAsync(
            new ProbeOptions(parsed.GetValue(targets)!, parsed.GetValue(json), parsed.GetValue(challenge), parsed.GetValue(tlsOnly), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(atOnce)),
            TimeProvider.System,
            cancellation));
        return command;
    }

    /// <summary>What is no number at all the parser says itself.</summary>
    private static void Within(OptionResult result, double least, double most)
    {
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most)) result.AddError($"{result.Option.Name} takes {least} to {most}.");
    }
}
