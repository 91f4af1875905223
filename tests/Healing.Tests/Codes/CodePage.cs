using System.Globalization;
using System.Text;
using RdpMedic.Healing.Codes;
using RdpMedic.Healing.Failures;

namespace RdpMedic.Healing.Tests.Codes;

/// <summary><c>docs/codes.md</c> is made of the catalogue; it is written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
public sealed class CodePage
{
    private static string Page() => Checkout.File("docs", "codes.md");

    [Fact]
    public void The_page_of_codes_is_fresh()
    {
        var wanted = Made();
        if (Environment.GetEnvironmentVariable("RDPMEDIC_WRITE") == "1") File.WriteAllText(Page(), wanted);
        (File.Exists(Page()) ? File.ReadAllText(Page()).ReplaceLineEndings("\n") : "").ShouldBe(wanted, "Write it anew: RDPMEDIC_WRITE=1 dotnet test --project tests/Healing.Tests");
    }

    private static string Made()
    {
        var sources = CodeCatalogue.All.Select(code => code.Source).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder("""
            # Codes

            What the numbers, names and sentences around a failing RDP connection mean, and which causes they fit. Made from the catalogue in `src/Healing/Codes`, which the product and the command line share:

                dotnet run --project src/Cli -- code 0x904/0x7

            A code points to causes; evidence from the host decides between them. The same number means different things in different places, so ask where it was seen. Numbers in brackets are sources; the end of the page lists them.

            **How well known.** *documented*: the vendor says so · *implementation*: read from an implementation, an SDK, a manifest or a shipped rule · *general*: engineers know it, nothing was looked up · *reported*: only articles or one old source say so, kept to be found, without weight in any diagnosis.


            """.ReplaceLineEndings("\n"));
        foreach (var kind in Enum.GetValues<CodeKind>().Where(kind => kind != CodeKind.ArticleClaim)) Table(text, kind, sources);
        Claims(text, sources);
        text.Append("## What tells the causes apart\n\n| cause | what it is | told apart by |\n|---|---|---|\n");
        foreach (var named in FailureIds.All) text.Append(CultureInfo.InvariantCulture, $"| `{named.Id}` | {Cell(named.Cause)} | {Cell(TellApart.By(new FailureId(named.Id)))} |\n");
        List(text, "Not verified", Doubts.NotVerified);
        List(text, "Where Microsoft's own pages disagree", Doubts.Contradictions);
        text.Append("\n## Sources\n\n");
        for (var i = 0; i < sources.Count; i++) text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {sources[i]}\n");
        return text.ToString();
    }

    private static void Table(StringBuilder text, CodeKind kind, List<string> sources)
    {
        var isEvent = kind is CodeKind.WindowsEvent or CodeKind.AvdAgentEvent;
        text.Append(CultureInfo.InvariantCulture, $"## {Title(CodeKinds.Name(kind))}\n\n");
        foreach (var provider in CodeCatalogue.All.Where(code => code.Kind == kind).GroupBy(code => (code.Provider, code.Channel)))
        {
            if (isEvent) text.Append(CultureInfo.InvariantCulture, $"### {provider.Key.Provider}, {provider.Key.Channel}\n\n");
            text.Append("| code | meaning | could be | known |\n|---|---|---|---|\n");
            foreach (var code in provider) text.Append(CultureInfo.InvariantCulture, $"| {Called(code, isEvent)} | {Said(code)} | {string.Join(" · ", code.Candidates.Select(id => $"`{id}`"))} | {Known(code.Known)} [{sources.IndexOf(code.Source) + 1}] |\n");
            text.Append('\n');
        }

        if (kind == CodeKind.ClientExtended) text.Append("A number from 0x1000 to 0x7FFF that is not in this table is a **protocol error, unassigned**: Microsoft reserves the range for internal protocol errors and sends the reader to the server's event log. No cause follows from such a number.\n\n");
    }

    private static void Claims(StringBuilder text, List<string> sources)
    {
        text.Append("## Claims of two popular articles\n\nTwo articles on the RDP \"internal error\" are widely read. What they claim was checked; nothing of it has weight in a diagnosis.\n\n| claim | verdict | what is so | source |\n|---|---|---|---|\n");
        foreach (var claim in CodeCatalogue.All.Where(code => code.Kind == CodeKind.ArticleClaim)) text.Append(CultureInfo.InvariantCulture, $"| {Cell(claim.Symbol!)} | {claim.Verdict!.Value.ToString().ToLowerInvariant()} | {Said(claim)} | [{sources.IndexOf(claim.Source) + 1}] |\n");
        text.Append('\n');
    }

    private static void List(StringBuilder text, string title, IReadOnlyList<string> lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
    }

    /// <summary>A program's name keeps its small letter.</summary>
    private static string Title(string name) => name.StartsWith("mstsc", StringComparison.Ordinal) ? name : $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    private static string Said(Code code) => Cell($"{code.Meaning}{(code.Fault ? "" : " *No fault by itself.*")}{(code.Never is { } never ? $" **Beware:** {never}" : "")}");

    private static string Called(Code code, bool isEvent)
    {
        var inDecimal = isEvent || code.Kind is CodeKind.AvdHealthCheck or CodeKind.AvdError;
        var numbers = code.Numbers.Count > 3 ? $"{Number(code.Numbers[0], inDecimal)} to {Number(code.Numbers[^1], inDecimal)}" : string.Join(", ", code.Numbers.Select(number => Number(number, inDecimal)));
        return string.Join(" ", new[] { code.Kind == CodeKind.ClientPair ? "" : numbers, code.Symbol is { } symbol ? $"`{Cell(symbol)}`" : "" }.Where(part => part.Length > 0));
    }

    private static string Number(uint number, bool inDecimal) => inDecimal ? number.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"0x{number:X} ({(number > int.MaxValue ? unchecked((int)number) : number)})");

    private static string Known(Knowledge known) => known == Knowledge.GeneralKnowledge ? "general" : known.ToString().ToLowerInvariant();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
