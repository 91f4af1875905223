using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>What a call goes to; outages are by service.</summary>
public enum Service
{
    Azure,
    Store,
    Bus,
    Logs,
}

/// <summary>
/// Every call from the product to the outside, with its latency and its troubles. A write takes effect at one moment and is answered at another; between the
/// two, before, and after, its process may die or stand still. Answers come from the agenda only, so one seed is one run.
/// </summary>
/// <param name="counted">Called for every call on a line that has a name: its name, and whether it is a write.</param>
public sealed class Line(Agenda agenda, Dice dice, Chaos chaos, Process caller, Action<Process> crashed, Action<string, bool>? counted = null, string? name = null)
{
    /// <summary>Calls that this process has made.</summary>
    public long Calls { get; private set; }

    /// <summary>The same line by the name of what is at its other end.</summary>
    public Line As(string service) => new(agenda, dice, chaos, caller, crashed, counted, service);

    public Task<T> ReadAsync<T>(Service service, Func<T> read)
    {
        var answer = new TaskCompletionSource<T>();
        if (name is not null) counted?.Invoke(name, false);
        if (!Enter()) return answer.Task;
        agenda.After(Latency(), () =>
        {
            if (Refusal(service) is { } refusal) answer.TrySetException(refusal);
            else Answer(answer, read);
        });
        return answer.Task;
    }

    public Task<T> WriteAsync<T>(Service service, Func<T> write)
    {
        var answer = new TaskCompletionSource<T>();
        if (name is not null) counted?.Invoke(name, true);
        if (!Enter()) return answer.Task;
        agenda.After(Latency(), () => Arrive(service, write, answer));
        return answer.Task;
    }

    private void Arrive<T>(Service service, Func<T> write, TaskCompletionSource<T> answer)
    {
        if (Refusal(service) is { } refusal)
        {
            answer.TrySetException(refusal);
            return;
        }

        var rough = chaos.At(agenda.Now);
        if (rough && dice.Chance(chaos.NeverArrived))
        {
            agenda.After(TimeSpan.FromSeconds(20), () => answer.TrySetException(Silence(service)));
            return;
        }

        T result;
        try
        {
            result = write();
        }
        catch (Exception refused) when (refused is RetriableException or FinalException)
        {
            answer.TrySetException(refused);
            return;
        }

        if (rough && dice.Chance(chaos.LostAnswer)) agenda.After(TimeSpan.FromSeconds(20), () => answer.TrySetException(Silence(service)));
        else agenda.After(Latency(), () =>
        {
            if (Enter()) answer.TrySetResult(result);
        });
    }

    private static void Answer<T>(TaskCompletionSource<T> answer, Func<T> read)
    {
        try
        {
            answer.TrySetResult(read());
        }
        catch (Exception refused) when (refused is RetriableException or FinalException)
        {
            answer.TrySetException(refused);
        }
    }

    /// <summary>A store and a bus that do not answer are tried again; what was asked of Azure may have happened.</summary>
    private static Exception Silence(Service service) => service == Service.Azure ? new UncertainException("No answer within 20 seconds.") : new RetriableException("No answer within 20 seconds.");

    private RetriableException? Refusal(Service service)
    {
        var now = agenda.Now;
        var down = service switch { Service.Bus => chaos.BusOutage, Service.Store => chaos.StoreOutage, Service.Logs => chaos.LogOutage, _ => null };
        if (Chaos.Within(down, now) || (service == Service.Logs && chaos.LogOutages.Any(outage => Chaos.Within(outage, now)))) return new RetriableException($"503 {service} is down.");
        if (!chaos.At(now)) return null;
        if (dice.Chance(chaos.Throttled)) return new RetriableException("429 Too many requests.", TimeSpan.FromSeconds(5 + dice.Below(40)));
        return dice.Chance(chaos.Unavailable) ? new RetriableException("503 The service is unavailable.") : null;
    }

    /// <summary>False: the process died here.</summary>
    private bool Enter()
    {
        Calls++;
        if (!caller.Alive) return false;
        if (!chaos.At(agenda.Now)) return true;
        if (dice.Chance(chaos.Crash))
        {
            crashed(caller);
            return false;
        }

        if (dice.Chance(chaos.Freeze)) caller.FreezeFor(dice.Between(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(14)));
        return true;
    }

    /// <summary>Mostly a fraction of a second; one in a hundred takes half a minute while things are rough.</summary>
    private TimeSpan Latency() => chaos.At(agenda.Now) && dice.Chance(chaos.Slow) ? dice.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(40)) : TimeSpan.FromMilliseconds(5 + (200 * dice.Next() * dice.Next()));
}
