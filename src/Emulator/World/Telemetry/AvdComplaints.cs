using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What the AVD agent writes to its log while it runs and cannot do what it is for. The newest stays in the guest, where the collector finds it.</summary>
internal static class AvdComplaints
{
    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        if (machine.Guest.Agent is not { } agent || !SessionHostHealth.Runs(machine)) yield break;
        // Without a broker nothing else is found out.
        if (!SessionHostHealth.Reaches(machine.Guest)) yield return Said(agent, "INVALID_FORM", "the broker could not be reached", now);
        else if (agent is { Registered: false, NameTaken: true }) yield return Said(agent, "NAME_ALREADY_REGISTERED", "the name of this machine is registered already", now);
        else if (!agent.Registered) yield return Said(agent, agent.TokenEnded ? "EXPIRED_REGISTRATION_TOKEN" : "INVALID_REGISTRATION_TOKEN", "the registration was refused", now);
    }

    private static Complaint Said(AgentState agent, string symbol, string what, DateTimeOffset now)
    {
        agent.Say(3277, symbol, now);
        return new Complaint(Complaints.Application, "WVD-Agent", 3277, "Error", $"{symbol}: {what}.");
    }
}
