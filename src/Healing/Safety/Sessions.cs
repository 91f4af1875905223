using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Nothing that drops sessions while there is one: active, disconnected (it holds unsaved work) or pending. Unknown is closed.
/// Draining and waiting is a way to reach zero, never a substitute.
/// </summary>
public sealed class Sessions : IGate
{
    public string Name => GateNames.Sessions;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Step.Risk < Risk.R2) return null;
        if (question.Facts.Host is { IsSessionHost: true })
        {
            if (question.Facts.SessionHost.Value is not { } host) return new Refusal(Name, "unknown", "0 sessions");
            if (host.Sessions > 0) return new Refusal(Name, $"{host.Active} active, {host.Disconnected} disconnected, {host.Pending} pending", "0 sessions");
            return host.AllowNewSession ? new Refusal(Name, "open for new sessions", "drained") : null;
        }

        var reading = question.Facts.GuestSessions;
        if (reading.Value is not { } guest || question.Now - reading.At > question.Policy.Freshness) return new Refusal(Name, "unknown", "0 sessions");
        var sessions = guest.Sessions.Active + guest.Sessions.Disconnected;
        return sessions == 0 ? null : new Refusal(Name, $"{guest.Sessions.Active} active, {guest.Sessions.Disconnected} disconnected", "0 sessions");
    }
}
