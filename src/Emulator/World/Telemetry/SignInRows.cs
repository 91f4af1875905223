using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What the Security logs of plain machines say of those who sign in and of those who are turned away: people try all the time. On session hosts the pool's people do.</summary>
internal sealed class SignInRows(Fleet fleet, RowWriter rows)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(2);

    /// <summary>A few people try in turn, from a few places.</summary>
    private const int People = 7;

    private readonly Dictionary<string, DateTimeOffset> tried = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> outside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> inside = new(StringComparer.Ordinal);
    private int attempts;

    public void Of(Machine machine)
    {
        if (machine.Guest.Agent is not null) return;
        SignedIn(machine);
        if (Doorway.Of(fleet, machine) != Knock.Served || (tried.TryGetValue(machine.Name, out var at) && fleet.Now - at < Again)) return;
        if (SignIns.Refusal(machine.Guest) is not { } refusal)
        {
            // Whoever was turned away tries once more, comes in, and is content: one after the other, as they come by.
            if (!outside.TryGetValue(machine.Name, out var left)) return;
            tried[machine.Name] = fleet.Now;
            if (left > 1) outside[machine.Name] = left - 1;
            else outside.Remove(machine.Name);
            rows.Logon(machine, $"person{left % People}", $"10.30.{left % 3}.{10 + (left % People)}");
            return;
        }

        if (refusal.Status is null) return;
        tried[machine.Name] = fleet.Now;
        outside[machine.Name] = Math.Min(People, outside.GetValueOrDefault(machine.Name) + 2);
        var (count, people) = refusal.Some > 0 ? (machine.Guest.Accounts.Attempts, refusal.Some) : (2, People);
        for (var one = 0; one < count; one++, attempts++) rows.Logon(machine, $"person{attempts % people}", $"10.30.{attempts % 3}.{10 + (attempts % people)}", refusal.Status, refusal.SubStatus, attempts % 2 == 0 ? 3 : 10);
    }

    private void SignedIn(Machine machine)
    {
        var known = inside.TryGetValue(machine.Name, out var before);
        if (known && machine.Guest.Sessions.Count == before!.Count && machine.Guest.Sessions.TrueForAll(session => before.Contains(session.Id))) return;
        inside[machine.Name] = [.. machine.Guest.Sessions.Select(session => session.Id)];
        if (!known) return;
        foreach (var session in machine.Guest.Sessions.Where(session => !before!.Contains(session.Id))) rows.Logon(machine, session.User, "10.30.9.9");
    }
}
