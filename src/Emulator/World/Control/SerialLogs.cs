using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Control;

/// <summary>What stands on a machine's serial console: the boot that went well, and what came after it.</summary>
public static class SerialLogs
{
    private const string Well = "Computer is booting, SAC started and initialized.\r\nThe CMD command is now available.\r\n";

    public static string Of(Machine machine) => machine.BootStuck is { } stuck ? $"{Well}{stuck}\r\n" : Well;
}
