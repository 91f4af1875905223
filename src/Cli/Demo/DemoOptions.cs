using RdpMedic.Cli.Emulation;

namespace RdpMedic.Cli.Demo;

/// <summary>What <c>demo</c> was asked for.</summary>
/// <param name="World">The world to make; null: attach to <paramref name="Emulator"/>.</param>
/// <param name="Emulator">The admin endpoint of an emulator in another process.</param>
/// <param name="Tables">Connection string of a storage emulator that keeps the cases; null: they are kept in memory.</param>
/// <param name="Json">One JSON object at the end instead of a table.</param>
/// <param name="Trace">A file that gets a JSON line for every HTTP call and AMQP link; null: none.</param>
public sealed record DemoOptions(WorldOptions? World, Uri? Emulator, string? Tables, bool Json, string? Trace)
{
    /// <summary>A file that tells how to reach and sign in to the app; the demo then goes on until it is interrupted. Null: it ends by itself.</summary>
    public string? Access { get; init; }
}
