using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>
/// What guests write to their event logs, from what changed in them since the last look: the service control manager on services, the connection manager
/// and Schannel on the listener's certificate.
/// </summary>
public sealed class GuestEvents(Fleet fleet, RowWriter rows)
{
    private const string Scm = "Service Control Manager";

    private const string Display = "Remote Desktop Services";

    private readonly Dictionary<string, (string State, string Start)> services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> listening = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> newest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> complained = new(StringComparer.Ordinal);
    private readonly SignInRows signIns = new(fleet, rows);

    public void Advance()
    {
        foreach (var machine in fleet.Machines.Values.Where(machine => machine is { IsUp: true, Guest.Network.Works: true }))
        {
            OnService(machine);
            OnAgent(machine);
            OnListener(machine);
            signIns.Of(machine);
            OnSessions(machine);
            foreach (var one in Complaints.All.SelectMany(complaints => complaints(machine, fleet.Now)).Concat(NetworkComplaints.Of(fleet, machine)))
            {
                if (Due($"{machine.Name}/{one.Source}/{one.EventId}", one.Again)) rows.Event(machine.Name, machine.Id, one.Source, one.EventId, one.Level, one.Text, log: one.Log);
            }
        }
    }

    /// <summary>A client's handshake failed: Schannel says what it says of the guest's state.</summary>
    public void HandshakeFailed(Machine machine)
    {
        foreach (var one in HandshakeComplaints.Of(machine, fleet.Now)) rows.Event(machine.Name, machine.Id, one.Source, one.EventId, one.Level, one.Text, log: one.Log);
    }

    private void OnService(Machine machine)
    {
        var service = machine.Guest.Services["TermService"];
        var now = (service.State, service.Start);
        var known = services.TryGetValue(machine.Name, out var before);
        services[machine.Name] = now;
        if (!known || before == now) return;
        if (before.Start != now.Start) Say(machine, Scm, 7040, "Information", $"The start type of the {Display} service was changed from demand start to {(now.Start == "Disabled" ? "disabled" : "demand start")}.", "<Param>TermService</Param>");
        if (before.State == now.State) return;
        if (now.State == "Stopped" && service.ExitCode == 1069) Say(machine, Scm, 7038, "Error", $"The TermService service was unable to log on as {service.Account} with the currently configured password due to the following error: The user name or password is incorrect.", "<Param>TermService</Param>");
        if (now.State == "Stopped" && service.ExitCode == 5) Say(machine, Scm, 7000, "Error", $"The {Display} service failed to start due to the following error: Access is denied.", "<Param>TermService</Param>");
        if (now.State == "Stopped" && service.WillNotStart) Say(machine, Scm, 7031, "Error", $"The {Display} service terminated unexpectedly. It has done this 1 time(s).", "<Param>TermService</Param>");
        else Say(machine, Scm, 7036, "Information", $"The {Display} service entered the {now.State.ToLowerInvariant()} state.", $"<Param>{Display}</Param><Param>{now.State.ToLowerInvariant()}</Param>");
    }

    /// <summary>Somebody's sign-in came to its end.</summary>
    public void SignedIn(Machine machine)
    {
        foreach (var (id, text) in new[] { (41, "Begin session arbitration."), (21, "Session logon succeeded."), (22, "Shell start notification received.") })
            rows.Event(machine.Name, machine.Id, SessionComplaints.Sessions, id, "Information", text, log: $"{SessionComplaints.Sessions}/Operational");
    }

    /// <summary>The session manager says of each new session that it was begun, and that its shell started.</summary>
    private void OnSessions(Machine machine)
    {
        var known = newest.TryGetValue(machine.Name, out var before);
        var now = machine.Guest.Sessions.Where(session => session.Since <= fleet.Now).Select(session => session.Since).DefaultIfEmpty(before).Max();
        newest[machine.Name] = now > before ? now : before;
        if (!known) return;
        foreach (var _ in machine.Guest.Sessions.Where(session => session.Since > before && session.Since <= fleet.Now)) SignedIn(machine);
    }

    private void OnAgent(Machine machine)
    {
        const string display = "Remote Desktop Agent Loader";
        if (machine.Guest.Services.GetValueOrDefault("RDAgentBootLoader") is not { } service) return;
        var (key, now) = ($"{machine.Name}/RDAgentBootLoader", (service.State, service.Start));
        var known = services.TryGetValue(key, out var before);
        services[key] = now;
        if (!known || before == now) return;
        if (before.Start != now.Start) Say(machine, Scm, 7040, "Information", $"The start type of the {display} service was changed from auto start to {(now.Start == "Disabled" ? "disabled" : "auto start")}.", "<Param>RDAgentBootLoader</Param>");
        if (before.State != now.State) Say(machine, Scm, 7036, "Information", $"The {display} service entered the {now.State.ToLowerInvariant()} state.", $"<Param>{display}</Param><Param>{now.State.ToLowerInvariant()}</Param>");
    }

    /// <summary>The connection manager says when its listener starts and stops, in a channel that has to be collected on purpose.</summary>
    private void OnListener(Machine machine)
    {
        var now = machine.Guest.Listens;
        var known = listening.TryGetValue(machine.Name, out var before);
        listening[machine.Name] = now;
        if (!known || before == now) return;
        rows.Event(machine.Name, machine.Id, Complaints.Manager, now ? 258 : 259, "Information", $"Listener RDP-Tcp has {(now ? "started listening" : "stopped listening")}", log: $"{Complaints.Manager}/Operational");
    }

    private bool Due(string what, TimeSpan again)
    {
        if (complained.TryGetValue(what, out var at) && fleet.Now - at < again) return false;
        complained[what] = fleet.Now;
        return true;
    }

    private void Say(Machine machine, string source, int id, string level, string text, string parameters = "") => rows.Event(machine.Name, machine.Id, source, id, level, text, parameters);
}
