namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>A committed file that is made by a test.</summary>
internal static class MadeFile
{
    public static string Read(string path) => File.Exists(Checkout.File(path)) ? File.ReadAllText(Checkout.File(path)).ReplaceLineEndings("\n") : "";

    /// <summary>The file is as it is wanted; it is written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
    public static void ShouldBeFresh(string path, string wanted)
    {
        if (Environment.GetEnvironmentVariable("RDPMEDIC_WRITE") == "1") File.WriteAllText(Checkout.File(path), wanted);
        Read(path).ShouldBe(wanted, $"{path} is stale. Write it anew: RDPMEDIC_WRITE=1 dotnet test --project tests/Simulation.Tests");
    }
}
