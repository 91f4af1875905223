using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;

namespace RdpMedic.Functions.Contracts;

/// <summary>The description of the HTTP side (OpenAPI 3.1), made from the function classes: their triggers' routes and methods, and their <see cref="OperationAttribute"/>.</summary>
public static partial class OpenApi
{
    private const string Scheme = "bearer";

    /// <summary>What every function may answer besides.</summary>
    private static readonly int[] Always = [401, 403, 503];

    /// <exception cref="InvalidOperationException">A function with an HTTP trigger has no <see cref="OperationAttribute"/>.</exception>
    public static JsonObject Of(Assembly assembly)
    {
        var schemas = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal) { ["Problem"] = Problem() };
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (method, trigger) in Functions(assembly).OrderBy(one => one.Trigger.Route, StringComparer.Ordinal))
        {
            var route = "/" + trigger.Route;
            if (!paths.TryGetValue(route, out var path)) paths[route] = path = [];
            foreach (var verb in trigger.Methods ?? []) path[verb] = Operation(method, route, schemas);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "RdpMedic", ["version"] = assembly.GetName().Version?.ToString(3), ["description"] = "Self-healing for Remote Desktop on Azure. Nulls are left out of answers; errors are problem details (RFC 9457)." },
            ["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() }),
            ["paths"] = Object(paths),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { [Scheme] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "An access token of the tenant for this app, with one of the app roles Reader, Operator, Approver and Administrator." } },
                ["schemas"] = Object(schemas),
            },
        };
    }

    private static IEnumerable<(MethodInfo Method, HttpTriggerAttribute Trigger)> Functions(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<FunctionAttribute>() is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        select (method, trigger);

    private static JsonObject Operation(MethodInfo method, string route, SortedDictionary<string, JsonNode> schemas)
    {
        var says = method.GetCustomAttribute<OperationAttribute>() ?? throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name} does not say what it needs and gives.");
        var operation = new JsonObject
        {
            ["operationId"] = method.GetCustomAttribute<FunctionAttribute>()!.Name,
            ["summary"] = says.Summary,
            ["description"] = says.Role == Role.Reader ? "Needs any of the app's roles." : $"Needs the role {says.Role}.",
        };
        var parameters = Names().Matches(route).Select(name => Parameter("path", name.Groups["name"].Value, null))
            .Concat(method.GetCustomAttributes<QueryAttribute>().Select(query => Parameter("query", query.Name, query.Says)))
            .ToArray<JsonNode>();
        if (parameters.Length > 0) operation["parameters"] = new JsonArray(parameters);
        if (says.Takes is { } takes) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", Reference(takes, schemas)) };
        var responses = new JsonObject();
        foreach (var status in says.Refuses.Concat(Always).Append(says.Status).Order()) responses[$"{status}"] = status == says.Status ? Answer(says, schemas) : Refusal(status);
        operation["responses"] = responses;
        return operation;
    }

    private static JsonObject Parameter(string place, string name, string? says)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = place == "path", ["schema"] = new JsonObject { ["type"] = "string" } };
        if (says is not null) parameter["description"] = says;
        return parameter;
    }

    private static JsonObject Answer(OperationAttribute says, SortedDictionary<string, JsonNode> schemas)
    {
        var answer = new JsonObject { ["description"] = says.Status == 202 ? "Saved and under way; Location says where to look." : "The answer.", ["content"] = Content("application/json", Reference(says.Answers, schemas)) };
        if (says.Status == 202) answer["headers"] = new JsonObject { ["Location"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        return answer;
    }

    private static JsonObject Refusal(int status) => new()
    {
        ["description"] = status switch
        {
            400 => "A field is wrong; the problem names it.",
            401 => "There is no valid token.",
            403 => "The token lacks the role, or four eyes are demanded.",
            404 => "There is no such thing.",
            409 => "The thing is not as it was thought to be.",
            413 => "The body is larger than 16 KB.",
            _ => "A source or the store cannot be reached now; nothing was changed.",
        },
        ["content"] = Content("application/problem+json", new JsonObject { ["$ref"] = "#/components/schemas/Problem" }),
    };

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Reference(Type type, SortedDictionary<string, JsonNode> schemas)
    {
        if (type == typeof(JsonObject)) return new JsonObject { ["type"] = "object" };
        if (type.IsArray) return new JsonObject { ["type"] = "array", ["items"] = Reference(type.GetElementType()!, schemas) };
        schemas.TryAdd(type.Name, Schemas.Of(type));
        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }

    /// <summary>RFC 9457, with the field that it is about.</summary>
    private static JsonObject Problem()
    {
        var problem = new JsonObject { ["type"] = "object" };
        var properties = new JsonObject { ["field"] = new JsonObject { ["type"] = "string", ["description"] = "The field that was refused." } };
        foreach (var name in new[] { nameof(ProblemDetails.Type), nameof(ProblemDetails.Title), nameof(ProblemDetails.Detail), nameof(ProblemDetails.Instance) }) properties[JsonNamingPolicy.CamelCase.ConvertName(name)] = new JsonObject { ["type"] = "string" };
        properties["status"] = new JsonObject { ["type"] = "integer" };
        problem["properties"] = properties;
        return problem;
    }

    private static JsonObject Object<T>(IEnumerable<KeyValuePair<string, T>> parts)
        where T : JsonNode => new(parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value)));

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
