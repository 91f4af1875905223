using System.Text;
using System.Text.Json;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>Steps that are scripts in the guest: every phase is one managed run command with a name of its own, so that what was issued can be found again.</summary>
public sealed class RunScript(IRunCommands commands, TimeProvider clock) : IRepair
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(15);

    public string Kind => StepKinds.Script;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        work.StillInTime(clock);
        return await PutAsync(work, [], cancellationToken);
    }

    /// <summary>Puts the phase's run command.</summary>
    /// <param name="secrets">Parameters that nobody reads back.</param>
    /// <param name="compares">The script gets what was captured before an apply too, to see whether somebody wrote since.</param>
    internal async Task<StepOutcome> PutAsync(StepWork work, IReadOnlyList<KeyValuePair<string, string>> secrets, CancellationToken cancellationToken, bool compares = false)
    {
        var refused = await commands.PutAsync(work.Host, RunNames.Of(work), ScriptLibrary.Text(ScriptOf(work)), Parameters(work, compares), secrets, cancellationToken);
        return refused is null ? new StepOutcome.Started(RunNames.Of(work), LookAfter) : new StepOutcome.Failed($"ARM refused the run command: {refused}", Changed: false);
    }

    public async Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken)
    {
        var run = await commands.LookAsync(work.Host, handle, cancellationToken);
        if (run is null) return new StepOutcome.Failed("the run command is gone, so nobody knows what it did", Changed: true);
        return run.Ended ? Read(run, work) : new StepOutcome.Started(handle, LookAfter);
    }

    /// <summary>No such run command: ARM never took it, and nothing ran.</summary>
    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var run = await commands.LookAsync(work.Host, RunNames.Of(work), cancellationToken);
        if (run is null) return new StepOutcome.Failed("the run command was never taken", Changed: false);
        return run.Ended ? Read(run, work) : new StepOutcome.Started(RunNames.Of(work), LookAfter);
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => commands.DeleteAsync(work.Host, RunNames.Of(work), cancellationToken);

    private static StepOutcome Read(RunState run, StepWork work)
    {
        if (ScriptOutput.Read(run, ScriptOf(work), work.Nonce, out var problem) is not { } output)
            return new StepOutcome.Failed(problem, Changed: work.Phase is StepPhase.Apply or StepPhase.Revert);
        var changed = output.TryGetProperty("changed", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (!output.TryGetProperty("ok", out var ok) || ok.ValueKind != JsonValueKind.True)
            return new StepOutcome.Failed(output.TryGetProperty("error", out var error) ? ScriptOutput.Short(error.ToString()) : "the script failed", changed);
        var state = work.Phase == StepPhase.Capture ? "before" : "after";
        return new StepOutcome.Done(output.TryGetProperty(state, out var found) ? found.GetRawText() : "{}", changed);
    }

    private static string ScriptOf(StepWork work) => work.Step.Arguments[work.Phase == StepPhase.Verify ? StepArguments.VerifyScript : StepArguments.Script];

    private static Dictionary<string, string> Parameters(StepWork work, bool compares)
    {
        var declared = ScriptLibrary.Parameters(ScriptOf(work));
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Nonce"] = work.Nonce,
            ["Phase"] = work.Phase switch
            {
                StepPhase.Capture => "Capture",
                StepPhase.Revert => "Revert",
                _ => work.Step.Arguments.GetValueOrDefault(StepArguments.Phase, "Apply"),
            },
        };
        foreach (var (name, value) in work.Step.Arguments)
        {
            if (name.StartsWith(StepArguments.ParameterPrefix, StringComparison.Ordinal)) parameters[name[StepArguments.ParameterPrefix.Length..]] = value;
        }

        if (compares || work.Phase == StepPhase.Revert) parameters["State"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(work.Captured ?? "{}"));
        return parameters.Where(parameter => declared.Contains(parameter.Key)).ToDictionary(StringComparer.Ordinal);
    }
}
