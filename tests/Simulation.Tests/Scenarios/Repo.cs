namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>Files of the repository, and writing those that are made by tests.</summary>
internal static class Repo
{
    public static string Root { get; } = Up();

    public static string Read(string path) => File.Exists(Path.Combine(Root, path)) ? File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n") : "";

    /// <summary>The file is as it is wanted; it is written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
    public static void ShouldBeFresh(string path, string wanted)
    {
        if (Environment.GetEnvironmentVariable("RDPMEDIC_WRITE") == "1") File.WriteAllText(Path.Combine(Root, path), wanted);
        Read(path).ShouldBe(wanted, $"{path} is stale. Write it anew: RDPMEDIC_WRITE=1 dotnet test --project tests/Simulation.Tests");
    }

    private static string Up()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Functions.sln"))) return at.FullName;
        }

        throw new DirectoryNotFoundException("The repository is not above the tests.");
    }
}
