namespace RdpMedic.EndToEnd.Tests;

public sealed class Placeholder
{
    [Fact]
    public void Builds() => true.ShouldBeTrue();
}
