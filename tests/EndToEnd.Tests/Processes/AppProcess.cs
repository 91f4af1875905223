using System.Diagnostics;

namespace RdpMedic.EndToEnd.Tests.Processes;

/// <summary>The app as a process of its own: the deployed functions, attached to an emulator and with its cases in tables.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private AppProcess(Process process) => (this.process, output, error) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public bool Ended => process.HasExited;

    public static AppProcess Start(Uri emulator, Uri tables) => new(CommandLine.Start("demo", "--emulator", emulator.ToString(), "--tables", tables.ToString(), "--json"));

    /// <summary>kill -9 of this process alone: nothing of it runs any more, no <c>finally</c> and no farewell to any server.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
