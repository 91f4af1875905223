using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class Cases(Visit visit, Visit sameVisit)
{
    [Function("GetCase")]
    public IActionResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/cases/{id?}")] HttpRequest request, string? id) =>
        new OkObjectResult(new { Id = id, Host = request.Query["host"].ToString(), Visit = visit.Id, Same = visit == sameVisit });

    [Function("PostCase")]
    public async Task<IActionResult> Post([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/cases")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await new StreamReader(request.Body).ReadToEndAsync(cancellation);
        request.HttpContext.Response.Headers.Location = "/api/cases/1";
        return new ObjectResult(body) { StatusCode = StatusCodes.Status202Accepted };
    }

    [Function("Breaks")]
    public IActionResult Breaks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/breaks")] HttpRequest request) =>
        throw new InvalidOperationException($"the password is swordfish at {request.Path}");
}

public sealed class Home
{
    [Function("Home")]
    public Task<ContentResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest request) =>
        Task.FromResult(new ContentResult { Content = $"<h1>{request.Method}</h1>", ContentType = "text/html" });
}

public sealed class WithoutRoute
{
    [Function("Ping")]
    public IActionResult Ping([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new OkObjectResult(request.Method);
}

public sealed class SlowAnswer(Said said)
{
    [Function("SlowAnswer")]
    public async Task<IActionResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "slow")] HttpRequest request, CancellationToken cancellation)
    {
        said.Say(request.Method);
        await said.Hold(cancellation);
        return new OkResult();
    }
}
