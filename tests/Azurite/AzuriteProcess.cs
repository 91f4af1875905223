using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace RdpMedic.Tests.Storage;

/// <summary>Azurite's Table service on this machine, in memory, installed from npm by its lock file and ended by its own id. Linked into every project that needs it.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account that Azurite documents for everybody; it is no secret.</summary>
    private const string Account = "devstoreaccount1";

    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process process;
    private readonly int port;

    private AzuriteProcess(Process process, int port) => (this.process, this.port) = (process, port);

    /// <summary>Of its table service.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}/{Account}");

    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint={Address};";

    public static async Task<AzuriteProcess> StartAsync()
    {
        var folder = await InstallAsync();
        int free;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            free = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(folder, "node_modules/azurite/dist/src/table/main.js"), "--tableHost", "127.0.0.1", "--tablePort", $"{free}", "--skipApiVersionCheck", "--inMemoryPersistence", "--silent", "--disableTelemetry" }) start.ArgumentList.Add(argument);
        var azurite = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var said = new StringBuilder();
        azurite.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        azurite.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        azurite.BeginOutputReadLine();
        azurite.BeginErrorReadLine();
        var patience = Stopwatch.StartNew();
        while (!await AnswersAsync(free))
        {
            if (azurite.HasExited || patience.Elapsed > TimeSpan.FromSeconds(60)) throw new InvalidOperationException($"Azurite did not start: {said}");
        }

        return new AzuriteProcess(azurite, free);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(50);
            return false;
        }
    }

    /// <summary>Into a folder under artifacts/ that is named after the lock file, so that another version never meets an old folder.</summary>
    private static async Task<string> InstallAsync()
    {
        var wanted = Checkout.File("tests", "Azurite");
        var key = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(wanted, "package-lock.json"))))[..16];
        var folder = Checkout.File("artifacts", "azurite", key);
        if (Directory.Exists(folder)) return folder;
        var making = $"{folder}-{Environment.ProcessId}";
        Directory.CreateDirectory(making);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(wanted, file), Path.Combine(making, file));
        var start = new ProcessStartInfo("npm") { WorkingDirectory = making, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "ci", "--ignore-scripts", "--no-audit", "--no-fund" }) start.ArgumentList.Add(argument);
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start; the tests of Table storage need Node.js 20 or newer with npm.");
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = await npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci of Azurite failed: {await output}{error}");
        try
        {
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(making, recursive: true);
        }

        return folder;
    }
}
