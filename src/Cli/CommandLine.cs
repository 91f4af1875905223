using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RdpMedic.Cli.Client;
using RdpMedic.Cli.Codes;
using RdpMedic.Cli.Demo;
using RdpMedic.Cli.Emulation;
using RdpMedic.Cli.Probe;
using RdpMedic.Cli.Scenarios;
using RdpMedic.Cli.Simulate;
using RdpMedic.Simulation.Runs;
using RdpMedic.Simulation.World;

namespace RdpMedic.Cli;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Make()
    {
        var root = new RootCommand("RdpMedic: self-healing for Remote Desktop on Azure.") { Demo(), Emulator(), Scenario(), Simulate(), Code(), Probe() };
        foreach (var command in ClientCommands.All()) root.Add(command);
        return root;
    }

    private static Command Demo()
    {
        var world = new WorldCommandOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end, and nothing else." };
        var emulator = new Option<string?>("--emulator") { Description = "Attach to the emulator whose admin endpoint this is, instead of starting one inside." };
        emulator.Validators.Add(result => { if (!IsLoopback(result.GetValueOrDefault<string?>())) result.AddError("--emulator takes the admin address that the emulator printed, such as http://127.0.0.1:8800/."); });
        var tables = new Option<string?>("--tables") { Description = "Keep the cases in the table service of a storage emulator, such as http://127.0.0.1:10002/devstoreaccount1; otherwise in memory." };
        tables.Validators.Add(result => { if (LocalTables.ConnectionTo(result.GetValueOrDefault<string?>() ?? "") is null) result.AddError("--tables takes the address of a storage emulator on this machine, such as http://127.0.0.1:10002/devstoreaccount1."); });
        var access = new Option<string?>("--access") { Description = "Write how to reach and sign in to the demo's app to this file, for the operator's commands, and go on until Ctrl+C." };
        var command = new Command("demo", "Watch broken hosts being found, repaired and proved healthy, on this machine.") { json, emulator, tables, access };
        foreach (var option in world.All) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(emulator) is null) return;
            foreach (var option in world.All.Where(option => result.GetResult(option) is { Implicit: false })) result.AddError($"{option.Name} is the emulator's: give it there, not beside --emulator.");
        });
        command.SetAction((parsed, cancellation) => DemoCommand.RunAsync(
            new DemoOptions(
                parsed.GetValue(emulator) is null ? world.Of(parsed) : null,
                parsed.GetValue(emulator) is { } address ? new Uri(address) : null,
                parsed.GetValue(tables) is { } storage ? LocalTables.ConnectionTo(storage) : null,
                parsed.GetValue(json),
                parsed.GetValue(world.Trace)) { Access = parsed.GetValue(access) },
            cancellation));
        return command;
    }

    private static Command Emulator()
    {
        var world = new WorldCommandOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object, once it can be used: all that a client needs." };
        var port = new Option<int>("--port") { Description = "The port of the admin endpoint on 127.0.0.1; 0 picks a free one.", DefaultValueFactory = _ => 0 };
        port.Validators.Add(result => Within(result, 0, 65535));
        var command = new Command("emulator", "Run the local Azure alone until it is stopped, for a demo in another process or for a client of your own.") { json, port };
        foreach (var option in world.All) command.Add(option);
        command.SetAction((parsed, cancellation) => EmulatorCommand.RunAsync(new EmulatorOptions(world.Of(parsed), parsed.GetValue(port), parsed.GetValue(json), parsed.GetValue(world.Trace)), cancellation));
        return command;
    }

    private static bool IsLoopback(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http" };

    private static Command Scenario()
    {
        var paths = new Argument<string[]>("path") { Description = "Scenario files, and folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end, and nothing else on standard output." };
        var wire = new Option<bool>("--wire") { Description = "Play them over the wire with the Azure SDKs against the local Azure, in scaled time, instead of in virtual time." };
        var trace = new Option<bool>("--trace") { Description = "Tell on standard error what happens, line by line." };
        var speed = new Option<double>("--speed") { Description = "Over the wire: the scenario's seconds in a second, 1 to 120.", DefaultValueFactory = _ => 40 };
        speed.Validators.Add(result => Within(result, 1, 120));
        var atOnce = new Option<int>("--at-once") { Description = "Over the wire: so many worlds side by side, 1 to 16.", DefaultValueFactory = _ => 8 };
        atOnce.Validators.Add(result => Within(result, 1, 16));
        var command = new Command("scenario", "Play incidents that are written down as YAML, and hold what the product does against what they expect.") { paths, json, wire, trace, speed, atOnce };
        command.Validators.Add(result =>
        {
            if (result.GetValue(wire)) return;
            foreach (var option in new Option[] { speed, atOnce }.Where(option => result.GetResult(option) is { Implicit: false })) result.AddError($"{option.Name} is about runs over the wire: give --wire too.");
        });
        command.SetAction((parsed, cancellation) => ScenarioCommand.RunAsync(new ScenarioOptions(parsed.GetValue(paths) ?? [], parsed.GetValue(json), parsed.GetValue(wire), parsed.GetValue(trace), parsed.GetValue(speed), parsed.GetValue(atOnce)), cancellation));
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
    internal static void Within(OptionResult result, double least, double most)
    {
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most)) result.AddError($"{result.Option.Name} takes {least} to {most}.");
    }
}
