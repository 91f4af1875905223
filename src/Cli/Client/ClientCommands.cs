using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace RdpMedic.Cli.Client;

/// <summary>The operator's commands: each is a call of the app's HTTP side, with the answer as a table or, with <c>--json</c>, as it came.</summary>
internal static class ClientCommands
{
    /// <summary>The app refused, or is not well.</summary>
    private const int Refused = 1;

    /// <summary>There is no app, no token, or no sense in what was asked.</summary>
    private const int Unusable = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static IEnumerable<Command> All() => [Hosts(), Cases(), Explain(), Plan(), Heal(), Decide("approve"), Decide("reject"), Decide("cancel"), Pause("pause"), Pause("resume"), Examine()];

    private static Command Hosts()
    {
        var pool = new Option<string?>("--pool") { Description = "Only hosts of this pool: its id or the last part of it." };
        return Make("hosts", "List the hosts with their newest cases.", "Reader", [pool], async (app, parsed, cancellation) =>
        {
            var hosts = new List<JsonElement>();
            for (string? after = ""; after is not null;)
            {
                var page = await app.GetAsync($"api/hosts?after={Uri.EscapeDataString(after)}{Query("pool", parsed.GetValue(pool))}", cancellation);
                hosts.AddRange(page.GetProperty("hosts").EnumerateArray());
                after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            }

            return JsonSerializer.SerializeToElement(new { hosts });
        }, ClientTables.Hosts);
    }

    private static Command Cases()
    {
        var host = new Option<string?>("--host") { Description = "Only cases of this host." };
        var state = new Option<string?>("--state") { Description = "Only cases in this state, such as awaiting-approval." };
        return Make("cases", "List the newest cases.", "Reader", [host, state], (app, parsed, cancellation) =>
            app.GetAsync($"api/cases?{Query("host", parsed.GetValue(host))}{Query("state", parsed.GetValue(state))}", cancellation), ClientTables.Cases);
    }

    private static Command Explain()
    {
        var host = Named("HOST", "The host's name or resource id.");
        return Make("explain", "Say why a host was not repaired: every gate, and what was not collected.", "Reader", [host], (app, parsed, cancellation) =>
        {
            var name = parsed.GetValue(host)!;
            return app.GetAsync(name.Contains('/', StringComparison.Ordinal) ? $"api/hosts/{name.Split('/')[^1]}/explain?id={Uri.EscapeDataString(name)}" : $"api/hosts/{Uri.EscapeDataString(name)}/explain", cancellation);
        }, ClientTables.Explanation);
    }

    private static Command Plan()
    {
        var host = Named("HOST", "The host's name or resource id.");
        var failure = new Option<string?>("--failure") { Description = "Only judge this failure class." };
        var reason = new Option<string>("--reason") { Description = "Why; it goes to the journal.", DefaultValueFactory = _ => "a dry run from the command line" };
        return Make("plan", "Find out what would be done to a host, and do nothing: a dry run.", "Operator", [host, failure, reason], async (app, parsed, cancellation) =>
        {
            var asked = await app.PostAsync("api/cases", new { host = parsed.GetValue(host), failure = parsed.GetValue(failure), dryRun = true, reason = parsed.GetValue(reason) }, cancellation);
            return await app.FollowAsync(asked.GetProperty("caseId").GetString()!, Patience, cancellation);
        }, ClientTables.Case);
    }

    private static Command Heal()
    {
        var host = Named("HOST", "The host's name or resource id.");
        var failure = new Option<string?>("--failure") { Description = "Only judge this failure class." };
        var reason = Reason();
        var wait = new Option<bool>("--wait") { Description = "Wait until the case has ended, for ten minutes at most." };
        return Make("heal", "Ask for a case of a host; it passes the same gates as a detected one.", "Operator", [host, failure, reason, wait], async (app, parsed, cancellation) =>
        {
            var asked = await app.PostAsync("api/cases", new { host = parsed.GetValue(host), failure = parsed.GetValue(failure), dryRun = false, reason = parsed.GetValue(reason) }, cancellation);
            return parsed.GetValue(wait) ? await app.FollowAsync(asked.GetProperty("caseId").GetString()!, Patience, cancellation) : asked;
        }, ClientTables.Case);
    }

    private static Command Decide(string verb)
    {
        var id = Named("CASE", "The case's id.");
        var plan = new Option<string?>("--plan") { Description = "The hash of the plan that you read, as explain and cases show it.", Required = verb == "approve" };
        var reason = Reason();
        Symbol[] symbols = verb == "approve" ? [id, plan, reason] : [id, reason];
        return Make(verb, verb == "approve" ? "Approve the plan of a case." : "End a case; what it did is undone.", "Approver", symbols, (app, parsed, cancellation) =>
            app.PostAsync($"api/cases/{Uri.EscapeDataString(parsed.GetValue(id)!)}/{verb}", new { planHash = verb == "approve" ? parsed.GetValue(plan) : null, reason = parsed.GetValue(reason) }, cancellation), ClientTables.Plain);
    }

    private static Command Pause(string verb)
    {
        var pool = new Option<string?>("--pool") { Description = "A pool's id or the last part of it; everything when it is left out." };
        var reason = Reason();
        return Make(verb, verb == "pause" ? "Let no new step start, anywhere or in one pool." : "Lift a pause.", "Administrator", [pool, reason], (app, parsed, cancellation) =>
            app.PostAsync($"api/{verb}", new { pool = parsed.GetValue(pool), reason = parsed.GetValue(reason) }, cancellation), ClientTables.Plain);
    }

    private static Command Examine() => Make(
        "doctor", "Try every dependency and permission of the app without changing anything, and say what is missing and which role gives it.", "Operator", [],
        (app, _, cancellation) => app.GetAsync("api/doctor", cancellation), ClientTables.Doctor, answer => answer.GetProperty("well").GetBoolean());

    private static Argument<string> Named(string name, string says) => new(name) { Description = says };

    private static Option<string> Reason() => new("--reason") { Description = "Why; it goes to the journal.", Required = true };

    private static Uri? Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        result.AddError($"--app: '{result.Tokens[0].Value}' is not an address such as https://name.azurewebsites.net.");
        return null;
    }

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static Command Make(string name, string says, string role, IEnumerable<Symbol> symbols, Func<AppClient, ParseResult, CancellationToken, Task<JsonElement>> ask, Action<JsonElement> show, Func<JsonElement, bool>? well = null)
    {
        var app = new Option<Uri?>("--app") { Description = "The app's address.", CustomParser = Address };
        var access = new Option<string?>("--access") { Description = "The access file of a running demo (demo --access FILE), in place of --app." };
        var audience = new Option<string?>("--audience") { Description = $"The app registration's client id or URI; the token is that of the Azure CLI. Or put a token into {AppConnection.Variable}." };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON, and nothing else." };
        var command = new Command(name, says) { app, access, audience, json };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                using var client = await new AppConnection(parsed.GetValue(app), parsed.GetValue(access), parsed.GetValue(audience)).OpenAsync(role, cancellation);
                var answer = await ask(client, parsed, cancellation);
                if (parsed.GetValue(json)) Console.Out.WriteLine(answer.GetRawText());
                else show(answer);
                return well?.Invoke(answer) == false ? Refused : 0;
            }
            catch (ClientException refused)
            {
                Console.Error.WriteLine(refused.Message);
                return refused.Status is null ? Unusable : Refused;
            }
        });
        return command;
    }
}
