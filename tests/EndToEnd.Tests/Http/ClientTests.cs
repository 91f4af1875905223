using System.Text.Json;
using RdpMedic.Cli.Client;

namespace RdpMedic.EndToEnd.Tests.Http;

/// <summary>The operator's commands as processes of their own, against the app that runs here.</summary>
[Collection(OneApp.Name)]
public sealed class ClientTests(AppStand app) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rdpmedic-access-").FullName;

    private string Access
    {
        get
        {
            var path = Path.Combine(folder, "access.json");
            AccessFile.Of(app.Run).Write(path);
            return path;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<JsonElement> JsonAsync(string schema, params string[] arguments)
    {
        var (code, output, error) = await CommandLine.RunAsync([.. arguments, "--access", Access, "--json"]);
        code.ShouldBe(0, error);
        var answer = JsonDocument.Parse(output).RootElement;
        AppStand.Holds(schema, answer);
        return answer;
    }

    [Fact]
    public async Task What_is_asked_is_answered_as_the_schemas_say()
    {
        (await JsonAsync("hosts.schema.json", "hosts")).GetProperty("hosts").GetArrayLength().ShouldBe(40);
        (await JsonAsync("explain.schema.json", "explain", "vm-19")).GetProperty("role").GetString().ShouldBe("protected");
        (await JsonAsync("cases.schema.json", "cases", "--state", "healed")).ValueKind.ShouldBe(JsonValueKind.Array);
        (await JsonAsync("case.schema.json", "plan", "vm-11")).GetProperty("host").GetString().ShouldBe("vm-11");
        (await JsonAsync("accepted.schema.json", "heal", "vm-12", "--reason", "a user called")).GetProperty("host").GetString().ShouldBe("vm-12");
        (await JsonAsync("doctor.schema.json", "doctor")).GetProperty("well").GetBoolean().ShouldBeTrue();
        (await JsonAsync("pause.schema.json", "pause", "--pool", "hp-personal", "--reason", "a freeze")).GetProperty("order").GetProperty("paused").GetBoolean().ShouldBeTrue();
        (await JsonAsync("pause.schema.json", "resume", "--pool", "hp-personal", "--reason", "over")).GetProperty("order").GetProperty("paused").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task People_get_a_table_and_an_answer_in_words()
    {
        var (code, output, _) = await CommandLine.RunAsync("explain", "vm-20", "--access", Access);
        code.ShouldBe(0);
        output.ShouldContain("The host is not enrolled");
        output.ShouldContain("SecurityRatchet");
    }

    [Fact]
    public async Task What_the_app_refuses_ends_with_1_and_its_words()
    {
        var (code, output, error) = await CommandLine.RunAsync("approve", "none-1", "--plan", "0123", "--reason", "x", "--access", Access);
        (code, output).ShouldBe((1, ""));
        error.ShouldContain("No case is named 'none-1'");
    }

    [Theory]
    [InlineData("hosts", "--app URL")]
    [InlineData("hosts --app https://127.0.0.1:9", "--audience")]
    [InlineData("hosts --app http://example.com --audience a", "https")]
    [InlineData("hosts --app somewhere", "not an address")]
    [InlineData("hosts --access /nowhere/access.json", "/nowhere/access.json")]
    [InlineData("approve some-1 --reason x", "--plan")]
    [InlineData("pause", "--reason")]
    public async Task Without_an_app_a_token_or_a_reason_it_says_what_is_missing_and_ends_with_2(string line, string said)
    {
        var (code, _, error) = await CommandLine.RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(said);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Only_the_user_may_read_the_access_file()
    {
        var path = Access;
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldContain("thumbprint");
    }
}
