namespace RdpMedic.Tests;

/// <summary>
/// The working tree around the built tests. Found from where they run and not from where they were compiled: a pipeline's build leaves the paths of its machine out.
/// </summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>A file or folder of the tree, by its parts.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, "Functions.sln"))) return at.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Functions.sln.");
    }
}
