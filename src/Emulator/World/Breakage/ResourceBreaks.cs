using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to run a machine out of room, time or picture.</summary>
internal static class ResourceBreaks
{
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["resource-memory"] = Memory,
        ["resource-cpu"] = (_, machine, variant) => (machine.Guest.Resources.Cpu, machine.Guest.Resources.TopProcess) = (99, Some(variant, "Name the program that keeps the processor busy.")),
        ["resource-disk"] = Disk,
        ["graphics"] = Display,
    };

    private static void Memory(Fleet fleet, Machine machine, string variant)
    {
        var room = machine.Guest.Resources;
        (room.MemoryFreePercent, room.CommitPercent, room.TopProcess) = variant switch
        {
            "leak" => (0.8, 99, "contoso-crm"),
            "tight" => (3, 96, "teams"),
            _ => throw new ArgumentException($"Memory does not run out by {variant}.", nameof(variant)),
        };
    }

    private static void Disk(Fleet fleet, Machine machine, string variant)
    {
        var room = machine.Guest.Resources;
        (room.DiskFreePercent, room.DiskFreeGb, room.CleanableGb) = variant switch
        {
            "caches" or "servicing" => (0.5, 0.6, 14),
            "profiles" => (0.5, 0.6, 0.3),
            "low" => (3.5, 4.4, 14),
            _ => throw new ArgumentException($"A disk does not fill by {variant}.", nameof(variant)),
        };
        if (variant == "servicing") machine.Guest.Servicing.Busy.Add("servicing");
    }

    private static void Display(Fleet fleet, Machine machine, string variant)
    {
        var display = machine.Guest.Graphics;
        (display.Adapter, display.Problem, display.Resets) = variant switch
        {
            "driver" => ("NVIDIA A10-4Q", 43, 9),
            "resets" => ("NVIDIA A10-4Q", 0, 12),
            "disabled" => ("NVIDIA A10-4Q", 22, 0),
            _ => throw new ArgumentException($"A display does not fail by {variant}.", nameof(variant)),
        };
    }

    private static string Some(string variant, string otherwise) => variant.Length > 0 ? variant : throw new ArgumentException(otherwise, nameof(variant));
}
