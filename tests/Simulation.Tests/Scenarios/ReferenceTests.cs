using System.Reflection;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.House.Tests.Schemas;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>The schema and the reference are made of the types that the reader binds to; both are written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
public sealed class ReferenceTests
{
    private const string Schema = "schemas/scenario.schema.json";

    private const string Page = "docs/scenarios.md";

    private const string Mark = "<!-- The rest is made from the code: RDPMEDIC_WRITE=1 dotnet test --project tests/Simulation.Tests -->\n";

    private static readonly Documentation Said = new(AppContext.BaseDirectory);

    [Fact]
    public void The_schema_is_fresh() => MadeFile.ShouldBeFresh(Schema, Schemas.Write(Said));

    [Fact]
    public void The_reference_is_fresh()
    {
        var page = MadeFile.Read(Page);
        var head = page.Contains(Mark, StringComparison.Ordinal) ? page[..page.IndexOf(Mark, StringComparison.Ordinal)] : page;
        MadeFile.ShouldBeFresh(Page, $"{head}{Mark}{FieldPages.Write(Said)}");
    }

    [Fact]
    public void Every_field_of_the_format_is_documented() => FieldPages.Silent(Said).ShouldBeEmpty();

    /// <summary>What a failure class reads of a world has to be settable: nothing of the model may be silently left out.</summary>
    [Fact]
    public void Every_property_of_the_world_and_of_the_settings_is_a_field_or_is_kept_on_purpose()
    {
        var types = new[] { typeof(Machine), typeof(Policy) }.SelectMany(type => type.Assembly.GetTypes().Where(one => one.IsPublic && one.Namespace == type.Namespace)).Where(type => type == typeof(Policy) || type.Namespace == typeof(Machine).Namespace);
        string[] notStated = [nameof(RunCommand), nameof(ScriptCall), nameof(ScriptResult), nameof(ManagementLock), nameof(PendingRenewal), nameof(VaultVersion), nameof(Vault)];
        var left = from type in types
                   where type is { IsClass: true, IsAbstract: false } && !notStated.Contains(type.Name, StringComparer.Ordinal)
                   let known = ((ObjectKind)Kinds.Of(type)).Fields.Select(field => field.Property.Name).ToHashSet(StringComparer.Ordinal)
                   from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                   where property.Name != "EqualityContract" && !known.Contains(property.Name) && !Traits.IsKept(property)
                   select $"{type.Name}.{property.Name}";
        left.ShouldBeEmpty();
    }

    [Fact]
    public void Every_scenario_of_the_repository_fits_the_schema()
    {
        var check = SchemaCheck.Read(MadeFile.Read(Schema));
        foreach (var file in ScenarioTests.Files)
        {
            var problems = new List<Problem>();
            var json = Json(YamlText.Read(file, File.ReadAllText(Path.Combine(Checkout.Root, file)), problems)!);
            check.Check(json!.ToJsonString()).ShouldBeEmpty(file);
        }
    }

    /// <summary>As an editor with the schema reads YAML.</summary>
    private static JsonNode? Json(Node node) => node switch
    {
        Mapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Json(entry.Value)))),
        Listing list => new JsonArray([.. list.Items.Select(Json)]),
        Scalar { IsNull: true } => null,
        Scalar { Plain: true, Text: "true" or "false" } flag => flag.Text == "true",
        Scalar { Plain: true } number when long.TryParse(number.Text, System.Globalization.CultureInfo.InvariantCulture, out var whole) => whole,
        Scalar { Plain: true } number when double.TryParse(number.Text, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var real) => real,
        Scalar scalar => scalar.Text,
        _ => throw new InvalidOperationException(),
    };
}
