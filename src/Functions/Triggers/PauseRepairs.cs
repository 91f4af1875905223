using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing.Views;

namespace RdpMedic.Functions.Triggers;

/// <summary>The body of a pause, and of its end.</summary>
/// <param name="Pool">A pool's id or its last part; null: everything.</param>
/// <param name="Reason">Why, at most 500 characters.</param>
public sealed record PauseAsked(string? Pool, string? Reason);

/// <summary><c>POST /api/pause</c> and <c>POST /api/resume</c>: no new step starts while a pause stands; what was lent is given back. In force when it is answered.</summary>
public sealed class PauseRepairs(Door door, FleetDesk desk)
{
    [Function("Pause")]
    [Operation(Role.Administrator, "Pauses everything, or one pool: no new step starts, and what was lent is given back.", Takes = typeof(PauseAsked), Answers = typeof(PauseView), Refuses = [400, 404, 413])]
    public async Task<IActionResult> PauseAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/pause")] HttpRequest request, CancellationToken cancellationToken) =>
        await OrderAsync(await door.AdmitAsync(this, request, cancellationToken), request, pause: true, cancellationToken);

    [Function("Resume")]
    [Operation(Role.Administrator, "Lifts the pause of everything, or of one pool.", Takes = typeof(PauseAsked), Answers = typeof(PauseView), Refuses = [400, 404, 413])]
    public async Task<IActionResult> ResumeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/resume")] HttpRequest request, CancellationToken cancellationToken) =>
        await OrderAsync(await door.AdmitAsync(this, request, cancellationToken), request, pause: false, cancellationToken);

    private async Task<IActionResult> OrderAsync(Admission admission, HttpRequest request, bool pause, CancellationToken cancellationToken)
    {
        if (admission.Refusal is { } refusal) return refusal;
        var (asked, unread) = await Bodies.ReadAsync<PauseAsked>(request, cancellationToken);
        if ((unread ?? Bodies.ReasonProblem(asked!.Reason)) is { } problem) return problem;
        if (asked!.Pool is { } named && string.IsNullOrWhiteSpace(named)) return Problems.Of(StatusCodes.Status400BadRequest, "pool", "Name a pool, or leave it out to mean everything.");
        var by = admission.Caller!.By;
        return await Answers.OrTryAgainAsync(async () => asked.Pool is { } pool
            ? await desk.PausePoolAsync(pool, pause, asked.Reason!, by, cancellationToken) is { } done
                ? Answers.Ok(done)
                : Problems.Of(StatusCodes.Status404NotFound, "pool", $"Not exactly one pool is named '{pool}'; GET /api/pools lists them.")
            : Answers.Ok(await desk.PauseAsync(pause, asked.Reason!, by, cancellationToken)));
    }
}
