using System.Text.Json;
using Spectre.Console;

namespace RdpMedic.Cli.Client;

/// <summary>Answers of an app for people to read.</summary>
internal static class ClientTables
{
    public static void Hosts(JsonElement answer) => Show(
        ["Host", "Role", "Pool", "Enrolled", "Newest case"],
        answer.GetProperty("hosts").EnumerateArray().Select(host => new[] { Text(host, "host"), Text(host, "role"), Text(host, "pool").Split('/')[^1], Text(host, "enrolled"), host.TryGetProperty("case", out var one) ? $"{Text(one, "state")} {Text(one, "failure")} {Text(one, "caseId")}" : "" }));

    public static void Cases(JsonElement answer) => Show(
        ["Case", "Host", "State", "Failure", "Plan", "Why, or what it waits for"],
        answer.EnumerateArray().Select(one => new[] { Text(one, "caseId"), Text(one, "host"), Text(one, "state"), Text(one, "failure"), Text(one, "planHash"), Text(one, "why") is { Length: > 0 } why ? why : Waits(one, "waitsFor") }));

    public static void Explanation(JsonElement answer)
    {
        Plainly($"{Text(answer, "host")}: {Text(answer, "why")}");
        Show(["Gate", "State", "Reason", "Limit", "Opens"], Items(answer, "gates").Select(gate => new[] { Text(gate, "gate"), Text(gate, "state"), Text(gate, "reason"), Text(gate, "limit"), Text(gate, "opensAt") }));
        foreach (var rest in Items(answer, "cooldowns")) Plainly($"Until {Text(rest, "until")}: {Text(rest, "what")}.");
        foreach (var suspended in Items(answer, "suspensions")) Plainly($"Suspended in this pool until {Text(suspended, "until")}: {Text(suspended, "failure")}, {Text(suspended, "useless")} repairs did not help.");
        foreach (var gap in Items(answer, "notCollected")) Plainly($"Not collected: {Text(gap, "source")}: {Text(gap, "reason")}");
    }

    public static void Case(JsonElement answer)
    {
        Plainly($"{Text(answer, "host")}, case {Text(answer, "caseId")}: {Text(answer, "state")} {Text(answer, "failure")}");
        if (answer.TryGetProperty("ending", out var ending)) Plainly($"{Text(ending, "reason")} {Text(ending, "nextCommand")}");
        if (!answer.TryGetProperty("rehearsal", out var rehearsal)) return;
        foreach (var step in Items(rehearsal, "steps"))
        {
            Plainly($"Rung {Text(step, "rung")}: {Text(step, "step")} ({Text(step, "disruption")}) {Text(step, "problem")}");
            foreach (var call in Items(step, "calls")) Plainly($"  {Text(call, "method")} {Text(call, "url")} [{Text(call, "permission")}]");
            foreach (var call in Items(step, "undo")) Plainly($"  undo: {Text(call, "method")} {Text(call, "url")} [{Text(call, "permission")}]");
        }
    }

    public static void Doctor(JsonElement answer)
    {
        Show(["What", "Identity", "Scope", "State", "Said"], Items(answer, "checks").Select(check => new[] { Text(check, "what"), Text(check, "identity"), Text(check, "scope"), Text(check, "verdict"), Text(check, "said") }));
        foreach (var check in Items(answer, "checks").Where(check => Items(check, "tables").Any()))
        {
            Plainly($"Tables in the workspace {Text(check, "scope")}:");
            Show(["Table", "Newest row came in", "Ago", "Needed within", "Check"], Items(check, "tables").Select(table => new[] { Text(table, "table"), Newest(table), Whole(table, "age"), Text(table, "needed"), Text(table, "check") }));
        }

        foreach (var check in Items(answer, "checks"))
        {
            foreach (var right in Items(check, "missing")) Plainly($"Missing in {Text(check, "scope")} for the {Text(check, "identity")}: {Text(right, "permission")} (for {Text(right, "call")}, by {string.Join(", ", Items(right, "usedBy"))}). The role {Text(right, "role")} gives it.");
        }

        Plainly(answer.GetProperty("well").GetBoolean() ? "Nothing is missing." : "Not well.");
    }

    /// <summary>One line a property.</summary>
    public static void Plain(JsonElement answer)
    {
        foreach (var property in answer.EnumerateObject()) Plainly($"{property.Name}: {(property.Value.ValueKind == JsonValueKind.Object ? property.Value.GetRawText() : property.Value.ToString())}");
    }

    private static string Newest(JsonElement table) => !table.GetProperty("there").GetBoolean() ? "the table is not here" : Text(table, "newestAt") is { Length: > 0 } at ? at : "none within three days";

    /// <summary>A duration without parts of seconds.</summary>
    private static string Whole(JsonElement one, string name) => Text(one, name).Split('.') is [.. var before, { Length: 7 }] ? string.Join('.', before) : Text(one, name);

    private static string Waits(JsonElement one, string name) => string.Join("; ", Items(one, name).Select(refusal => $"{Text(refusal, "gate")}: {Text(refusal, "value")} (limit: {Text(refusal, "limit")})"));

    private static IEnumerable<JsonElement> Items(JsonElement one, string name) => one.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static void Plainly(string line) => Console.Out.WriteLine(line.TrimEnd());

    private static void Show(string[] columns, IEnumerable<string[]> rows)
    {
        // A file or a pipe has no width of its own.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 180;
        var table = new Table().RoundedBorder();
        table.AddColumns(columns);
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }
}
