using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// A host is left alone for some time after it started, and while its AVD agent is being upgraded: what is seen of it then is no fault. Nothing is restarted while
/// something is being installed or backed up. Unknown start is closed until the machine's state can be read.
/// </summary>
public sealed class Settled : IGate
{
    public string Name => GateNames.Settled;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Evidence?.Machine.Value is not { } machine) return new Refusal(Name, "the machine's state is not known", "known");
        var starts = new[] { machine.RunningSince, question.Case.Evidence.Guest.Value?.Os.BootedAt }.OfType<DateTimeOffset>().ToList();
        if (starts.Count == 0) return new Refusal(Name, "nobody knows when it started", "known");
        var opens = starts.Max() + question.Policy.Settle;
        if (opens <= question.Now) return Busy(question);
        return new Refusal(Name, $"up for {(question.Now - starts.Max()).TotalMinutes:0} minutes", $"{question.Policy.Settle.TotalMinutes:0} minutes", opens);
    }

    private Refusal? Busy(GateQuestion question)
    {
        var guest = question.Case.Evidence!.Guest.Value;
        if (AvdReport.IsUpgrading(question.Facts.SessionHost.Value, question.Now)) return new Refusal(Name, "the AVD agent is being upgraded", $"done, or {AvdReport.Upgrade.TotalMinutes:0} minutes", question.Facts.SessionHost.Value!.StatusSince + AvdReport.Upgrade);
        if (guest?.Avd is { Upgrading: true }) return new Refusal(Name, "an installation runs on the session host", "done");
        return question.Step.Risk >= Risk.R2 && guest?.Servicing is { Busy.Count: > 0 } servicing ? new Refusal(Name, $"{string.Join(", ", servicing.Busy)} runs", "nothing is being installed or backed up") : null;
    }
}
