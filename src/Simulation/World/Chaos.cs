using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.World;

/// <summary>How rough a run is: probabilities and outages, chosen by its seed. Everything ends at <see cref="Until"/>.</summary>
public sealed class Chaos
{
    public Chaos(Dice dice, DateTimeOffset start, DateTimeOffset until, IReadOnlyCollection<string> without)
    {
        Until = until;
        // Each trouble is there in some runs and absent in others, so that a failing one has few suspects.
        Unavailable = Unless("unavailable", Some(dice, 0.6, 0.05));
        Throttled = Unless("throttled", Some(dice, 0.5, 0.08));
        LostAnswer = Unless("lost-answer", Some(dice, 0.6, 0.06));
        NeverArrived = Unless("never-arrived", Some(dice, 0.4, 0.03));
        Crash = Unless("crash", Some(dice, 0.7, 0.01));
        Freeze = Unless("freeze", Some(dice, 0.5, 0.008));
        Duplicate = Unless("duplicate", Some(dice, 0.6, 0.25));
        Late = Unless("late", Some(dice, 0.5, 0.2));
        Stuck = Unless("stuck", Some(dice, 0.4, 0.15));
        Lie = Unless("lie", Some(dice, 0.4, 0.2));
        LostRow = Unless("lost-row", Some(dice, 0.3, 0.2));
        LateRow = Unless("late-row", Some(dice, 0.5, 0.3));
        Poison = Unless("poison", Some(dice, 0.3, 1));
        BusOutage = without.Contains("bus-outage", StringComparer.Ordinal) ? Nothing(Outage(dice, 0.25, start, until)) : Outage(dice, 0.25, start, until);
        StoreOutage = without.Contains("store-outage", StringComparer.Ordinal) ? Nothing(Outage(dice, 0.25, start, until)) : Outage(dice, 0.25, start, until);
        LogOutage = without.Contains("log-outage", StringComparer.Ordinal) ? Nothing(Outage(dice, 0.25, start, until)) : Outage(dice, 0.25, start, until);
        if (dice.Chance(0.1)) StoreOutage = BusOutage;

        double Unless(string kind, double probability) => without.Contains(kind, StringComparer.Ordinal) ? 0 : probability;
    }

    /// <summary>No trouble at all, but what is set besides.</summary>
    public Chaos(DateTimeOffset until) => (Until, Slow) = (until, 0);

    /// <summary>The kinds of trouble by name.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["unavailable", "throttled", "lost-answer", "never-arrived", "crash", "freeze", "duplicate", "late", "stuck", "lie", "lost-row", "late-row", "poison", "bus-outage", "store-outage", "log-outage"];

    public DateTimeOffset Until { get; }

    /// <summary>A read or write is answered by 503.</summary>
    public double Unavailable { get; }

    /// <summary>A call is answered by 429 with Retry-After.</summary>
    public double Throttled { get; }

    /// <summary>A write happened and its answer never came.</summary>
    public double LostAnswer { get; }

    /// <summary>A write never arrived, and nobody knows.</summary>
    public double NeverArrived { get; }

    /// <summary>The process dies at a call: before it, or between its effect and its answer.</summary>
    public double Crash { get; }

    /// <summary>The process stands still for minutes in the middle of a call.</summary>
    public double Freeze { get; }

    /// <summary>A call takes half a minute.</summary>
    public double Slow { get; } = 0.01;

    /// <summary>A message is delivered twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>A message comes minutes late, and behind others.</summary>
    public double Late { get; init; }

    /// <summary>Every message comes so much later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>A run command never ends.</summary>
    public double Stuck { get; }

    /// <summary>A run command says that it worked, and changed nothing.</summary>
    public double Lie { get; }

    public double LostRow { get; }

    public double LateRow { get; }

    /// <summary>Somebody puts messages into the queue that nobody can read.</summary>
    public double Poison { get; }

    public (DateTimeOffset From, DateTimeOffset To)? BusOutage { get; }

    public (DateTimeOffset From, DateTimeOffset To)? StoreOutage { get; }

    public (DateTimeOffset From, DateTimeOffset To)? LogOutage { get; }

    /// <summary>Others, by plan.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> LogOutages { get; init; } = [];

    public bool At(DateTimeOffset now) => now < Until;

    public static bool Within((DateTimeOffset From, DateTimeOffset To)? outage, DateTimeOffset now) => outage is { } some && now >= some.From && now < some.To;

    /// <summary>The dice were thrown all the same: what is left out changes nothing else.</summary>
    private static (DateTimeOffset From, DateTimeOffset To)? Nothing((DateTimeOffset From, DateTimeOffset To)? _) => null;

    private static double Some(Dice dice, double present, double most) => dice.Chance(present) ? most * (0.1 + (0.9 * dice.Next())) : 0;

    private static (DateTimeOffset From, DateTimeOffset To)? Outage(Dice dice, double present, DateTimeOffset start, DateTimeOffset until)
    {
        if (!dice.Chance(present)) return null;
        var from = start + ((until - start) * dice.Next());
        var to = from + dice.Between(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(25));
        return (from, to < until ? to : until);
    }
}
