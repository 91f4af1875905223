namespace RdpMedic.Emulator.Tests;

/// <summary>Files of this repository.</summary>
internal static class Repo
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Functions.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
