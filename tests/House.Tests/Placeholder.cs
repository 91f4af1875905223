namespace RdpMedic.House.Tests;

public sealed class Placeholder
{
    [Fact]
    public void Builds() => true.ShouldBeTrue();
}
