using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Emulation;

/// <summary>What <c>emulator</c> was asked for.</summary>
/// <param name="Port">Of the admin endpoint; 0 picks a free one.</param>
/// <param name="Json">One line that a program can read, instead of some that people can.</param>
/// <param name="Trace">A file that gets a JSON line for every HTTP call and AMQP link; null: none.</param>
public sealed record EmulatorOptions(WorldOptions World, int Port, bool Json, string? Trace);

/// <summary>The local Azure alone, until it is stopped. It says where it is, and a demo in another process attaches to it.</summary>
public static class EmulatorCommand
{
    public static async Task<int> RunAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var trace = new TraceFile(options.Trace);
            await using var world = await LocalWorld.StartAsync(options.World, trace, cancellationToken);
            AdminWire? admin = null;
            await using var serving = admin = new AdminWire(new AdminSource(world.Fleet, () => world.Attach(admin!.Address), world.Begin, world.Report, () => world.Completed), options.Port);
            await admin.StartAsync(cancellationToken);
            var connection = world.Connection with { Admin = admin.Address };
            if (options.Json) Console.Out.WriteLine(Json.Write(connection));
            else Show(connection, options.World);
            await Console.Out.FlushAsync(cancellationToken);
            await world.EndedAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Somebody stopped it, which is how it ends.
            return 0;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The emulator cannot run: {unusable.Message}");
            return 2;
        }
    }

    private static void Show(EmulatorConnection at, WorldOptions world)
    {
        Console.Out.WriteLine($"""
            A local Azure with {world.Hosts} hosts, seed {world.Seed}. Its time runs {world.Scale:0.##} times as fast, from when an app attaches.
              attach an app       demo --emulator {at.Admin}
              what is true in it  {at.Admin}world and {at.Admin}effects
              ARM, Key Vault, Log Analytics, Resource Graph
                                  {at.Https}
              Service Bus         {at.ServiceBus} as {at.ServiceBusNamespace}
              managed identity    {at.IdentityEndpoint} with header {at.IdentityHeader}
              identities          reader {at.ReaderClientId}, actor {at.ActorClientId}
              certificate         SHA-256 {at.CertificateSha256}
              subscription        {at.Subscription}
              workspace           {at.Workspace}
            Ctrl+C stops it.
            """);
    }
}
