namespace RdpMedic.Emulator.World.Model;

/// <summary>A machine as Azure and Windows make it, with nothing wrong: what every fleet starts from.</summary>
public static class NewMachine
{
    /// <summary>A plain virtual machine that is enrolled.</summary>
    /// <param name="address">A loopback address of its own.</param>
    /// <param name="pid">Of the Remote Desktop service.</param>
    public static Machine Plain(Fleet fleet, string resourceGroup, string name, string address, Guid vmId, DateTimeOffset booted, int pid, string? securityGroup, string? mayReadSecret)
    {
        var machine = new Machine
        {
            Name = name,
            ResourceGroup = resourceGroup,
            Id = fleet.IdOf(resourceGroup, "Microsoft.Compute/virtualMachines", name),
            InterfaceId = fleet.IdOf(resourceGroup, "Microsoft.Network/networkInterfaces", $"nic-{name}"),
            Address = address,
            SecurityGroup = securityGroup,
            Guest = new Guest { Build = "10.0.20348", BootedAt = booted },
            VmId = vmId,
            PowerSince = booted,
            AgentSince = booted,
            MayReadSecret = mayReadSecret,
        };
        machine.Tags["rdpmedic"] = "enrolled";
        machine.Guest.Services["TermService"] = new WindowsService { Pid = pid };
        machine.Guest.Services["SessionEnv"] = new WindowsService { Account = "LocalSystem", Pid = 801 };
        machine.Guest.Services["Netlogon"] = new WindowsService { Start = "Auto", Account = "LocalSystem", Pid = 803 };
        machine.Guest.Services["W32Time"] = new WindowsService { Account = @"NT AUTHORITY\LocalService", Pid = 804 };
        machine.Guest.Services["UmRdpService"] = new WindowsService { Account = "LocalSystem", Pid = 802 };
        machine.Guest.Services["ProfSvc"] = new WindowsService { Start = "Auto", Account = "LocalSystem", Pid = 803 };
        return fleet.Machines[name] = machine;
    }

    /// <summary>Makes it a session host of a pool: the agent runs in it, and the service knows it.</summary>
    public static SessionHost Join(Fleet fleet, HostPool pool, Machine machine, string? assignedUser)
    {
        machine.Guest.Services["RDAgentBootLoader"] = new WindowsService { Start = "Auto", Account = "LocalSystem", Pid = 900 };
        machine.Guest.Agent = new AgentState();
        var fullName = $"{machine.Name}.corp.example";
        return pool.Hosts[machine.Name] = new SessionHost { Name = fullName, Id = $"{pool.Id}/sessionHosts/{fullName}", Machine = machine.Name, AssignedUser = assignedUser, LastHeartBeat = fleet.Now, StatusSince = fleet.Now, ETag = fleet.NextETag() };
    }

    /// <summary>Puts a certificate into its store and binds the listener to it.</summary>
    /// <param name="type">1: the one that Windows made; 3: one that somebody chose.</param>
    public static void Bind(Machine machine, StoredCertificate certificate, int type)
    {
        machine.Guest.Certificates[certificate.Thumbprint] = certificate;
        machine.Guest.BoundThumbprint = certificate.Thumbprint;
        machine.Guest.BoundType = type;
    }
}
