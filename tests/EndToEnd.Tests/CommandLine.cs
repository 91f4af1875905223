using System.Diagnostics;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The command line as a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>A limit that only a defect reaches.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        process.StartInfo.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "RdpMedic.Cli.dll"));
        foreach (var argument in arguments) process.StartInfo.ArgumentList.Add(argument);
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await error);
    }
}
