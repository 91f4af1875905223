using System.Diagnostics;
using RdpMedic.Probe.Tests.Real;

[assembly: AssemblyFixture(typeof(Screen))]

namespace RdpMedic.Probe.Tests.Real;

/// <summary>An X server without a screen, which FreeRDP's shadow server shows; started once, where it is installed.</summary>
public sealed class Screen : IAsyncLifetime
{
    private Process? process;

    /// <summary>Such as ":7"; empty where there is none.</summary>
    public string Display { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (RealServer.Missing("Xvfb", "freerdp-shadow-cli") is not null) return;
        process = RealServer.Start("Xvfb", ["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset", "-ac"]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        Display = $":{await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Xvfb did not start.")}";
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
