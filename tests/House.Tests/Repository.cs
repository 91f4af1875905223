using System.Diagnostics;

namespace RdpMedic.House.Tests;

/// <summary>The working tree that these tests were built from. Files are those that git tracks or would track: a new file is judged before it is committed.</summary>
public static class Repository
{
    public static string Root => Checkout.Root;

    /// <summary>Paths relative to the root, with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    /// <summary>Debug or Release: what this build of the tests is, and therefore the build of everything that it references.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Full(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Full(path));

    public static IEnumerable<string> Sources(string under = "") =>
        Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && f.StartsWith(under, StringComparison.Ordinal));

    private static List<string> List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "ls-files -z --cached --others --exclude-standard") { WorkingDirectory = Root, RedirectStandardOutput = true, UseShellExecute = false })!;
        var names = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        // A file that was deleted and not committed yet is still listed.
        var files = names.Distinct(StringComparer.Ordinal).Where(f => File.Exists(Path.Combine(Root, f))).Order(StringComparer.Ordinal).ToList();
        return git.ExitCode == 0 && files.Count > 0 ? files : throw new InvalidOperationException("git ls-files answered nothing; the house rules need a git working tree.");
    }
}
