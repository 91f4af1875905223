using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Promises;

/// <content>What effects in the world mean: applied twice, weaker, over somebody else's decision, never undone.</content>
public sealed partial class Judge
{
    /// <summary>A run command was put for a step; null: for a collector.</summary>
    public void Put(string name, StepWork? work)
    {
        if (work is not null) puts[name] = work;
    }

    /// <summary>A write took effect.</summary>
    public void Landed(StepWork work, string entity, string? value)
    {
        stage.Note($"{work.Step.Name} {work.Phase} of {work.Host.Name}: {entity[..entity.IndexOf(' ', StringComparison.Ordinal)]} is now {value ?? "gone"}");
        Once(work);
        var book = stage.Azure.Ownership.Of(entity);
        var before = book.Count > 1 ? book[^2] : null;
        var foreign = before is not null && before.Writer != Ownership.Us;
        var oursBefore = book.Take(book.Count - 1).LastOrDefault(entry => entry.Writer == Ownership.Us && entry.Value != "Down" && entry.Work!.Contains("/Apply", StringComparison.Ordinal));
        if (entity.StartsWith("rule ", StringComparison.Ordinal)) Rule(work, entity, oursBefore, foreign);
        // What the activity log does not show yet nobody can know; a value that looks like ours counts as ours until then.
        var firstForeign = book.Reverse().Skip(1).TakeWhile(entry => entry.Writer != Ownership.Us).LastOrDefault();
        var known = work.Step.Kind != StepKinds.Drain || (firstForeign is not null && stage.Agenda.Now - firstForeign.At > TimeSpan.FromMinutes(11) && Logged(book));
        // A write of ours that never arrived, and the same by somebody else at that moment: nothing in Azure tells the two apart.
        var made = book.Any(entry => entry.Work == $"{work.Case}/{work.Index}/Apply");
        var unknown = !made && calls.Contains($"{work.Case}/{work.Index}");
        if (foreign && known && !unknown && work.Phase == StepPhase.Revert) Violated("S15", $"{entity}: {before!.Writer} made it {before.Value ?? "gone"}, and the undo of {work.Case} overwrote that");
        if (foreign && work.Phase == StepPhase.Apply && work.Step.Kind == StepKinds.Drain && before!.Value == "drained" && stage.Agenda.Now - before.At > TimeSpan.FromMinutes(1)) Violated("S15", $"{entity} was drained by {before.Writer} already");
        if (entity.StartsWith("member ", StringComparison.Ordinal) && work.Phase == StepPhase.Apply && !work.Step.GiveBack && foreign && oursBefore is { } own && before!.At > own.At && !Reverted(book, own)) Violated("S15", $"{entity} was put back by us at {own.At:HH:mm}, removed by {before.Writer} at {before.At:HH:mm}, and put back again");
    }

    /// <summary>Our own write is in the log, so that what came after it can be told.</summary>
    private static bool Logged(IReadOnlyList<Ownership.Entry> book) => book.Take(book.Count - 1).Any(entry => entry.Writer == Ownership.Us);

    private static bool Reverted(IReadOnlyList<Ownership.Entry> book, Ownership.Entry own) => book.Any(entry => entry.At >= own.At && entry.Writer == Ownership.Us && entry.Work == own.Work!.Replace("/Apply", "/Revert", StringComparison.Ordinal));

    private void Rule(StepWork work, string entity, Ownership.Entry? oursBefore, bool foreign)
    {
        Stake("S5");
        var name = entity[(entity.LastIndexOf('/') + 1)..];
        var group = stage.Azure.Fleet.SecurityGroups.Values.First(group => entity.Contains(group.Id, StringComparison.OrdinalIgnoreCase));
        if (group.Rules.GetValueOrDefault(name) is { Access: "Allow", Direction: "Inbound" } rule && rule.Sources.Any(source => source is "*" or "Internet" or "0.0.0.0/0")) Violated("S6", $"{entity} lets in everybody");
        if (work.Host.IsSessionHost && group.Rules.GetValueOrDefault(name) is not { Direction: "Outbound" }) Violated("S6", $"an inbound rule was written for the AVD host {work.Host.Name}");
        var last = stage.Azure.Ownership.Of(entity)[^1];
        var book = stage.Azure.Ownership.Of(entity);
        if (work.Phase == StepPhase.Apply && foreign && oursBefore is { } own && book[^2].At > own.At && !Reverted(book, own)) Violated("S15", $"{entity} was restored by us at {own.At:HH:mm}, removed by {book[^2].Writer} at {book[^2].At:HH:mm}, and restored again at {last.At:HH:mm}");
    }

    /// <summary>An apply takes effect once, however often it is delivered.</summary>
    private void Once(StepWork work)
    {
        if (work.Phase != StepPhase.Apply) return;
        Stake("S10");
        var key = $"{work.Case}/{work.Index}";
        applies[key] = applies.GetValueOrDefault(key) + 1;
        if (applies[key] > 1) Violated("S10", $"{work.Step.Name} of {work.Case} took effect {applies[key]} times");
    }

    /// <summary>A script ran in a guest.</summary>
    public void ScriptRan(Machine machine, RunCommand command, ScriptResult result)
    {
        if (!puts.TryGetValue(command.Name, out var work)) return;
        stage.Note($"{work.Step.Name} {work.Phase} ran in {machine.Name}: {(result.ExitCode == 0 ? "ended" : "failed")}");
        Once(work);
        if (machine.Tags.GetValueOrDefault("rdpmedic") != "enrolled" || machine.Tags.GetValueOrDefault("rdpmedic-role") == "protected") Violated("S1", $"a script ran in {machine.Name}, which is not to be touched");
        if (work.Phase is not (StepPhase.Apply or StepPhase.Revert)) return;
        Stake("S5");
        // Going back may take away what its own apply gave, and no more; what somebody weakened in between is not this script's doing.
        var key = $"{work.Case}/{work.Index}";
        if (work.Phase == StepPhase.Apply) stood.TryAdd(key, stage.Azure.Before[work.Nonce]);
        var (now, before) = (Posture.Of(machine.Guest), stage.Azure.Before[work.Nonce]);
        if (now.WeakerThan(before) && now.WeakerThan(stood.GetValueOrDefault(key) ?? before)) Violated("S5", $"{machine.Name} was left weaker by {work.Step.Name}");
        if (work.Step.Name == StepNames.BindCertificate) Bound(machine, work);
    }

    /// <summary>The certificate that the host had stays in its store until the new one is seen on the wire, and longer.</summary>
    private void Bound(Machine machine, StepWork work)
    {
        Stake("S11");
        if (work.Captured is null) return;
        using var before = System.Text.Json.JsonDocument.Parse(work.Captured);
        if (before.RootElement.TryGetProperty("thumbprint", out var was) && was.GetString() is { Length: > 0 } thumbprint && hadBefore.Contains($"{machine.Name}/{thumbprint}") && !machine.Guest.Certificates.ContainsKey(thumbprint)) Violated("S11", $"the old certificate of {machine.Name} is gone");
    }

    private readonly HashSet<string> hadBefore = new(StringComparer.Ordinal);

    /// <summary>How a guest stood before a step was applied, by case and place.</summary>
    private readonly Dictionary<string, Posture> stood = new(StringComparer.Ordinal);

    /// <summary>Remembers which certificates stand in which stores; called now and then.</summary>
    public void Remember()
    {
        foreach (var machine in stage.Azure.Fleet.Machines.Values)
        {
            foreach (var thumbprint in machine.Guest.Certificates.Keys) hadBefore.Add($"{machine.Name}/{thumbprint}");
        }
    }

    /// <summary>A case ended: what it leaves is what it says, and its journal tells the same story.</summary>
    private void Ended(Case c)
    {
        if (c.State == CaseState.Healed) Healed++;
        if (c.State == CaseState.Escalated) Escalated++;
        Replayed(c);
        Truth(c);
        // A session host whose listed inbound rule is missing, and which gets none.
        if (c.HostSeen is { IsSessionHost: true } host && stage.Policy.Rules.Any(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase))) Stake("S6");
        foreach (var (taken, index) in c.Steps.Select((taken, index) => (taken, index)))
        {
            var residue = taken.Residue && c.Ending!.Reason.Contains("could not be undone", StringComparison.Ordinal);
            var failed = taken is { Applied: true } && (c.State != CaseState.Healed || taken.Rung != c.Rung);
            if (failed) Stake("S7");
            if (taken.Gone) Stake("S15");
            if (c.State is not (CaseState.Healed or CaseState.Unverified) && taken is { Stands: true, Kept: false } && !residue) Violated("S7", $"{c.Id} ended as {c.State} and left {taken.Step.Name} behind");
            if (!taken.Step.GiveBack || !taken.Applied) continue;
            Stake("S16");
            if (!residue && Lent(c, taken, index) is { } lent) Violated("S16", $"{c.Id} ended as {c.State} and did not give back {lent}");
        }
    }

    /// <summary>By the world's own book: the entity's last write is this case's apply.</summary>
    private string? Lent(Case c, TakenStep taken, int index)
    {
        var mark = $"{c.Id}/{index}/Apply";
        return stage.Azure.Ownership.Entities.FirstOrDefault(entity => stage.Azure.Ownership.Last(entity) is { Writer: Ownership.Us } last && last.Work == mark && taken.Changed);
    }

    private void Replayed(Case c)
    {
        Stake("S12");
        Stake("S14");
        var journal = StoredCases.Now(stage.Cases.JournalAsync(c.Id, CancellationToken.None));
        try
        {
            var told = stage.Machine.Replay(journal);
            if (Json.Write(told) != Json.Write(c)) Violated("S12", $"the journal of {c.Id} tells of {told.State}, turn {told.Turn}, sequence {told.Sequence}; stored is {c.State}, turn {c.Turn}, sequence {c.Sequence}");
        }
        // A journal with gaps leads the machine to where it cannot go on.
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or NullReferenceException)
        {
            Violated("S12", $"the journal of {c.Id}: {wrong.Message}");
        }

        Stake("S13");
    }

    /// <summary>What is called healed is well, unless something new happened to it within the last minutes.</summary>
    private void Truth(Case c)
    {
        Accused(c);
        if (c.State != CaseState.Healed || Ports.Inventory.Machine(stage.Azure, c.Host) is not { } machine) return;
        Stake("truth");
        if (Faults.LastChange.TryGetValue(machine.Name, out var at) && at >= c.Evidence!.At - Clocks) return;
        if (Condition.WrongWith(stage.Azure, machine) is { } wrong) Violated("truth", $"{c.HostName} is called healed, and {wrong}");
    }

    /// <summary>Nobody is said to have removed a rule that stands as we wrote it.</summary>
    private void Accused(Case c)
    {
        if (!c.Refusals.Any(refusal => refusal is { Gate: Healing.Safety.GateNames.IntendedState, Final: true }) || !c.Ending!.Reason.Contains($"{StepNames.RestoreSecurityRule} was done by", StringComparison.Ordinal)) return;
        Stake("truth");
        foreach (var group in c.Steps.Where(taken => taken is { Rung: var rung, Applied: false, Step.Kind: StepKinds.SecurityRule } && rung == c.Rung).SelectMany(taken => taken.Step.Touches))
        {
            var standing = stage.Azure.Ownership.Entities.FirstOrDefault(entity => entity.StartsWith($"rule {group}/", StringComparison.OrdinalIgnoreCase) && stage.Azure.Ownership.Last(entity) is { Writer: Ownership.Us, Value: not null });
            if (standing is not null) Violated("truth", $"{c.HostName} was given up because somebody had removed {standing}, which stands since {stage.Azure.Ownership.Last(standing)!.At:HH:mm:ss}");
        }
    }

    /// <summary>A run command of ours that is left on a machine, though nothing kept the product from clearing it away; null: none.</summary>
    public string? LeftOn(Machine machine) =>
        machine.RunCommands.Values.FirstOrDefault(command => RunNames.IsOurs(command.Name) && !Excused(machine, command)) is { } left ? $"{left.Name}, put at {left.PutAt:HH:mm:ss}," : null;

    /// <summary>Tidying met trouble after it was put; or a process that had stood still put it when its case had ended, and the host's next case will clear it away.</summary>
    private bool Excused(Machine machine, RunCommand command) =>
        (kept.TryGetValue(machine.Id, out var at) && at >= command.PutAt)
        || Cases.FirstOrDefault(c => string.Equals(c.Host.Value, machine.Id, StringComparison.OrdinalIgnoreCase)) is not { EndedAt: { } ended } || ended < command.PutAt;

    /// <summary>A listing or a deletion of run commands met trouble: what stands there by now may stay.</summary>
    public void KeptFromTidying(HostId host) => kept[host.Value] = stage.Agenda.Now;

    private readonly Dictionary<string, DateTimeOffset> kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far the clock of a process may be off here.</summary>
    private static readonly TimeSpan Clocks = TimeSpan.FromSeconds(100);

    /// <summary>What befell hosts, and when.</summary>
    public FaultBook Faults { get; } = new();
}
