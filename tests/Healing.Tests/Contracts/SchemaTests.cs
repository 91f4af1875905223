using System.Reflection;
using System.Text.Json.Nodes;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Tests.Contracts;

public sealed class SchemaTests
{
    private static JsonNode Schema(string name) => JsonNode.Parse(File.ReadAllText(Checkout.File("schemas", name)))!;

    [Fact]
    public void The_schema_of_step_names_lists_the_names_in_the_code() =>
        Schema("step-names.schema.json")["enum"]!.AsArray().Select(name => (string)name!).ShouldBe(StepNames.All, ignoreOrder: true);

    [Fact]
    public void The_schema_of_messages_lists_the_kinds_in_the_code() =>
        Schema("message.schema.json")["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => (string)kind!)
            .ShouldBe(typeof(MessageKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!), ignoreOrder: true);

    [Fact]
    public void The_schema_of_messages_has_every_property_of_the_envelope() =>
        Schema("message.schema.json")["properties"]!.AsObject().Select(property => property.Key)
            .ShouldBe(typeof(Message).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]), ignoreOrder: true);
}
