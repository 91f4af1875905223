using System.Text.Json;
using RdpMedic.Emulator.World;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Judging;

/// <summary>What is expected of one host.</summary>
internal sealed class HostJudgement(Outcome outcome, string host, HostExpectation wanted)
{
    private readonly IReadOnlyList<Case> cases = outcome.Of(host);

    public IEnumerable<Expectation> All() => [.. OfCases(), .. OfCase(), .. OfWorld()];

    public static string Spelled(CaseState state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());

    private IEnumerable<Expectation> OfCases()
    {
        if (wanted.NoCase) yield return Judgement.Same($"{host}: no case", "none", cases.Count == 0 ? "none" : string.Join(", ", cases.Select(c => $"{Spelled(c.State)} ({c.Ending?.Reason ?? c.Failure?.Value ?? "no diagnosis"})")));
        if (wanted.Cases is { } count) yield return Judgement.Same($"{host}: cases", $"{count}", $"{cases.Count}");
        if (wanted.Approvals is { } approvals) yield return Judgement.Same($"{host}: approvals", $"{approvals}", $"{cases.Count(c => c.Approval is not null)}");
        foreach (var never in wanted.Never ?? [])
        {
            var applied = cases.SelectMany(c => c.Steps).Where(step => step.Applied && Is(step.Step, never)).Select(step => step.Step.Name).ToList();
            yield return new Expectation($"{host}: never {never}", "none", Judgement.List(applied), applied.Count == 0);
        }
    }

    private IEnumerable<Expectation> OfCase()
    {
        var asked = wanted is { Diagnosis: null, Cured: null, Contributing: null, Bystander: null, NotCollected: null, Outcome: null, Says: null, HeldBy: null, Steps: null, Within: null };
        if (asked) yield break;
        var chosen = wanted.Case is { } number ? cases.ElementAtOrDefault(number - 1) : cases.FirstOrDefault(c => c.State != CaseState.Suppressed) ?? (cases.Count > 0 ? cases[0] : null);
        if (chosen is not { } c)
        {
            yield return new Expectation($"{host}: case{(wanted.Case is { } one ? $" {one}" : "")}", "one", cases.Count == 0 ? "none" : $"there are {cases.Count}", false);
            yield break;
        }

        if (wanted.Diagnosis is { } failure) yield return Judgement.Same($"{host}: diagnosis", failure, c.Failure?.Value ?? c.Helped.Select(helped => helped.Value).LastOrDefault("none"));
        if (wanted.Cured is { } cured) yield return Judgement.Same($"{host}: cured", Judgement.List(cured), Judgement.List(c.Helped.Select(failure => failure.Value)));
        if (wanted.Contributing is { } contributing) yield return Judgement.Same($"{host}: contributing", Judgement.List(contributing), Judgement.List(Named(c, Part.Contributes)));
        if (wanted.Bystander is { } bystander) yield return Judgement.Same($"{host}: bystander", Judgement.List(bystander), Judgement.List(Named(c, Part.Bystander)));
        foreach (var missing in wanted.NotCollected ?? []) yield return NotCollected(c, missing);
        if (wanted.Outcome is { } state) yield return new Expectation($"{host}: outcome", Spelled(state), $"{Spelled(c.State)}{(c.State == state ? "" : $" ({Why(c)})")}", c.State == state);
        foreach (var words in wanted.Says ?? []) yield return new Expectation($"{host}: says", words, Why(c), Why(c).Contains(words, StringComparison.OrdinalIgnoreCase));
        foreach (var gate in wanted.HeldBy ?? []) yield return HeldBy(c, gate);
        if (wanted.Steps is { } steps) yield return Judgement.Same($"{host}: steps", Row(steps), Row(Outcome.Steps(c)));
        if (wanted.Within is { } within) yield return Within(c, within);
    }

    private IEnumerable<Expectation> OfWorld()
    {
        if (wanted.Final is not { } final) return [];
        var world = outcome.World;
        if (!world.Fleet.Machines.TryGetValue(host, out var machine)) return [new Expectation($"{host}: final", "there", "deleted", false)];
        var found = Judgement.Differences(host, final.World.Fields.Differences(machine, world.Making)).ToList();
        var session = world.SessionHostOf(machine);
        if (final.SessionHost is { } registered) found.AddRange(session is null ? [new Expectation($"{host}: final sessionHost", "there", "a plain machine", false)] : Judgement.Differences(host, registered.Fields.Differences(session, world.Making)));
        if (final.Status is { } status) found.Add(Judgement.Same($"{host}: final status", status, session is null ? "a plain machine" : SessionHostHealth.StatusOf(machine, session, world.Fleet.Now)));
        if (final.Well is { } well) found.Add(new Expectation($"{host}: final well", well ? "true" : "false", world.WrongWith(machine) ?? "true", well == world.WrongWith(machine) is null));
        return found;
    }

    private Expectation Within(Case c, TimeSpan within)
    {
        var since = outcome.Meddled.TryGetValue(host, out var at) && at <= c.OpenedAt ? at : outcome.World.Start;
        var took = c.EndedAt - since;
        return new Expectation($"{host}: within", Times.Said(within), took is { } time ? Times.Said(time) : $"still {Spelled(c.State)}", took <= within);
    }

    /// <summary>By the journal, or where there is none by what stands in the case.</summary>
    private Expectation HeldBy(Case c, string gate)
    {
        var closed = outcome.Journals.TryGetValue(c.Id, out var journal)
            ? journal.Where(entry => entry.Said.Contains(gate, StringComparison.Ordinal)).Select(_ => gate)
            : [];
        var gates = c.Refusals.Select(refusal => refusal.Gate).Concat(closed).Distinct(StringComparer.Ordinal).ToList();
        return new Expectation($"{host}: held by", gate, gates.Count > 0 ? string.Join(", ", gates) : "no gate", gates.Contains(gate, StringComparer.Ordinal));
    }

    private Expectation NotCollected(Case c, string missing)
    {
        var parts = typeof(HostEvidence).GetProperties().Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(Reading<>) && Missing(property.GetValue(c.EvidenceOfPlan ?? c.Evidence))).Select(property => Words.Field(property.Name)).ToList();
        var said = c.Diagnoses.Take(1).SelectMany(diagnosis => diagnosis.NotCollected).ToList();
        return new Expectation($"{host}: not collected", missing, string.Join(", ", parts.Concat(said)), parts.Contains(missing, StringComparer.OrdinalIgnoreCase) || said.Exists(one => one.Contains(missing, StringComparison.OrdinalIgnoreCase)));

        static bool Missing(object? reading) => reading?.GetType().GetProperty("Value")!.GetValue(reading) is null;
    }

    /// <summary>A name, a kind, or a risk and everything above it.</summary>
    private static bool Is(Step step, string never) => step.Name == never || step.Kind == never || (Enum.TryParse<Risk>(never, out var risk) && step.Risk >= risk);

    private static IEnumerable<string> Named(Case c, Part part) => c.Diagnoses.Where(diagnosis => diagnosis.Part == part).Select(diagnosis => diagnosis.Failure.Value);

    private static string Row(IReadOnlyList<string> steps) => steps.Count == 0 ? "none" : string.Join(", ", steps);

    private static string Why(Case c) => c.Ending is { } ending ? $"{ending.Reason} {ending.NextCommand}".Trim() : c.Refusals.Count > 0 ? string.Join("; ", c.Refusals) : "it has not ended";
}
