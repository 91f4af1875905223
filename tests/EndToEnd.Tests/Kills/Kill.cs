namespace RdpMedic.EndToEnd.Tests.Kills;

/// <summary>One kill that took place.</summary>
/// <param name="At">World time, read when the process was gone.</param>
/// <param name="Lived">On the wall.</param>
/// <param name="Messages">Completed in that life.</param>
/// <param name="Last">Number of the last thing that took hold before.</param>
internal sealed record Kill(Moment Moment, DateTimeOffset At, TimeSpan Lived, int Messages, long Last)
{
    public override string ToString() => $"{At:HH:mm:ss} after {Lived.TotalSeconds:0.0} s and {Messages} messages, {(Moment.AtWrite ? "at a write" : "at any time")}, effect {Last}";
}
