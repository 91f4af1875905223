using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Who tries to connect: strangers by the thousand, or one person on a bad line.</summary>
public sealed class StrangersAndClientsTests
{
    private const string Flood = "rdp-flood";

    private const string Client = "client-side";

    private static DateTimeOffset Now => Verdicts.Now;

    private static ConnectionFailures Broken(long users, long networks, bool service = false, string symbol = "ConnectionBroken") => new(symbol, service, 7, users, networks, Now);

    [Theory]
    [InlineData(599, 40)]
    [InlineData(5000, 9)]
    public void A_few_mistyped_passwords_or_one_service_with_an_old_one_is_no_attack(long rows, long addresses) => Verdicts.Judge(Flood, NetworkSamples.Attacked(rows, addresses)).ShouldBeNull();

    [Fact]
    public void The_warning_of_incomplete_connections_alone_is_no_attack() => Verdicts.Judge(Flood, NetworkSamples.Attacked(12, 2, warned: true)).ShouldBeNull();

    [Fact]
    public void Logons_that_nobody_collects_are_no_calm()
    {
        var diagnosis = Verdicts.Judge(Flood, NetworkSamples.Attacked(5000, 50) with { Logs = Some.Of(Some.Logs(Now) with { Logons = null }, Now, Vantage.Logs) });
        diagnosis.ShouldBeNull();
    }

    [Fact]
    public void Under_an_attack_nothing_is_restarted_opened_or_moved()
    {
        var hung = NetworkSamples.Attacked(5000, 50) with { Probe = Some.Knock(Now, ProbeOutcome.NoAnswer), Guest = Some.Of(Some.Guest(listening: false), Now) };
        Verdicts.Ranked(hung)[0].Failure.Value.ShouldBe(Flood);
        var plan = Verdicts.PlanOf(Flood, hung);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("EventID in (4624, 4625)");
        plan.ForPerson.ShouldContain("Another port is no cure");
    }

    [Fact]
    public void The_rule_that_lets_everybody_in_is_named_with_the_command_that_narrows_it()
    {
        var open = NetworkSamples.Attacked(5000, 50) with { Network = Some.Of(new NetworkFacts([], null, null) { OpenToAll = ["/nsg-1/securityRules/temp-rdp"] }, Now, Vantage.ControlPlane) };
        Verdicts.PlanOf(Flood, open).ForPerson.ShouldContain("az network nsg rule update --ids /nsg-1/securityRules/temp-rdp --source-address-prefixes <your prefixes>");
    }

    [Fact]
    public void One_user_on_a_host_on_which_others_work_is_his_own_line_and_in_nobodys_way() =>
        Verdicts.Judge(Client, NetworkSamples.Failing(Broken(1, 1), 5), Some.SessionHost)!.Part.ShouldBe(Part.Bystander);

    [Fact]
    public void Several_people_from_several_networks_are_no_bad_line() => Verdicts.Judge(Client, NetworkSamples.Failing(Broken(3, 2), 5), Some.SessionHost).ShouldBeNull();

    [Fact]
    public void Where_nobody_else_works_nothing_tells_host_and_client_apart() => Verdicts.Judge(Client, NetworkSamples.Failing(Broken(1, 1), 1), Some.SessionHost).ShouldBeNull();

    [Theory]
    [InlineData("InvalidCredentials")]
    [InlineData("ConnectionFailedUserNotAuthorized")]
    [InlineData("ReverseConnectFailed")]
    public void Wrong_passwords_missing_assignments_and_lost_hosts_are_no_bad_line(string symbol) => Verdicts.Judge(Client, NetworkSamples.Failing(Broken(1, 1, symbol: symbol), 5), Some.SessionHost).ShouldBeNull();

    [Fact]
    public void What_the_service_calls_its_own_is_no_bad_line() => Verdicts.Judge(Client, NetworkSamples.Failing(Broken(1, 1, service: true), 5), Some.SessionHost).ShouldBeNull();
}
