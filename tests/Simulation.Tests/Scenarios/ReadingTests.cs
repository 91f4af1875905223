using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>What the format refuses, and where it says so.</summary>
public sealed class ReadingTests
{
    private const string Rest = "hosts:\n  vm-1:\nexpect: {noCase: true}\n";

    private static IReadOnlyList<string> Problems(string text)
    {
        try
        {
            ScenarioFile.Read("s.yaml", text);
            return [];
        }
        catch (ScenarioException wrong)
        {
            return [.. wrong.Problems.Select(problem => problem.ToString())];
        }
    }

    [Fact]
    public void Reads_what_is_well_written() => Problems($"name: a\n{Rest}").ShouldBeEmpty();

    [Theory]
    [InlineData("name: a\nhosts:\n  vm-1: {guest: {services: {TermService: {stat: Stopped}}}}\nexpect: {}\n", "s.yaml:3:43: unknown field 'stat'; is it 'start'?")]
    [InlineData("name: a\nhosts: {vm-1: }\nexpectations: {}\n", "s.yaml:3:1: unknown field 'expectations'")]
    [InlineData("name: a\nhosts: {vm-1: {guest: {port: many}}}\nexpect: {}\n", "s.yaml:2:30: expected a whole number, and here is 'many'")]
    [InlineData("name: a\nhosts: {vm-1: {guest: {port: \"3389\"}}}\nexpect: {}\n", "s.yaml:2:30: expected a whole number, and here is '3389'")]
    [InlineData("name: a\nhosts: {vm-1: {enrolled: maybe}}\nexpect: {}\n", "s.yaml:2:26: expected true or false")]
    [InlineData("name: a\nhosts: {vm-1: {power: asleep}}\nexpect: {}\n", "s.yaml:2:23: expected one of running")]
    [InlineData("name: a\nrun: soon\nhosts: {vm-1: }\nexpect: {}\n", "s.yaml:2:6: expected a duration")]
    [InlineData("name: a\nhosts: {vm-1: {guest: {bootedAt: yesterday}}}\nexpect: {}\n", "s.yaml:2:34: expected a moment")]
    [InlineData("name: a\nhosts:\n  vm-1:\n  vm-1:\nexpect: {}\n", "s.yaml:4:3: 'vm-1' stands here a second time; the first is in line 3")]
    [InlineData("name: a\nhosts: {vm-1: }\nexpect: {hosts: {vm-2: {noCase: true}}}\n", "s.yaml:3:18: no host is named 'vm-2'; is it 'vm-1'?")]
    [InlineData("name: a\nhosts: {vm-1: {pool: hp-1}}\nexpect: {}\n", "s.yaml:2:22: no pool is named 'hp-1'")]
    [InlineData("name: a\nhosts: {vm-1: }\nexpect: {hosts: {vm-1: {diagnosis: nsg-denied}}}\n", "no failure class is named 'nsg-denied'; is it 'nsg-deny'?")]
    [InlineData("name: a\nhosts: {vm-1: }\nexpect: {hosts: {vm-1: {steps: [reboot]}}}\n", "no step is named 'reboot'")]
    [InlineData("name: a\nhosts: {vm-1: {guest: {listens: true}}}\nexpect: {}\n", "s.yaml:2:24: 'listens' follows from other fields")]
    [InlineData("name: a\nhosts: {vm-1: }\nsettings: {maxActive: 3}\nexpect: {}\n", "s.yaml:3:12: unknown field 'maxActive'; is it 'maxActing'?")]
    [InlineData("name: a\nhosts: {vm-1: }\nfaults: [{at: 1m, on: vm-1, break: termservice-down/sleepy}]\nexpect: {}\n", "s.yaml:3:36: vm-1 cannot break by termservice-down/sleepy: A service does not break by sleepy.")]
    [InlineData("name: a\nhosts: {vm-1: }\nfaults: [{at: 1m, on: vm-1, break: lb-misconfig/down}]\nexpect: {}\n", "s.yaml:3:36: vm-1 cannot break by lb-misconfig/down: it lacks what that breaks")]
    [InlineData("name: a\nhosts: {vm-1: }\npeople: [{at: 1m, stop: vm-1, restart: vm-1}]\nexpect: {}\n", "s.yaml:3:10: exactly one of these is needed here: approve")]
    [InlineData("name: a\nhosts: {vm-1: }\nlogs: [{table: Event, with: {EventID: often}}]\nexpect: {}\n", "s.yaml:3:39: expected a int for EventID")]
    [InlineData("name: a\nhosts: {vm-1: }\nlogs: [{table: Event, with: {EventNumber: 1}}]\nexpect: {}\n", "the table has no column 'EventNumber'")]
    [InlineData("name: a\nadminRulez: []\nhosts: {vm-1: }\nexpect: {}\n", "s.yaml:2:1: unknown field 'adminRulez'")]
    [InlineData("hosts: {vm-1: }\nexpect: {}\n", "s.yaml:1:1: 'name' is missing")]
    [InlineData("name: [\n", "this is no YAML")]
    [InlineData("", "the file is empty")]
    public void Says_what_is_wrong_with_its_place(string text, string said) => Problems(text).ShouldContain(problem => problem.Contains(said, StringComparison.Ordinal), string.Join('\n', Problems(text)));

    [Fact]
    public void Says_everything_that_is_wrong_at_once_in_the_order_of_the_file()
    {
        var problems = Problems("name: a\nrun: soon\nhosts:\n  vm-1: {enroled: true}\nexpect:\n  hosts:\n    vm-9: {noCase: 1}\n");
        problems.Select(problem => problem.Split(':')[1]).ShouldBe(["2", "4", "7", "7"]);
    }

    [Fact]
    public void A_counted_host_is_wrong_once() =>
        Problems("name: a\nhosts: {\"vm-{n}\": {count: 30, guest: {ports: 1}}}\nexpect: {}\n").ShouldHaveSingleItem().ShouldContain("unknown field 'ports'");
}
