using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RdpMedic.Probe.Tests.Real;

/// <summary>A genuine server on a loopback port of its own with its own folder; ended by its own id.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin"];

    private readonly Process process;
    private readonly StringBuilder said = new();

    private RealServer(Process process, int port)
    {
        (this.process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>Which of these programs this machine lacks; null: none. The tests that need them say so instead of passing.</summary>
    public static string? Missing(params string[] programs) => programs.FirstOrDefault(program => PathOf(program) is null) is { } missing ? $"not run: {missing} is not installed on this machine" : null;

    public static string? PathOf(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public static Process Start(string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(PathOf(program)!) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>Waits until the port answers.</summary>
    public static async Task<RealServer> WaitAsync(Process process, int port)
    {
        var server = new RealServer(process, port);
        var patience = Stopwatch.StartNew();
        while (!await server.ListensAsync())
        {
            if (!process.HasExited && patience.Elapsed < TimeSpan.FromSeconds(90)) continue;
            var why = server.said.ToString();
            await server.DisposeAsync();
            throw new InvalidOperationException($"The server did not come up: {why}");
        }

        return server;
    }

    /// <summary>The process stands still, and its socket goes on accepting: what a hung service looks like.</summary>
    public async Task FreezeAsync()
    {
        using var kill = Process.Start("kill", ["-STOP", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(50);
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (said) said.AppendLine(line);
    }
}
