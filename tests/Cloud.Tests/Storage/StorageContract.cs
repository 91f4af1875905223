using RdpMedic.Cloud.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Cloud.Tests.Storage;

/// <summary>What every store of cases and documents has to keep, whatever it is made of.</summary>
public abstract class StorageContract(ICases cases, IDocuments documents)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private readonly HostId host = new($"/subscriptions/s/resourceGroups/{Guid.NewGuid():N}/providers/Microsoft.Compute/virtualMachines/vm-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Case Made(int number, DateTimeOffset? ended = null, string detail = "x") => new()
    {
        Id = CaseId.For(host, number),
        Host = host,
        HostName = "vm-1",
        State = ended is null ? CaseState.Diagnosing : CaseState.Escalated,
        OpenedAt = Now.AddMinutes(number),
        EndedAt = ended,
        Deadline = Now.AddDays(1),
        Signals = [new Signal(host, "termservice-down", SignalWeight.Decisive, Now, 1, detail, 1)],
    };

    private JournalEntry Entry(int number, int sequence, string said = "Said.") => new(CaseId.For(host, number), sequence, Now, new CaseEvent.Woken(), CaseState.Suspected, CaseState.Diagnosing, said) { Turn = sequence };

    private OutboxMessage Message(string id, int minute = 0) => new(Queues.Cases, host.Key, id, new Message { Kind = MessageKinds.Continue, HostId = host, Turn = 1 }, Now.AddMinutes(minute));

    private async Task<HostFile> SaveAsync(Case c, HostFile? over = null, IReadOnlyList<JournalEntry>? journal = null, params OutboxMessage[] outbox) =>
        (await cases.SaveAsync((over ?? await cases.LoadAsync(host, Token)) with { Case = c, Cases = 1 }, journal ?? [], outbox, Token)).ShouldNotBeNull();

    [Fact]
    public async Task A_host_that_was_never_saved_has_an_empty_file()
    {
        var file = await cases.LoadAsync(host, Token);
        (file.Case, file.Cases, file.ETag).ShouldBe((null, 0, ""));
    }

    [Fact]
    public async Task What_was_saved_is_read_as_it_was()
    {
        var saved = await SaveAsync(Made(1, detail: "Ümläute, 東京, \u0001 and \"quotes\""));
        var file = await cases.LoadAsync(host, Token);
        Json.Write(file with { ETag = "" }).ShouldBe(Json.Write(saved with { ETag = "" }));
        file.ETag.ShouldBe(saved.ETag);
    }

    [Fact]
    public async Task A_save_over_another_version_is_refused_and_writes_nothing_at_all()
    {
        var old = await cases.LoadAsync(host, Token);
        var newest = await SaveAsync(Made(1));
        (await cases.SaveAsync(old with { Case = Made(2), Cases = 2 }, [Entry(2, 1)], [Message("m")], Token)).ShouldBeNull();
        (await cases.SaveAsync(newest with { ETag = old.ETag, Case = Made(2) }, [Entry(2, 1)], [Message("m")], Token)).ShouldBeNull();
        (await cases.JournalAsync(CaseId.For(host, 2), Token)).ShouldBeEmpty();
        (await cases.UnsentAsync(host, Token)).ShouldBeEmpty();
        (await cases.LoadAsync(host, Token)).Case!.Id.ShouldBe(CaseId.For(host, 1));
    }

    [Fact]
    public async Task Of_two_saves_at_once_exactly_one_wins()
    {
        var file = await SaveAsync(Made(1));
        var both = await Task.WhenAll(cases.SaveAsync(file with { Cases = 5 }, [], [], Token), cases.SaveAsync(file with { Cases = 6 }, [], [], Token));
        both.Count(saved => saved is not null).ShouldBe(1);
        (await cases.LoadAsync(host, Token)).Cases.ShouldBe(both.Single(saved => saved is not null)!.Cases);
    }

    [Fact]
    public async Task Case_journal_and_messages_appear_together()
    {
        await SaveAsync(Made(1), null, [Entry(1, 1), Entry(1, 2)], Message("b", 1), Message("a"));
        (await cases.FindAsync(CaseId.For(host, 1), Token)).ShouldNotBeNull();
        (await cases.JournalAsync(CaseId.For(host, 1), Token)).Select(entry => entry.Sequence).ShouldBe([1, 2]);
        (await cases.UnsentAsync(host, Token)).Select(message => message.Id).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task What_was_sent_is_forgotten_and_nothing_else()
    {
        await SaveAsync(Made(1), null, null, Message($"{CaseId.For(host, 1)}/1/0/1"), Message("b"));
        await cases.SentAsync(host, [Message($"{CaseId.For(host, 1)}/1/0/1"), Message("never-there")], Token);
        (await cases.UnsentAsync(host, Token)).ShouldHaveSingleItem().Id.ShouldBe("b");
    }

    [Fact]
    public async Task A_host_with_an_open_case_or_an_unsent_message_is_listed_as_open()
    {
        var file = await SaveAsync(Made(1));
        (await cases.OpenAsync(Token)).ShouldContain(host);
        await SaveAsync(Made(1, Now), file, null, Message("m"));
        (await cases.OpenAsync(Token)).ShouldContain(host);
        await cases.SentAsync(host, [Message("m")], Token);
        // It may name too many for a while; asked again it comes to its senses.
        for (var asked = 0; asked < 3 && (await cases.OpenAsync(Token)).Contains(host); asked++) await cases.UnsentAsync(host, Token);
        await SaveAsync(Made(2));
        (await cases.OpenAsync(Token)).ShouldContain(host);
    }

    [Fact]
    public async Task A_case_of_a_third_of_a_megabyte_and_a_long_journal_fit()
    {
        var large = Made(1, detail: string.Concat(Enumerable.Range(0, 30_000).Select(number => $"{number % 10}ä 東京")));
        await SaveAsync(large, null, [.. Enumerable.Range(1, 120).Select(sequence => Entry(1, sequence, new string('x', 900)))]);
        (await cases.LoadAsync(host, Token)).Case!.Signals[0].Detail.ShouldBe(large.Signals[0].Detail);
        (await cases.JournalAsync(large.Id, Token)).Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, 120));
    }

    [Fact]
    public async Task A_case_that_became_smaller_has_nothing_left_of_what_it_was()
    {
        var file = await SaveAsync(Made(1, detail: new string('y', 200_000)));
        await SaveAsync(Made(1, detail: "short"), file);
        (await cases.LoadAsync(host, Token)).Case!.Signals[0].Detail.ShouldBe("short");
    }

    [Fact]
    public async Task An_older_case_is_found_after_newer_ones_and_its_journal_is_its_own()
    {
        var file = await SaveAsync(Made(1, Now), null, [Entry(1, 1)]);
        await SaveAsync(Made(12), file, [Entry(12, 1), Entry(12, 2)]);
        (await cases.FindAsync(CaseId.For(host, 1), Token)).ShouldNotBeNull().State.ShouldBe(CaseState.Escalated);
        (await cases.FindAsync(CaseId.For(host, 2), Token)).ShouldBeNull();
        (await cases.JournalAsync(CaseId.For(host, 1), Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Cases_are_listed_newest_first()
    {
        var file = await SaveAsync(Made(1, Now));
        await SaveAsync(Made(2), file);
        var listed = (await cases.ListAsync(1000, Token)).Where(c => c.Host == host).Select(c => c.Id).ToList();
        listed.ShouldBe([CaseId.For(host, 2), CaseId.For(host, 1)]);
    }

    [Fact]
    public async Task A_document_is_written_only_over_the_version_that_was_read()
    {
        var key = $"pool|{Guid.NewGuid():N}-_.x";
        var none = await documents.LoadAsync(key, Token);
        (none.Json, none.ETag).ShouldBe((null, ""));
        var first = (await documents.SaveAsync(none with { Json = "{\"a\":\"東京\"}" }, Token)).ShouldNotBeNull();
        (await documents.SaveAsync(none with { Json = "{}" }, Token)).ShouldBeNull();
        (await documents.SaveAsync(first with { Json = new string('z', 150_000) }, Token)).ShouldNotBeNull();
        (await documents.SaveAsync(first with { Json = "{}" }, Token)).ShouldBeNull();
        (await documents.LoadAsync(key, Token)).Json!.Length.ShouldBe(150_000);
    }
}

/// <summary>In the memory of one process.</summary>
public sealed class MemoryStorageTests() : StorageContract(new MemoryCases(), new MemoryDocuments());

/// <summary>In Table storage, as Azurite emulates it.</summary>
public sealed class TableStorageTests(Azurite azurite) : StorageContract(new TableCases(TableStore.Local(azurite.ConnectionString)), new TableDocuments(TableStore.Local(azurite.ConnectionString)));
