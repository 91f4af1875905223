using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Control;

/// <summary>What a boot does to a machine: sessions are gone, services that are not disabled start anew, and the clocks of power and boot begin again.</summary>
public static class MachineBoot
{
    public static void Complete(Machine machine, DateTimeOffset now)
    {
        machine.Power = Power.Running;
        machine.PowerSince = machine.AgentSince = machine.Guest.BootedAt = now;
        machine.Guest.Sessions.Clear();
        machine.Guest.PendingReboot = false;
        machine.Guest.Held = null;
        machine.Guest.Tls.Tls12Works = machine.Guest.Tls.Tls12On;
        foreach (var service in machine.Guest.Services.Values)
        {
            (service.Hangs, service.WillNotStop) = (false, false);
            var starts = service.Start != "Disabled" && !service.WillNotStart;
            (service.State, service.Pid) = starts ? ("Running", service.Pid + 100) : ("Stopped", 0);
        }

        machine.Guest.TermServiceStarts();
        (machine.Guest.Logon.Hung, machine.Guest.Logon.Stuck, machine.Guest.Logon.Occupied) = (0, 0, 0);
        if (machine.Guest.Server.DrainMode == 1) machine.Guest.Server.DrainMode = 0;
    }
}
