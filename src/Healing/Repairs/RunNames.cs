using System.Globalization;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>What our run commands are called: by case, step, phase and attempt, so that each can be found again and told from anybody else's.</summary>
public static class RunNames
{
    private const string Ours = "rdpmedic-";

    private const string Collects = "collect-";

    private const string Captures = "capture-";

    /// <summary>One phase of a step.</summary>
    public static string Of(StepWork work) => $"{Ours}{work.Case}-{work.Index}-{work.Phase.ToString().ToLowerInvariant()}-{work.Attempt}";

    /// <summary>One run of the collector.</summary>
    public static string Of(CaseId caseId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Ours}{caseId}-{Collects}{attempt}");

    /// <summary>Whether any case of ours put it.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Ours, StringComparison.Ordinal);

    /// <summary>
    /// Whether nobody needs it any more: it is of an earlier case of the host, or of this one's and older than <paramref name="c"/>. What this case may have
    /// put after it was as here is left alone, since a process that stood still may ask late: of a step that was not begun at the end only the capture is over, which a
    /// crash may have left; an apply of it is somebody else's, who is ahead.
    /// </summary>
    /// <param name="c">The host's case, between two steps or at its end.</param>
    public static bool IsOver(string name, Case c)
    {
        if (!IsOurs(name)) return false;
        var own = $"{Ours}{c.Id}-";
        if (!name.StartsWith(own, StringComparison.Ordinal)) return true;
        var rest = name[own.Length..];
        if (rest.StartsWith(Collects, StringComparison.Ordinal)) return int.TryParse(rest.AsSpan(Collects.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && (attempt < c.CollectorRuns || (c.Ended && attempt == c.CollectorRuns));
        return rest.IndexOf('-', StringComparison.Ordinal) is > 0 and var end
            && int.TryParse(rest.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && c.Steps.ElementAtOrDefault(index) is { } step
            && (step is { Begun: true } or { Abandoned: true } || (c.Ended && rest.AsSpan(end + 1).StartsWith(Captures, StringComparison.Ordinal)));
    }
}
