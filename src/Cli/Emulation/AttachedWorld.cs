using System.Net.Http.Json;
using System.Text.Json;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.Cli.Emulation;

/// <summary>A world in another process on this machine, reached by its admin endpoint.</summary>
public sealed class AttachedWorld : IWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient admin;

    private readonly ScaledClock clock;

    private AttachedWorld(HttpClient admin, Attachment attachment, long asked)
    {
        this.admin = admin;
        (Connection, Built, clock) = (attachment.Connection, attachment.Built, new ScaledClock(attachment.Clock.Now, attachment.Clock.Scale));
        if (attachment.Clock.Running) Follow(attachment.Clock, asked);
    }

    public EmulatorConnection Connection { get; }

    public TimeProvider Clock => clock;

    public FleetAsBuilt Built { get; }

    /// <exception cref="IOException">Nothing answers there, or something else does.</exception>
    public static async Task<AttachedWorld> AttachAsync(Uri address, CancellationToken cancellationToken)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        try
        {
            var asked = TimeProvider.System.GetTimestamp();
            var attachment = await AskAsync<Attachment>(client, HttpMethod.Get, "attach", cancellationToken);
            return new AttachedWorld(client, attachment, asked);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var asked = TimeProvider.System.GetTimestamp();
        Follow(await AskAsync<WorldClock>(admin, HttpMethod.Post, "begin", cancellationToken), asked);
    }

    public Task<WorldReport> LookAsync(CancellationToken cancellationToken) => AskAsync<WorldReport>(admin, HttpMethod.Get, "world", cancellationToken);

    public ValueTask DisposeAsync()
    {
        admin.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The answer was made between question and arrival; both processes go by the same machine's clock, so nothing drifts later.</summary>
    private void Follow(WorldClock answer, long asked) => clock.Follow(answer.Now, asked + ((TimeProvider.System.GetTimestamp() - asked) / 2));

    private static async Task<T> AskAsync<T>(HttpClient admin, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await admin.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>(AdminWire.Json, cancellationToken) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception wrong) when (wrong is HttpRequestException or JsonException || (wrong is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"No emulator answers at {admin.BaseAddress}: {wrong.Message}", wrong);
        }
    }
}
