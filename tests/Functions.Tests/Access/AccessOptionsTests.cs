using RdpMedic.Functions.Access;

namespace RdpMedic.Functions.Tests.Access;

public sealed class AccessOptionsTests
{
    private static IReadOnlyList<string> Problems(string? authority, string? audience, int skew = 60) =>
        new AccessOptions { Authority = authority is null ? null : new Uri(authority), Audience = audience, Skew = TimeSpan.FromSeconds(skew) }.Problems();

    [Fact]
    public void One_tenant_and_an_audience_will_do_and_neither_closes_HTTP()
    {
        Problems("https://login.microsoftonline.com/72f9aa00-0000-4000-8000-0000000000e0/v2.0", "api://rdpmedic").ShouldBeEmpty();
        Problems(null, null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/common/v2.0", "a", 60, "everybody's")]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0", "a", 60, "everybody's")]
    [InlineData("http://login.example/t", "a", 60, "https")]
    [InlineData("https://login.example/t?x=1", "a", 60, "https")]
    [InlineData("https://login.example/t", null, 60, "together")]
    [InlineData(null, "a", 60, "together")]
    [InlineData("https://login.example/t", "a", 301, "Skew")]
    [InlineData("https://login.example/t", "a", -1, "Skew")]
    public void What_cannot_work_or_lets_everybody_in_is_refused_by_name(string? authority, string? audience, int skew, string said)
    {
        var problem = Problems(authority, audience, skew).ShouldHaveSingleItem();
        problem.ShouldStartWith("Authentication");
        problem.ShouldContain(said);
    }
}
