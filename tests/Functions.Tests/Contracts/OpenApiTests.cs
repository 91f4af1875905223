using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using RdpMedic.Functions.Contracts;
using RdpMedic.Functions.Triggers;

namespace RdpMedic.Functions.Tests.Contracts;

public sealed class OpenApiTests
{
    private static readonly JsonObject Document = OpenApi.Of(typeof(ReadCase).Assembly);

    private static IEnumerable<(string Path, string Verb, JsonObject Operation)> Operations =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key, operation.Value!.AsObject());

    [Fact]
    public async Task It_is_OpenAPI_by_the_rules_of_the_library_that_reads_it()
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Document.ToJsonString()));
        var read = await OpenApiDocument.LoadAsync(text, "json", cancellationToken: TestContext.Current.CancellationToken);
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Paths.Count.ShouldBe(Document["paths"]!.AsObject().Count);
    }

    [Fact]
    public void Every_HTTP_function_is_in_it_under_its_route_and_method()
    {
        var functions = typeof(ReadCase).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null)).Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name).ToList();
        functions.Count.ShouldBeGreaterThan(12);
        Operations.Select(one => (string)one.Operation["operationId"]!).ShouldBe(functions, ignoreOrder: true);
        Operations.ShouldContain(one => one.Path == "/api/cases/{id}/approve" && one.Verb == "post");
    }

    [Fact]
    public void Every_operation_says_what_it_refuses_and_names_the_parts_of_its_path()
    {
        foreach (var (path, _, operation) in Operations)
        {
            string[] known = ["200", "202", "400", "401", "403", "404", "409", "413", "503"];
            operation["responses"]!.AsObject().ShouldAllBe(response => known.Contains(response.Key, StringComparer.Ordinal), path);
            foreach (var status in new[] { "401", "403", "503" }) operation["responses"]![status].ShouldNotBeNull(path);
            var named = (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == "path").Select(parameter => $"{{{parameter!["name"]}}}");
            named.ShouldAllBe(name => path.Contains(name, StringComparison.Ordinal));
            named.Count().ShouldBe(path.Count(letter => letter == '{'));
        }
    }
}
