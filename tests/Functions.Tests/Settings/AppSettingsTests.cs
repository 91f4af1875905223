using Microsoft.Extensions.Configuration;
using RdpMedic.Cloud;
using RdpMedic.Functions.Settings;
using RdpMedic.Healing;

namespace RdpMedic.Functions.Tests.Settings;

public sealed class AppSettingsTests
{
    private static readonly Dictionary<string, string?> Good = new(StringComparer.Ordinal)
    {
        ["RdpMedic:Subscriptions"] = "5b2f7c1e-6d0a-4c55-9a37-0f6f3d1c2b11",
        ["RdpMedic:Workspaces"] = "5b2f7c1e-6d0a-4c55-9a37-0f6f3d1c2b12, 5b2f7c1e-6d0a-4c55-9a37-0f6f3d1c2b13",
        ["RdpMedic:ServiceBus"] = "name.servicebus.windows.net",
        ["RdpMedic:ReaderClientId"] = "reader",
        ["RdpMedic:InspectorClientId"] = "inspector",
        ["RdpMedic:ActorClientId"] = "actor",
        ["RdpMedic:KeeperClientId"] = "keeper",
    };

    private static AppSettings Read(params (string Name, string? Value)[] changes)
    {
        var values = new Dictionary<string, string?>(Good, StringComparer.Ordinal);
        foreach (var (name, value) in changes) values[$"RdpMedic:{name}"] = value;
        return new AppSettings(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    [Fact]
    public void Settings_are_read_with_their_defaults()
    {
        var settings = Read(("Autonomy", "observe"), ("Settle", "00:30:00"), ("Rules", """[{"networkSecurityGroup":"/x","name":"r","priority":300,"sources":["10.0.0.0/8"],"destinations":["*"],"ports":["3389"]}]"""));
        settings.Cloud.Workspaces.Count.ShouldBe(2);
        settings.Policy.Autonomy.ShouldBe(Autonomy.Observe);
        settings.Policy.Settle.ShouldBe(TimeSpan.FromMinutes(30));
        settings.Policy.MaxActing.ShouldBe(new Policy().MaxActing);
        settings.Policy.Rules.ShouldHaveSingleItem().Name.ShouldBe("r");
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_by_name()
    {
        var problems = Should.Throw<SettingsException>(() => Read(("ServiceBus", null), ("Settle", "soon"), ("Autonomy", "wild"), ("Rules", "{"), ("Colour", "red"))).Problems;
        foreach (var name in new[] { "ServiceBus", "Settle", "Autonomy", "Rules", "Colour" }) problems.ShouldContain(problem => problem.StartsWith(name + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listed_rule_that_is_open_to_everybody_is_refused_by_name()
    {
        var rule = new DesiredRule { NetworkSecurityGroup = "/subscriptions/5b2f7c1e-6d0a-4c55-9a37-0f6f3d1c2b11/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n", Name = "open", Priority = 300, Sources = ["Internet"], Destinations = ["*"], Ports = ["3389"] };
        PolicyProblems.Of(new Policy { Rules = [rule] }).ShouldHaveSingleItem().ShouldContain("open is open to everybody");
        PolicyProblems.Of(new Policy { Rules = [rule with { Sources = ["10.0.0.0/8"] }] }).ShouldBeEmpty();
    }
}
