using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>Errors over HTTP: problem details (RFC 9457) that name the field.</summary>
internal static class Problems
{
    public static IActionResult Of(int status, string? field, string detail)
    {
        var problem = new ProblemDetails { Status = status, Title = field is null ? "The request was refused." : $"The field '{field}' was refused.", Detail = detail };
        if (field is not null) problem.Extensions["field"] = field;
        return new ObjectResult(problem) { StatusCode = status, ContentTypes = { "application/problem+json" } };
    }
}

/// <summary>Answers over HTTP, in the one spelling of JSON that messages have too.</summary>
internal static class Answers
{
    public static IActionResult Ok<T>(T value) => Of(StatusCodes.Status200OK, value);

    /// <summary>202, with the address of what was accepted.</summary>
    public static IActionResult Accepted<T>(HttpRequest request, string location, T value)
    {
        request.HttpContext.Response.Headers.Location = location;
        return Of(StatusCodes.Status202Accepted, value);
    }

    /// <summary>What a store or a source that cannot be reached now does to a question: nothing was changed, and it may be asked again.</summary>
    public static async Task<IActionResult> OrTryAgainAsync(Func<Task<IActionResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (RetriableException busy)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, null, $"Not done, try again: {busy.Message}");
        }
    }

    private static ContentResult Of<T>(int status, T value) => new() { Content = Json.Write(value), ContentType = "application/json", StatusCode = status };
}
