using Microsoft.AspNetCore.Mvc;

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
