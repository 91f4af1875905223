using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Hosts;

public sealed class MixedGroupsTests
{
    private static Host In(string group, string name) => Some.Machine with { Id = new HostId($"/subscriptions/s/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}"), Name = name };

    private static string? HoldOf(IReadOnlyList<Host> hosts, string name) => MixedGroups.Hold(hosts).Single(host => host.Name == name).Hold;

    [Fact]
    public void A_group_of_enrolled_hosts_is_open() => HoldOf([In("a", "one"), In("a", "two"), In("b", "three") with { Enrolled = false }], "one").ShouldBeNull();

    [Fact]
    public void A_group_with_an_unenrolled_machine_is_held_by_its_name() =>
        HoldOf([In("a", "one"), In("A", "other") with { Enrolled = false }], "one").ShouldBe("its resource group also holds other, which is not enrolled; part them, or set AllowMixedGroups");

    [Fact]
    public void A_group_with_a_protected_machine_is_held_even_when_that_is_enrolled()
    {
        HoldOf([In("a", "one"), In("a", "dc") with { Role = HostRole.Protected }], "one").ShouldNotBeNull().ShouldContain("dc, which is protected");
        HoldOf([In("a", "one"), In("a", "dc") with { Role = HostRole.Protected }], "dc").ShouldNotBeNull();
    }

    [Fact]
    public void Somebodys_own_hold_keeps_its_words() =>
        HoldOf([In("a", "one") with { Hold = "isolated" }, In("a", "other") with { Enrolled = false }], "one").ShouldBe("isolated");
}
