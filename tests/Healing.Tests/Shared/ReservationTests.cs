using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Shared;

public sealed class ReservationTests
{
    private static readonly PoolId Pool = new("hp");

    private readonly ManualClock clock = new();
    private readonly Papers papers = new();
    private readonly MemoryCases cases = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Reservations Leases(Policy? policy = null) => new(papers, cases, policy ?? new Policy(), clock);

    private static HostId Host(int number) => new($"/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/vm-{number}");

    private static Reservation For(int number, int slots = 2, params string[] touches) => new(CaseId.For(Host(number), 1), Host(number), Pool, slots, touches, ["start-termservice"]);

    /// <summary>The owner's case as it is stored.</summary>
    private async Task StoreAsync(int number, IReadOnlyList<Hold> holds, bool ended = false)
    {
        var file = await cases.LoadAsync(Host(number), Token);
        var machine = new Healing.Cases.CaseMachine([], [], new Policy());
        var c = machine.Open(Host(number), $"vm-{number}", null, 1, clock.GetUtcNow()).Case with { Holds = holds, State = ended ? Healing.Cases.CaseState.Escalated : Healing.Cases.CaseState.Repairing };
        (await cases.SaveAsync(file with { Case = c, Cases = 1 }, [], [], Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_three_that_want_two_slots_one_waits_and_holds_nothing()
    {
        (await Leases().TakeAsync(For(1), Token)).Lost.ShouldBeNull();
        (await Leases().TakeAsync(For(2), Token)).Lost.ShouldBeNull();
        var third = await Leases().TakeAsync(For(3, 2, "/nsg"), Token);
        third.Lost.ShouldNotBeNull().ShouldContain("all 2 slots");
        third.Holds.ShouldBeEmpty();
        (await Leases().TakeAsync(For(1, 2, "/nsg"), Token)).Lost.ShouldBeNull();
    }

    [Fact]
    public async Task A_shared_resource_has_one_owner_at_a_time()
    {
        await Leases().TakeAsync(For(1, 5, "/nsg"), Token);
        (await Leases().TakeAsync(For(2, 5, "/nsg"), Token)).Lost.ShouldNotBeNull().ShouldContain("/nsg");
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_not_taken_from_an_owner_that_still_acts()
    {
        var taken = await Leases().TakeAsync(For(1, 1), Token);
        await StoreAsync(1, taken.Holds);
        clock.Advance(TimeSpan.FromHours(3));
        (await Leases().TakeAsync(For(2, 1), Token)).Lost.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_taken_over_from_an_owner_that_reads_as_not_acting_and_the_old_holder_may_write_nothing()
    {
        var old = await Leases().TakeAsync(For(1, 1), Token);
        await StoreAsync(1, []);
        clock.Advance(TimeSpan.FromMinutes(11));
        var taken = await Leases().TakeAsync(For(2, 1), Token);
        taken.Lost.ShouldBeNull();
        (await Leases().HoldAsync(CaseId.For(Host(1), 1), old.Holds, Token)).ShouldBeFalse();
        (await Leases().HoldAsync(CaseId.For(Host(2), 1), taken.Holds, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Before_it_ran_out_a_lease_is_nobody_elses_whatever_its_owner_reads_as()
    {
        await Leases().TakeAsync(For(1, 1), Token);
        (await Leases().TakeAsync(For(2, 1), Token)).Lost.ShouldNotBeNull();
    }

    [Fact]
    public async Task Taking_again_gets_a_higher_fence_and_the_older_hold_is_worth_nothing()
    {
        var first = await Leases().TakeAsync(For(1), Token);
        var second = await Leases().TakeAsync(For(1), Token);
        second.Holds[0].Fence.ShouldBeGreaterThan(first.Holds[0].Fence);
        (await Leases().HoldAsync(CaseId.For(Host(1), 1), first.Holds, Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_given_back_twice_is_given_back_once_and_harms_nobody()
    {
        var first = await Leases().TakeAsync(For(1, 1), Token);
        var none = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        await Leases().ReleaseAsync(CaseId.For(Host(1), 1), first.Holds, none, Token);
        var second = await Leases().TakeAsync(For(2, 1), Token);
        await Leases().ReleaseAsync(CaseId.For(Host(1), 1), first.Holds, none, Token);
        (await Leases().HoldAsync(CaseId.For(Host(2), 1), second.Holds, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_quota_that_is_used_up_refuses_the_slot_itself()
    {
        var policy = new Policy { Quotas = new Dictionary<string, Quota>(StringComparer.Ordinal) { ["start-termservice"] = new(1, TimeSpan.FromHours(1)) } };
        await Leases(policy).TakeAsync(For(1, 5), Token);
        (await Leases(policy).TakeAsync(For(2, 5), Token)).Lost.ShouldNotBeNull().ShouldContain("quota");
        clock.Advance(TimeSpan.FromHours(2));
        (await Leases(policy).TakeAsync(For(2, 5), Token)).Lost.ShouldBeNull();
    }

    [Fact]
    public async Task Writes_that_stand_are_remembered_on_their_resource()
    {
        var taken = await Leases().TakeAsync(For(1, 5, "/nsg"), Token);
        await Leases().ReleaseAsync(CaseId.For(Host(1), 1), taken.Holds, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["/nsg"] = ["f1"] }, Token);
        (await new SharedState(papers).ResourceAsync("/NSG", Token)).Stood.ShouldHaveSingleItem().What.ShouldBe("f1");
    }

    [Fact]
    public async Task A_document_that_others_write_all_the_time_is_given_up_as_trouble_and_not_overwritten()
    {
        var busy = new Busy(papers);
        await Should.ThrowAsync<RetriableException>(() => new SharedState(busy).ChangePoolAsync(Pool, pool => pool with { Fence = pool.Fence + 1 }, Token));
    }

    /// <summary>Between each load and save somebody else saves.</summary>
    private sealed class Busy(IDocuments inner) : IDocuments
    {
        private int number;

        public async Task<Document> LoadAsync(string key, CancellationToken cancellationToken)
        {
            var found = await inner.LoadAsync(key, cancellationToken);
            await inner.SaveAsync(found with { Json = $"{{\"fence\":{++number}}}" }, cancellationToken);
            return found;
        }

        public Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken) => inner.SaveAsync(document, cancellationToken);
    }
}
