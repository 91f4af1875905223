using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class EffectiveNetworkTests
{
    private static EffectiveRule Rule(string name, int priority, string access, string group = "/nsg-1", bool admin = false, string direction = "Inbound", string protocol = "Tcp", string[]? sources = null, string[]? destinations = null, string[]? ports = null) =>
        new(name, group, admin, direction, access, protocol, priority, sources ?? ["*"], destinations ?? ["*"], ports ?? ["3389-3389"]);

    private static FlowVerdict In(string from, params EffectiveRule[] rules) => new EffectiveNetwork(rules, []).Decide("Inbound", from, 3389);

    private static FlowVerdict Out(string tag, params EffectiveRule[] rules) => new EffectiveNetwork(rules, []).Decide("Outbound", tag, 443);

    [Fact]
    public void The_lower_number_decides_within_a_group()
    {
        var verdict = In("10.1.2.3", Rule("allow", 300, "Allow"), Rule("deny", 200, "Deny"));
        (verdict.Allowed, verdict.RuleName, verdict.GroupName).ShouldBe((false, "deny", "nsg-1"));
        In("10.1.2.3", Rule("allow", 100, "Allow"), Rule("deny", 200, "Deny")).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void Subnet_and_interface_both_have_to_allow()
    {
        EffectiveRule[] rules = [Rule("allow", 100, "Allow", "/nsg-subnet"), Rule("deny", 4000, "Deny", "/nsg-nic")];
        In("10.1.2.3", rules).GroupName.ShouldBe("nsg-nic");
        In("10.1.2.3", [.. rules.Reverse()]).GroupName.ShouldBe("nsg-nic");
    }

    [Fact]
    public void A_group_that_has_no_rule_for_it_denies_what_comes_in_and_lets_out_what_leaves()
    {
        var verdict = In("10.1.2.3", Rule("https", 100, "Allow", ports: ["443"]));
        (verdict.Allowed, verdict.ByDefault).ShouldBe((false, true));
        Out("WindowsVirtualDesktop", Rule("https", 100, "Allow", ports: ["443"])).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void Without_any_group_nothing_is_denied() => In("10.1.2.3").Allowed.ShouldBeTrue();

    [Theory]
    [InlineData("Deny", false)]
    [InlineData("AlwaysAllow", true)]
    public void An_admin_rule_that_denies_or_always_allows_is_final(string access, bool allowed)
    {
        var verdict = In("10.1.2.3", Rule("admin", 3000, access, "/nm-1", admin: true), Rule("other", 100, allowed ? "Deny" : "Allow"));
        (verdict.Allowed, verdict.Admin, verdict.RuleName).ShouldBe((allowed, true, "admin"));
    }

    [Fact]
    public void An_admin_rule_that_allows_leaves_the_question_to_the_groups() =>
        In("10.1.2.3", Rule("admin", 1, "Allow", "/nm-1", admin: true), Rule("deny", 200, "Deny")).RuleName.ShouldBe("deny");

    [Theory]
    [InlineData("10.0.0.0/8", "10.200.1.1", true)]
    [InlineData("10.0.0.0/16", "10.1.0.1", false)]
    [InlineData("VirtualNetwork", "10.1.0.1", true)]
    [InlineData("VirtualNetwork", "203.0.113.9", false)]
    [InlineData("Internet", "203.0.113.9", true)]
    [InlineData("Internet", "192.168.1.1", false)]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("AzureLoadBalancer", "10.1.0.1", false)]
    public void A_rule_is_about_the_sources_that_it_names(string source, string from, bool covers) =>
        In(from, Rule("allow", 100, "Allow", sources: [source])).Allowed.ShouldBe(covers);

    [Theory]
    [InlineData("WindowsVirtualDesktop", false)]
    [InlineData("Internet", false)]
    [InlineData("AzureCloud", false)]
    [InlineData("*", false)]
    [InlineData("Storage", true)]
    [InlineData("10.0.0.0/8", true)]
    public void A_deny_on_the_way_out_counts_where_it_takes_the_service_in(string destination, bool allowed) =>
        Out("WindowsVirtualDesktop", Rule("deny", 100, "Deny", direction: "Outbound", destinations: [destination], ports: ["443"])).Allowed.ShouldBe(allowed);

    [Fact]
    public void Udp_and_the_other_direction_decide_nothing() =>
        In("10.1.2.3", Rule("udp", 100, "Deny", protocol: "Udp"), Rule("out", 101, "Deny", direction: "Outbound"), Rule("allow", 300, "Allow", protocol: "All", ports: ["0-65535"])).Allowed.ShouldBeTrue();

    [Theory]
    [InlineData("securityRules/MicrosoftDefenderForCloud-JITRule_-1_abc", true)]
    [InlineData("SecurityCenter-JITRule-1", true)]
    [InlineData("securityRules/deny-jit", false)]
    public void Rules_of_just_in_time_access_are_known_by_their_names(string rule, bool jit) => new FlowVerdict("Inbound", "10.0.0.1", 3389, false, rule, null, false).JustInTime.ShouldBe(jit);

    [Theory]
    [InlineData("10.9.0.0/16", "10.9.0.1")]
    [InlineData("10.9.0.7", "10.9.0.7")]
    [InlineData("10.9.0.7/32", "10.9.0.7")]
    [InlineData("VirtualNetwork", null)]
    [InlineData("0.0.0.0/0", null)]
    public void A_listed_source_gives_an_address_to_ask_for(string source, string? address) => Prefixes.First(source).ShouldBe(address);
}
