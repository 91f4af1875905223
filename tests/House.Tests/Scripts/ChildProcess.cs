using System.ComponentModel;
using System.Diagnostics;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>Runs a program to its end and gives what it printed; anything but success is an exception that says what was run and what it said.</summary>
public static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <paramref name="program"/>, found on the PATH, in <paramref name="folder"/>.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="InvalidOperationException">It is not installed, did not end in five minutes, or ended with another code than 0.</exception>
    public static string Run(string program, IEnumerable<string> arguments, string folder, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var line = $"{program} {string.Join(' ', start.ArgumentList)}";
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Feed(process, input);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"'{line}' did not end within {Limit.TotalMinutes} minutes.");
        }

        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"'{line}' ended with code {process.ExitCode}: {error.Result}{output.Result}");
    }

    /// <summary>Runs a program whatever it ends with; answers all that it printed, standard error first.</summary>
    /// <exception cref="InvalidOperationException">It could not be started, or did not end in five minutes.</exception>
    public static string Words(string program, IEnumerable<string> arguments, string folder)
    {
        // What comes out of a package need not be marked as a program.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(Limit)) return error.Result + output.Result;
        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"'{program}' did not end within {Limit.TotalMinutes} minutes.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"The committed .kql and .ps1 files are checked with Node.js 20 or newer and its npm, and '{start.FileName}' could not be started ({e.Message}). Install Node.js, or put it on the PATH, and run the tests again.", e);
        }
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code and its own words tell more than the broken pipe.
        }
    }
}
