using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Failures;

/// <summary>Steps in the guest that several failures share.</summary>
internal static class GuestSteps
{
    /// <summary>Sets the well-known registry values of one change; the script knows which, and refuses what a policy owns.</summary>
    /// <param name="change">A change of <c>Repairs/Registry/Repair.ps1</c>.</param>
    /// <param name="value">For the changes that take one.</param>
    public static Step Registry(string name, string change, Risk risk, string? value = null)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.ParameterPrefix + "Change"] = change };
        if (value is not null) arguments[StepArguments.ParameterPrefix + "Value"] = value;
        return Script(name, "registry-repair", "registry-verify", "Apply", risk, arguments);
    }

    /// <summary>
    /// The same step, remembered with the host for as long as writes of ours are: a value that comes back after it was set belongs to somebody else, and is
    /// not set a second time.
    /// </summary>
    /// <param name="what">The value in short, such as its name.</param>
    public static Step Once(this Step step, Hosts.Host host, string what) => step with { Touches = [$"{host.Id.Value}/guest/{what}"] };

    /// <summary>Starts, restarts or (time only) synchronises one of the services of <c>Repairs/Services/Repair.ps1</c>.</summary>
    /// <param name="phase">Start, Restart or Resync.</param>
    public static Step Service(string name, string service, string phase, Risk risk = Risk.R1) =>
        Script(name, "service-repair", "service-verify", phase, risk, new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.ParameterPrefix + "Service"] = service });

    /// <summary>Restarts the Remote Desktop service: only with no session, which gate and script both see to.</summary>
    public static Step RestartTermService() => Script(StepNames.RestartTermService, "termservice-repair", "termservice-verify", "Restart", Risk.R2, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>A script with its verify script.</summary>
    public static Step Script(string name, string script, string verify, string phase, Risk risk, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Script] = script, [StepArguments.Phase] = phase, [StepArguments.VerifyScript] = verify };
        foreach (var (key, value) in parameters) arguments[key] = value;
        return new Step { Name = name, Kind = StepKinds.Script, Risk = risk, Arguments = arguments };
    }
}
