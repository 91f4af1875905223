using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class ChangeFirstTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static Explained? Explain(string failure, Policy policy, params Change[] changes) =>
        ChangeFirst.Of(new FailureId(failure), Some.Evidence(Now) with { Changes = Some.Of(new Changes(changes), Now, Vantage.Logs) }, policy);

    private static Change Did(string operation, string caller = "dana@corp.example", int minutesAgo = 30, string resource = "/x") => new(Now - TimeSpan.FromMinutes(minutesAgo), operation, resource, caller);

    [Fact]
    public void A_deleted_rule_is_somebodys_intent_with_author_and_time()
    {
        var explained = Explain("nsg-deny", new Policy(), Did("MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/DELETE")).ShouldNotBeNull();
        explained.Certain.ShouldBeTrue();
        explained.Said.ShouldBe("dana@corp.example did microsoft.network/networksecuritygroups/securityrules/delete at 2026-03-03 02:30:00Z");
    }

    [Fact]
    public void A_script_that_somebody_ran_may_have_stopped_a_service_and_is_only_named() =>
        Explain("termservice-down", new Policy(), Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION")).ShouldNotBeNull().Certain.ShouldBeFalse();

    [Fact]
    public void A_change_of_something_else_explains_nothing()
    {
        Explain("vm-not-running", new Policy(), Did("MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/DELETE")).ShouldBeNull();
        Explain("nsg-deny", new Policy(), Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION")).ShouldBeNull();
    }

    [Fact]
    public void What_we_did_ourselves_explains_nothing()
    {
        Explain("vm-not-running", new Policy { OwnIdentity = "us" }, Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION", caller: "US")).ShouldBeNull();
        Explain("termservice-down", new Policy(), Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMANDS/WRITE", resource: "/vm/runcommands/rdpmedic-1-0-collect-1")).ShouldBeNull();
    }

    [Fact]
    public void Of_two_changes_the_newest_is_named() =>
        Explain("vm-not-running", new Policy(), Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION", "old", 90), Did("MICROSOFT.COMPUTE/VIRTUALMACHINES/POWEROFF/ACTION", "new", 10)).ShouldNotBeNull().Change.Caller.ShouldBe("new");

    [Fact]
    public void Without_the_activity_log_nothing_is_explained() =>
        ChangeFirst.Of(new FailureId("nsg-deny"), Some.Evidence(Now) with { Changes = Reading<Changes>.Missing("not collected", "activity log", Vantage.Logs, Now) }, new Policy()).ShouldBeNull();
}
