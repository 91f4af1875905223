using System.Text.Json;

namespace RdpMedic.House.Tests.Schemas;

public sealed class CommittedSchemas
{
    /// <summary>The columns of log tables, which queries are bound to: no JSON Schema, and read by another test.</summary>
    private const string LogTables = "schemas/log-tables.json";

    [Fact]
    public void Every_committed_schema_is_a_named_document_of_2020_12_that_our_check_keeps_whole()
    {
        var schemas = Repository.Files.Where(f => f.StartsWith("schemas/", StringComparison.Ordinal) && f.EndsWith(".json", StringComparison.Ordinal) && f != LogTables).ToList();

        schemas.ShouldNotBeEmpty();
        Rule.Holds(schemas.SelectMany(f => Faults(f, Repository.Read(f))), "A schema states $schema (2020-12), an $id that ends in its file name, and a title, and uses only keywords that SchemaCheck keeps (add the keyword there, with a test, if you need it):");
    }

    [Fact]
    public void A_schema_without_identity_is_seen()
    {
        Faults("schemas/a.json", "{}").Count().ShouldBe(3);
        Faults("schemas/a.json", """{ "$schema": "https://json-schema.org/draft-07/schema#", "$id": "https://x/b.json", "title": "" }""").Count().ShouldBe(3);
        Faults("schemas/a.json", """{ "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://x/a.json", "title": "A", "oneOf": [] }""").ShouldHaveSingleItem().ShouldContain("oneOf");
    }

    private static IEnumerable<string> Faults(string file, string text)
    {
        var faults = new List<string>();
        try
        {
            SchemaCheck.Read(text);
            using var document = JsonDocument.Parse(text);
            string Of(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.ToString() : "";
            Add(Of("$schema") == "https://json-schema.org/draft/2020-12/schema", "$schema is not https://json-schema.org/draft/2020-12/schema");
            Add(Of("$id").EndsWith("/" + Path.GetFileName(file), StringComparison.Ordinal), "$id does not end in its file name");
            Add(Of("title").Trim().Length > 0, "it has no title");
        }
        catch (FormatException e)
        {
            Add(holds: false, e.Message);
        }

        return faults.Select(f => $"{file}: {f}");

        void Add(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
