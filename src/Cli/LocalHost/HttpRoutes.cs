using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Maps HTTP functions to endpoints: function keys, route values, results, and errors that tell nothing of the inside.</summary>
internal sealed class HttpRoutes(FunctionRunner runner, string? key)
{
    public void Map(WebApplication app, BoundFunction function)
    {
        var pattern = "/" + function.Description.Source;
        RequestDelegate handle = context => Handle(context, function);
        // The attribute allows every method when it names none.
        var endpoint = function.Http!.Methods is { Length: > 0 } methods ? app.MapMethods(pattern, methods.Select(m => m.ToUpperInvariant()), handle) : app.Map(pattern, handle);
        endpoint.WithDisplayName(function.Description.Name);
    }

    private async Task Handle(HttpContext context, BoundFunction function)
    {
        if (function.Http!.AuthLevel != AuthorizationLevel.Anonymous && !Authorized(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var subject = $"{context.Request.Method} {context.Request.Path}";
        var inputs = new Inputs(context.Request, context.RequestAborted, Route: context.Request.RouteValues);
        try
        {
            await runner.RunIn(context.RequestServices, function, subject, inputs, result => result.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(
                new ProblemDetails { Type = "about:blank", Title = "The function failed.", Status = StatusCodes.Status500InternalServerError, Detail = "The host's log says why." },
                options: null,
                contentType: "application/problem+json",
                CancellationToken.None);
        }
    }

    private bool Authorized(HttpRequest request)
    {
        if (key is null)
        {
            return true;
        }

        var given = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault() ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
    }
}
