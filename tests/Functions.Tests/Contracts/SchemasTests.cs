using RdpMedic.Functions.Contracts;

namespace RdpMedic.Functions.Tests.Contracts;

public sealed class SchemasTests
{
    /// <summary>Set to 1 to write the files anew, after a change that was meant.</summary>
    private const string Write = "RDPMEDIC_WRITE";

    public static TheoryData<string> Names => [.. Schemas.Outputs.Keys];

    private static string File(string name) => Checkout.File("schemas", $"{name}.schema.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_committed_schema_is_that_of_the_type_that_is_written(string name)
    {
        if (Environment.GetEnvironmentVariable(Write) == "1") System.IO.File.WriteAllText(File(name), Schemas.Document(name));
        System.IO.File.ReadAllText(File(name)).ShouldBe(Schemas.Document(name), $"If the change of the contract is meant, run this test once with {Write}=1.");
    }
}
