using System.Text.Json.Nodes;
using RdpMedic.Healing.Codes;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.Healing.Tests.Codes;

/// <summary>The output is what its schema says, for every row of the catalogue.</summary>
public sealed class CodeSchemaTests
{
    private static string Schema() => File.ReadAllText(Checkout.File("schemas", "code.schema.json"));

    [Fact]
    public void Every_row_is_found_by_what_is_written_of_it_and_keeps_the_schema()
    {
        var schema = SchemaCheck.Read(Schema());
        foreach (var code in CodeCatalogue.All)
        {
            var asked = code switch
            {
                { Kind: CodeKind.ClientPair } => $"{code.Numbers[0]}/{code.Numbers[1]}",
                { Numbers.Count: > 0 } => $"0x{code.Numbers[^1]:x}",
                { Texts.Count: > 0 } => code.Texts[0],
                _ => code.Symbol!,
            };
            var explanation = CodeExplanation.Of(asked);

            schema.Check(Json.Write(explanation)).ShouldBeEmpty(asked);
            explanation.Readings.ShouldContain(reading => reading.Kind == code.Kind && reading.Meaning == code.Meaning, asked);
        }

        schema.Check(Json.Write(CodeExplanation.Of("0xZZ"))).ShouldBeEmpty();
        schema.Check(Json.Write(CodeExplanation.Of("904"))).ShouldBeEmpty();
    }

    [Fact]
    public void The_schema_lists_the_words_in_the_code()
    {
        var reading = JsonNode.Parse(Schema())!["$defs"]!["reading"]!["properties"]!;

        Listed(reading, "kind").ShouldBe(Enum.GetValues<CodeKind>().Select(kind => Json.Write(kind).Trim('"')), ignoreOrder: true);
        Listed(reading, "known").ShouldBe(Enum.GetValues<Knowledge>().Select(known => Json.Write(known).Trim('"')), ignoreOrder: true);
        Listed(reading, "verdict").ShouldBe(Enum.GetValues<Verdict>().Select(verdict => Json.Write(verdict).Trim('"')), ignoreOrder: true);
    }

    private static IEnumerable<string> Listed(JsonNode properties, string name) => properties[name]!["enum"]!.AsArray().Select(word => (string)word!);
}
