using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.Cli.Emulation;

/// <summary>The emulated side of a demo, in this process or another: how the app reaches it, its time, and what is true in it.</summary>
public interface IWorld : IAsyncDisposable
{
    EmulatorConnection Connection { get; }

    /// <summary>World time. It stands still until somebody calls <see cref="BeginAsync"/>.</summary>
    TimeProvider Clock { get; }

    /// <summary>The fleet before anything broke: what its operator lists as desired state.</summary>
    FleetAsBuilt Built { get; }

    /// <summary>Lets time run, now that the app is ready to see the fleet while it is well. The second call changes nothing.</summary>
    /// <exception cref="IOException">It cannot be reached any more.</exception>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>The world as it is now. For judging, and never told to the product.</summary>
    /// <exception cref="IOException">It cannot be reached any more.</exception>
    Task<WorldReport> LookAsync(CancellationToken cancellationToken);
}
