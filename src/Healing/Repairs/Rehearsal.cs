using System.Text.Json;

namespace RdpMedic.Healing.Repairs;

/// <summary>What a plan would do, found out by its own repairs with every write held back. (A case in a dry run, in Observe or in Suggest ends with one.)</summary>
/// <param name="At">When it ended: the resources were read shortly before.</param>
/// <param name="Steps">In the order of the ladder.</param>
/// <param name="Problem">Why there is no more of it; null when it went through.</param>
public sealed record Rehearsal(DateTimeOffset At, IReadOnlyList<RehearsedStep> Steps, string? Problem = null);

/// <summary>One step of a plan with the writes that it would make.</summary>
/// <param name="Rung">The rung that it belongs to, from 0; a rung is reached only when the one before was undone.</param>
/// <param name="Step">One of <see cref="StepNames"/>.</param>
/// <param name="Calls">What Capture, Apply and Verify would write, in order; a run command is deleted once its result is saved, which may be after the next one was put.</param>
/// <param name="Undo">What Revert would write if the step did not help, or at the end when it is only lent.</param>
/// <param name="Problem">Why the step would not be done, or could not be rehearsed; null when nothing is in its way.</param>
/// <param name="Assumes">What the rehearsal had to take for granted, because only doing it would tell; null when nothing.</param>
public sealed record RehearsedStep(int Rung, string Step, Risk Risk, IReadOnlyList<AzureCall> Calls, IReadOnlyList<AzureCall> Undo, string? Problem, string? Assumes = null)
{
    /// <summary>What people on the host would notice; follows from <see cref="Risk"/>.</summary>
    public string Disruption => Risk switch
    {
        Risk.R0 => "none: it only reads",
        Risk.R1 => "none to sessions",
        Risk.R2 => "drops RDP sessions",
        Risk.R3 => "reboots the machine",
        _ => "moves the machine to other hardware",
    };
}

/// <summary>One write that would be sent to Azure.</summary>
/// <param name="Method">PUT, PATCH, DELETE or POST.</param>
/// <param name="Url">Path and query.</param>
/// <param name="ApiVersion">Of the query; null when there is none.</param>
/// <param name="Condition">The conditional header and its value; null: unconditional. An entity tag that begins with <see cref="RehearsedTag"/> stands for the one that an earlier call of the rehearsal would be answered with.</param>
/// <param name="Body">As it would be sent, but secrets left out and scripts given by length and SHA-256 (that of the script library); null: none.</param>
/// <param name="Permission">The RBAC action that it needs; null when nobody has written down which.</param>
public sealed record AzureCall(string Method, string Url, string? ApiVersion, string? Condition, JsonElement? Body, string? Permission)
{
    /// <summary>Begins every entity tag that no service has given.</summary>
    public const string RehearsedTag = "W/\"rehearsed-";
}
