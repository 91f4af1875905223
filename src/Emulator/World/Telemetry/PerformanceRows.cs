using System.Globalization;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>Counters as VM insights writes them: processor, memory and the system disk of every machine that runs, every five minutes.</summary>
public sealed class PerformanceRows(Fleet fleet, RowWriter rows)
{
    /// <summary>Of every machine here, in megabytes.</summary>
    private const double Memory = 16384;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private DateTimeOffset next;

    public void Advance()
    {
        if (fleet.Now < next) return;
        next = fleet.Now + Every;
        foreach (var machine in fleet.Machines.Values.Where(machine => machine is { Power: Power.Running, Guest.Network.Works: true }))
        {
            var room = machine.Guest.Resources;
            Write(machine, "Processor", "UtilizationPercentage", room.Cpu, """{"vm.azm.ms/totalCpus":4}""");
            Write(machine, "Memory", "AvailableMB", Memory * room.MemoryFreePercent / 100, string.Create(CultureInfo.InvariantCulture, $$"""{"vm.azm.ms/memorySizeMB":{{Memory}}}"""));
            Write(machine, "LogicalDisk", "FreeSpacePercentage", room.DiskFreePercent, """{"vm.azm.ms/mountId":"C:"}""");
            Write(machine, "LogicalDisk", "FreeSpaceMB", room.DiskFreeGb * 1024, """{"vm.azm.ms/mountId":"C:"}""");
        }
    }

    private void Write(Machine machine, string area, string name, double value, string tags) => rows.Write(
        "InsightsMetrics", ("Computer", $"{machine.Name}.corp.example"), ("_ResourceId", machine.Id.ToLowerInvariant()), ("Origin", "vm.azm.ms"), ("Namespace", area), ("Name", name), ("Val", value), ("Tags", tags));
}
