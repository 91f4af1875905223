using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.LocalHost;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class Http
{
    [Fact]
    public async Task Binds_route_values_and_the_query_and_runs_each_request_in_a_scope_of_its_own()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(Cases)));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        var first = await client.GetFromJsonAsync<JsonElement>("api/cases/ab-1?host=vm7");
        var second = await client.GetFromJsonAsync<JsonElement>("api/cases");

        first.GetProperty("id").GetString().ShouldBe("ab-1");
        first.GetProperty("host").GetString().ShouldBe("vm7");
        first.GetProperty("same").GetBoolean().ShouldBeTrue();
        second.GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
        second.GetProperty("visit").GetGuid().ShouldNotBe(first.GetProperty("visit").GetGuid());
    }

    [Fact]
    public async Task Asks_for_the_function_key_in_header_or_query_and_only_where_the_level_wants_one()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(Cases)) with { FunctionKey = "open-sesame" });
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        (await client.PostAsync("api/cases", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsync("api/cases?code=wrong", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync("api/cases")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var accepted = await client.PostAsync("api/cases?code=open-sesame", new StringContent("body"));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        accepted.Headers.Location!.ToString().ShouldBe("/api/cases/1");
        (await accepted.Content.ReadAsStringAsync()).ShouldBe("body");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/cases") { Headers = { { "x-functions-key", "open-sesame" } }, Content = new StringContent("y") };
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Asks_for_no_key_when_none_is_configured_and_refuses_a_method_that_the_trigger_does_not_name()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(Cases)));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        (await client.PostAsync("api/cases", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await client.DeleteAsync("api/cases/1")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await client.GetAsync("api/nothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Answers_a_function_that_threw_with_problem_details_that_tell_nothing_of_the_inside()
    {
        var seen = new List<Invocation>();
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(Cases)) with { OnInvocation = seen.Add });
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        var answer = await client.GetAsync("api/breaks?code=secret");

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("swordfish");
        var invocation = seen.ShouldHaveSingleItem();
        invocation.Outcome.ShouldBe(InvocationOutcome.Failed);
        invocation.Subject.ShouldBe("GET /api/breaks");
        invocation.Error.ShouldNotBeNull().ShouldContain("swordfish");
    }

    [Fact]
    public async Task Serves_the_root_by_the_route_that_matches_only_nothing()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(Home)));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        var answer = await client.GetAsync("/");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("<h1>GET</h1>");
        (await client.GetAsync("/x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Uses_the_name_under_the_default_prefix_and_any_method_when_the_trigger_states_neither()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(WithoutRoute)) with { HostJson = Stage.Written("""{ "version": "2.0" }""") });
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };

        (await (await client.PutAsync("api/Ping", content: null)).Content.ReadAsStringAsync()).ShouldBe("PUT");
        (await client.GetAsync("Ping")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Answers_the_request_under_way_before_it_stops()
    {
        await using var host = new LocalFunctionsHost(Stage.Options(typeof(SlowAnswer)));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.HttpAddress };
        var said = host.Services.GetRequiredService<Said>();
        var answer = client.GetAsync("slow");
        await said.Next();

        var stop = host.StopAsync();
        said.LetGo();

        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
        await stop;
    }

    [Fact]
    public async Task Names_the_port_when_another_program_has_it()
    {
        await using var first = new LocalFunctionsHost(Stage.Options(typeof(Home)));
        await first.StartAsync();
        await using var second = new LocalFunctionsHost(Stage.Options(typeof(Home)) with { Port = first.HttpAddress.Port });

        var refusal = await Should.ThrowAsync<LocalHostException>(() => second.StartAsync());

        refusal.Message.ShouldContain($"Port {first.HttpAddress.Port}");
    }
}
