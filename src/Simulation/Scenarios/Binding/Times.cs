using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>Times as a scenario writes them: durations such as 1h30m, and moments such as +3d, -2h or in 10m, which count from the start.</summary>
public static partial class Times
{
    /// <summary>For a JSON Schema.</summary>
    internal const string DurationPattern = "^([0-9]+(\\.[0-9]+)?[dhms])+$|^([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$";

    internal const string MomentPattern = "^(now|[+-]?([0-9]+(\\.[0-9]+)?[dhms])+|in ([0-9]+(\\.[0-9]+)?[dhms])+|[0-9]{4}-[0-9]{2}-[0-9]{2}T.+)$";

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Contains(':', StringComparison.Ordinal)) return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        if (!Written().IsMatch(text)) return false;
        foreach (Match part in Part().Matches(text))
        {
            var number = double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
            duration += part.Groups["unit"].Value switch { "d" => TimeSpan.FromDays(number), "h" => TimeSpan.FromHours(number), "m" => TimeSpan.FromMinutes(number), _ => TimeSpan.FromSeconds(number) };
        }

        return true;
    }

    public static bool TryMoment(string text, DateTimeOffset start, out DateTimeOffset moment)
    {
        moment = start;
        if (text == "now") return true;
        if (text.Contains('T', StringComparison.Ordinal)) return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
        var (sign, rest) = text switch
        {
            _ when text.StartsWith("in ", StringComparison.Ordinal) => (1, text[3..]),
            ['+', ..] => (1, text[1..]),
            ['-', ..] => (-1, text[1..]),
            _ => (1, text),
        };
        if (!TryDuration(rest, out var duration)) return false;
        moment = start + (sign * duration);
        return true;
    }

    /// <summary>As one would write it: 1d2h, 90m as 1h30m, 0s.</summary>
    public static string Said(TimeSpan time)
    {
        var (sign, all) = (time < TimeSpan.Zero ? "-" : "", time.Duration());
        (long Number, string Unit)[] parts = [((long)all.TotalDays, "d"), (all.Hours, "h"), (all.Minutes, "m"), (all.Seconds, "s")];
        var said = string.Concat(parts.Where(part => part.Number > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number}{part.Unit}")));
        return sign + (said.Length == 0 ? "0s" : said);
    }

    [GeneratedRegex("^([0-9]+(\\.[0-9]+)?[dhms])+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Written();

    [GeneratedRegex("(?<number>[0-9]+(\\.[0-9]+)?)(?<unit>[dhms])", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Part();
}

/// <summary>A <see cref="TimeSpan"/>.</summary>
internal sealed class DurationKind : ScalarKind
{
    public override string Called => "a duration such as 20m or 1h30m";

    public override string Word => "duration";

    public override JsonObject Schema(Schemas schemas, Use use) => use == Use.Compare ? new() { ["type"] = "string" } : schemas.Shared("Duration", new() { ["type"] = "string", ["pattern"] = Times.DurationPattern });

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        var read = Times.TryDuration(scalar.Text, out var duration);
        value = duration;
        return read;
    }
}

/// <summary>A <see cref="DateTimeOffset"/>.</summary>
internal sealed class MomentKind : ScalarKind
{
    public override string Called => "a moment such as +3d, -2h, in 10m or now";

    public override string Word => "moment";

    public override JsonObject Schema(Schemas schemas, Use use) => use == Use.Compare ? new() { ["type"] = "string" } : schemas.Shared("Moment", new() { ["type"] = "string", ["pattern"] = Times.MomentPattern });

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        var read = Times.TryMoment(scalar.Text, start, out var moment);
        value = moment;
        return read;
    }
}

/// <summary>A <see cref="TimeOnly"/>.</summary>
internal sealed class TimeOfDayKind : ScalarKind
{
    public override string Called => "a time of day such as 22:00";

    public override string Word => "time of day";

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = "string", ["pattern"] = "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$" };

    protected override bool Try(Scalar scalar, DateTimeOffset start, out object? value)
    {
        var read = TimeOnly.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var time);
        value = time;
        return read;
    }
}
