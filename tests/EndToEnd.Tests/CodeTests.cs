using System.Text.Json;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The catalogue as a command.</summary>
public sealed class CodeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_explains_the_pair_of_numbers_to_a_person()
    {
        var (code, output, error) = await CommandLine.RunAsync("code", "0x904/0x7");

        code.ShouldBe(0, error);
        output.ShouldContain("could be termservice-down");
        output.ShouldContain("told apart by: the port refuses at once");
        output.ShouldContain("Do not choose a repair from it.");
    }

    [Theory]
    [InlineData(0, 3, "0x904", "/", "0x7")]
    [InlineData(0, 1, "-2146233088")]
    [InlineData(0, 1, "4625", "0xC000015B")]
    [InlineData(0, 2, "0x4505")]
    [InlineData(0, 0, "SEC_E_MADE_UP")]
    [InlineData(0, 0, "904")]
    [InlineData(2, 0, "0xZZ")]
    public async Task It_prints_one_object_of_its_schema_and_ends_with_2_only_for_what_it_cannot_understand(int exit, int readings, params string[] asked)
    {
        var (code, output, error) = await CommandLine.RunAsync(["code", .. asked, "--json"]);

        code.ShouldBe(exit, error);
        using var one = JsonDocument.Parse(output);
        SchemaCheck.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "code.schema.json"), Token)).Check(one.RootElement).ShouldBeEmpty();
        one.RootElement.GetProperty("readings").GetArrayLength().ShouldBe(readings);
        (one.RootElement.TryGetProperty("problem", out _), error.Length > 0).ShouldBe((exit == 2, exit == 2));
    }
}
