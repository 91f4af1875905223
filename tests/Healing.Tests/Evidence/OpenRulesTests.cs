using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class OpenRulesTests
{
    private static KeyValuePair<string, RuleSnapshot> Rule(string name, int priority, string source, string access = "Allow", string port = "3389", string direction = "Inbound", string protocol = "Tcp") => KeyValuePair.Create(name, new RuleSnapshot
    {
        Priority = priority, Access = access, Direction = direction, Protocol = protocol, Sources = [source], SourcePorts = ["*"], Destinations = ["*"], Ports = [port],
    });

    private static IReadOnlyList<string> Open(params KeyValuePair<string, RuleSnapshot>[] rules) => OpenRules.Of(rules.ToDictionary(StringComparer.Ordinal), 3389);

    [Theory]
    [InlineData("*", "3389", true)]
    [InlineData("Internet", "3000-4000", true)]
    [InlineData("0.0.0.0/0", "*", true)]
    [InlineData("10.0.0.0/8", "3389", false)]
    [InlineData("*", "443", false)]
    public void The_whole_internet_at_the_RDP_port_is_open(string source, string port, bool open) => (Open(Rule("a", 300, source, port: port)).Count > 0).ShouldBe(open);

    [Fact]
    public void A_rule_beneath_a_deny_of_everybody_lets_nobody_in() =>
        Open(Rule("a", 300, "*"), Rule("deny", 200, "*", access: "Deny"), Rule("before", 100, "*")).ShouldBe(["before"]);

    [Fact]
    public void A_deny_of_one_address_closes_nothing() => Open(Rule("a", 300, "*"), Rule("deny", 200, "198.51.100.7/32", access: "Deny")).ShouldBe(["a"]);

    [Fact]
    public void Outbound_and_UDP_are_another_matter() => Open(Rule("a", 300, "*", direction: "Outbound"), Rule("b", 310, "*", protocol: "Udp")).ShouldBeEmpty();
}
