namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What every fleet writes all the time and what means nothing: heartbeats, other services, wrong passwords, clients that walk away.</summary>
public sealed class Noise(Fleet fleet, RowWriter rows, Random chance)
{
    private DateTimeOffset nextMinute;

    public void Advance()
    {
        if (fleet.Now < nextMinute) return;
        nextMinute = fleet.Now.AddMinutes(1);
        foreach (var machine in fleet.Machines.Values.Where(machine => machine is { IsUp: true, Guest.Network.Works: true }))
        {
            NetworkComplaints.Attempts(machine, rows, chance);
            rows.Write("Heartbeat", ("Computer", $"{machine.Name}.corp.example"), ("_ResourceId", machine.Id.ToLowerInvariant()), ("OSType", "Windows"), ("ResourceGroup", machine.ResourceGroup));
            if (chance.NextDouble() < 0.2) rows.Event(machine.Name, machine.Id, "Service Control Manager", 7036, "Information", $"The {Other()} service entered the {(chance.Next(2) == 0 ? "running" : "stopped")} state.");
            if (chance.NextDouble() < 0.1) rows.Event(machine.Name, machine.Id, "Schannel", 36887, "Error", "A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 46.");
            if (chance.NextDouble() < 0.3) rows.Logon(machine, $"user{chance.Next(200)}", $"10.20.{chance.Next(4)}.{1 + chance.Next(250)}", "0xc000006d", "0xc000006a", 3);
        }

        if (chance.NextDouble() < 0.5) rows.Write("WVDErrors", ("CodeSymbolic", "InvalidCredentials"), ("Message", "The user name or password is not right."), ("ServiceError", false), ("UserName", $"user{chance.Next(200)}@corp.example"));
    }

    private string Other() => chance.Next(3) switch { 0 => "Windows Update", 1 => "Windows Modules Installer", _ => "Background Intelligent Transfer Service" };
}
