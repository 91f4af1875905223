namespace RdpMedic.Healing.Safety;

/// <summary>A host is left alone for some time after it started: a booting host is not a fault. Unknown start is closed until the machine's state can be read.</summary>
public sealed class Settled : IGate
{
    public string Name => GateNames.Settled;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Evidence?.Machine.Value is not { } machine) return new Refusal(Name, "the machine's state is not known", "known");
        var starts = new[] { machine.RunningSince, question.Case.Evidence.Guest.Value?.Os.BootedAt }.OfType<DateTimeOffset>().ToList();
        if (starts.Count == 0) return new Refusal(Name, "nobody knows when it started", "known");
        var opens = starts.Max() + question.Policy.Settle;
        return opens <= question.Now ? null : new Refusal(Name, $"up for {(question.Now - starts.Max()).TotalMinutes:0} minutes", $"{question.Policy.Settle.TotalMinutes:0} minutes", opens);
    }
}
