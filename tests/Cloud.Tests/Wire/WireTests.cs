namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>
/// All classes before the emulator's wires share one stand and run one after another: where managed identities are asked is a variable of the whole process, and
/// the identity library keeps tokens for all of it. A test leaves the hosts that others use as it found them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class WireTests : ICollectionFixture<Stand>
{
    public const string Name = "wire";
}
