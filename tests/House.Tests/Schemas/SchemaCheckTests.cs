namespace RdpMedic.House.Tests.Schemas;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{ "type": "integer" }""", "3", "3.5", "is number, and must be integer")]
    [InlineData("""{ "type": "integer" }""", "3.0", "\"3\"", "is string, and must be integer")]
    [InlineData("""{ "type": ["string", "null"] }""", "null", "false", "is boolean, and must be string or null")]
    [InlineData("""{ "enum": ["a", 1] }""", "1", "\"b\"", "must be one of [\"a\", 1]")]
    [InlineData("""{ "const": { "a": [1] } }""", """{ "a": [1.0] }""", """{ "a": [2] }""", "must be { \"a\": [1] }")]
    [InlineData("""{ "required": ["a"] }""", """{ "a": null }""", "{}", "(root) lacks 'a'")]
    [InlineData("""{ "properties": { "a": { "type": "string" } } }""", "{}", """{ "a": 1 }""", "/a is number")]
    [InlineData("""{ "properties": { "a": true }, "additionalProperties": false }""", """{ "a": 1 }""", """{ "b/c": 1 }""", "/b~1c is not allowed")]
    [InlineData("""{ "additionalProperties": { "type": "number" } }""", """{ "x": 1 }""", """{ "x": "1" }""", "/x is string")]
    [InlineData("""{ "items": { "pattern": "^v" } }""", """["vm", 3]""", """["vm", "host"]""", "/1 is 'host', and must match ^v")]
    [InlineData("""{ "minItems": 1, "maxItems": 2 }""", "[1]", "[]", "at least 1")]
    [InlineData("""{ "maxItems": 2 }""", "[1, 2]", "[1, 2, 3]", "at most 2")]
    [InlineData("""{ "minLength": 2 }""", "\"ab\"", "\"😀\"", "has 1 characters, and must have at least 2")]
    [InlineData("""{ "maxLength": 1 }""", "\"😀\"", "\"ab\"", "at most 1")]
    [InlineData("""{ "minimum": 0, "maximum": 9 }""", "0", "-1", "must be at least 0")]
    [InlineData("""{ "maximum": 9 }""", "9", "9.5", "may be at most 9")]
    [InlineData("""{ "$defs": { "id": { "pattern": "^[0-9a-f]{4}$" } }, "properties": { "a": { "$ref": "#/$defs/id" } } }""", """{ "a": "00ff" }""", """{ "a": "00fg" }""", "/a is '00fg'")]
    [InlineData("""{ "pattern": "^a", "format": "uri", "minimum": 4 }""", "\"a\"", "\"b\"", "must match ^a")]
    public void A_keyword_accepts_what_it_allows_and_names_what_it_does_not(string schema, string valid, string invalid, string error)
    {
        var check = SchemaCheck.Read(schema);

        check.Check(valid).ShouldBeEmpty();
        check.Check(invalid).ShouldHaveSingleItem().ShouldContain(error);
    }

    [Fact]
    public void Every_error_of_a_value_is_named()
    {
        var check = SchemaCheck.Read("""{ "type": "object", "required": ["kind"], "properties": { "turns": { "items": { "type": "integer" } } }, "additionalProperties": false }""");

        check.Check("""{ "turns": [1, "2", null], "more": 1 }""").ShouldBe(
            ["(root) lacks 'kind'", "/turns/1 is string, and must be integer", "/turns/2 is null, and must be integer", "/more is not allowed"]);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "is array and no schema")]
    [InlineData("""{ "properties": { "a": { "oneOf": [] } } }""", "#/properties/a/oneOf is a keyword that this check does not know")]
    [InlineData("""{ "type": "text" }""", "names 'text', which is no type")]
    [InlineData("""{ "required": "a" }""", "#/required may not be string")]
    [InlineData("""{ "pattern": "(" }""", "#/pattern is no regular expression")]
    [InlineData("""{ "$ref": "other.json" }""", "leads to 'other.json'")]
    public void A_schema_that_it_could_not_keep_is_refused_by_name(string schema, string reason) =>
        Should.Throw<FormatException>(() => SchemaCheck.Read(schema)).Message.ShouldContain(reason);
}
