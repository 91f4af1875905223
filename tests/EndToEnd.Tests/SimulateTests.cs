using System.Text.Json;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The simulation as a command.</summary>
public sealed class SimulateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_prints_one_object_of_its_schema_and_the_same_twice()
    {
        var (code, output, error) = await CommandLine.RunAsync("simulate", "--seeds", "2", "--json");
        code.ShouldBe(0, error);
        using var one = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        SchemaCheck.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "simulate.schema.json"), Token)).Check(one.RootElement).ShouldBeEmpty();
        using var other = JsonDocument.Parse((await CommandLine.RunAsync("simulate", "--seeds", "2", "--json")).Output.TrimEnd().Split('\n')[^1]);
        other.RootElement.GetProperty("hash").GetString().ShouldBe(one.RootElement.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task It_tells_the_story_of_a_seed()
    {
        var (code, output, _) = await CommandLine.RunAsync("simulate", "--seed", "4", "--trace");
        code.ShouldBe(0);
        output.ShouldContain("starts");
        output.ShouldContain("0 broken promises");
    }

    [Theory]
    [InlineData("simulate --seeds 0", "--seeds takes 1 to 100000")]
    [InlineData("simulate --without gremlins", "no kind of trouble is named 'gremlins'")]
    public async Task What_it_cannot_do_is_said_in_a_sentence(string line, string said)
    {
        var (code, _, error) = await CommandLine.RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(said);
    }
}
