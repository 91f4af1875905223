using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Demo;

namespace RdpMedic.EndToEnd.Tests.Processes;

/// <summary>The emulator as a process of its own, and what it says of its world.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly HttpClient admin;

    private EmulatorProcess(Process process, string line)
    {
        this.process = process;
        Line = line;
        Admin = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("admin").GetString()!);
        admin = new HttpClient { BaseAddress = Admin, Timeout = Patience };
    }

    /// <summary>What <c>--json</c> printed.</summary>
    public string Line { get; }

    public Uri Admin { get; }

    public static async Task<EmulatorProcess> StartAsync(params string[] arguments)
    {
        var emulator = CommandLine.Start(["emulator", "--json", .. arguments]);
        // Read on, or a full pipe would stop it.
        var error = emulator.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        var line = await emulator.StandardOutput.ReadLineAsync(limit.Token);
        return line is not null ? new EmulatorProcess(emulator, line) : throw new InvalidOperationException($"The emulator did not start: {await error}");
    }

    public async Task<string> TextAsync(string path) => await admin.GetStringAsync(path);

    public async Task<WorldReport> WorldAsync() => (await admin.GetFromJsonAsync<WorldReport>("world", AdminWire.Json))!;

    /// <summary>What took hold after the one with this number; waits a while for one.</summary>
    public async Task<IReadOnlyList<WorldEffect>> EffectsAsync(long after, TimeSpan wait = default) => (await admin.GetFromJsonAsync<List<WorldEffect>>($"effects?after={after}&wait={(int)wait.TotalMilliseconds}", AdminWire.Json))!;

    /// <summary>Messages that were completed so far; waits a while for more than so many.</summary>
    public async Task<int> MessagesAsync(int after = 0, TimeSpan wait = default) => (await admin.GetFromJsonAsync<JsonElement>($"messages?after={after}&wait={(int)wait.TotalMilliseconds}")).GetProperty("completed").GetInt32();

    /// <summary>As Ctrl+C or a service manager does; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
