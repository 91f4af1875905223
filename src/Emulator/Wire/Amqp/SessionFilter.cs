using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>How a receiver asks for a session in its attach, and how it is told which one it got.</summary>
internal static class SessionFilter
{
    private static readonly AmqpSymbol Name = "com.microsoft:session-filter";

    private static readonly AmqpSymbol Timeout = "com.microsoft:timeout";

    /// <summary>True: a session is wanted; <paramref name="session"/> null means any.</summary>
    public static bool Asked(AmqpLinkSettings settings, out string? session)
    {
        session = null;
        if ((settings.Source as Source)?.FilterSet is not { } filters) return false;
        foreach (var filter in filters)
        {
            if (filter.Key.ToString() != Name.Value) continue;
            session = (filter.Value is DescribedType described ? described.Value : filter.Value) as string;
            return true;
        }

        return false;
    }

    /// <summary>The client reads the session's id from the filter, and its lock from a property that is a number of ticks.</summary>
    public static void Answer(AmqpLinkSettings settings, BusSession session)
    {
        var filters = new FilterSet();
        filters[Name] = session.Id;
        ((Source)settings.Source).FilterSet = filters;
        settings.Properties = new Fields();
        settings.Properties["com.microsoft:locked-until-utc"] = session.LockedUntil.UtcDateTime.Ticks;
    }

    /// <summary>How long the client waits for a session.</summary>
    public static TimeSpan Patience(AmqpLinkSettings settings) =>
        settings.Properties is { } properties && properties.TryGetValue<uint>(Timeout, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.FromSeconds(60);
}

/// <summary>A receiver that waits for the next session that has messages and no holder.</summary>
internal sealed class SessionWait(BusQueue queue, DateTimeOffset until)
{
    private readonly TaskCompletionSource<BusSession> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private bool over;

    public Task<BusSession> Session => got.Task;

    /// <summary>True: it is over, one way or the other.</summary>
    public bool Try(DateTimeOffset now)
    {
        lock (gate)
        {
            if (over) return true;
            if (queue.AcceptNextSession() is { } session)
            {
                over = true;
                got.SetResult(session);
            }
            else if (now >= until)
            {
                over = true;
                got.SetException(Refusal.Throw("com.microsoft:timeout", "No session with messages became free in time."));
            }

            return over;
        }
    }

    /// <summary>The link is gone: no session is ever locked for it.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            if (over) return;
            over = true;
            got.SetException(Refusal.Throw("com.microsoft:operation-cancelled", "The link was closed."));
        }
    }
}
