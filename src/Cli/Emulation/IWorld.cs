using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.Cli.Emulation;

/// <summary>The emulated side of a demo, in this process or another: how the app reaches it, its time, and what is true in it.</summary>
public interface IWorld : IAsyncDisposable
{
    EmulatorConnection Connection { get; }

    /// <summary>World time.</summary>
    TimeProvider Clock { get; }

    /// <summary>The fleet before anything broke: what its operator lists as desired state.</summary>
    FleetAsBuilt Built { get; }

    /// <summary>The world as it is now. For judging, and never told to the product.</summary>
    /// <exception cref="IOException">It cannot be reached any more.</exception>
    Task<WorldReport> LookAsync(CancellationToken cancellationToken);
}
