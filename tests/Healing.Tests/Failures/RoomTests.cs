using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Memory, processor, disk and display: what is short, whose it is, and what is never deleted or ended.</summary>
public sealed class RoomTests
{
    private const string Disk = "resource-disk";

    private const string Memory = "resource-memory";

    private const string Cpu = "resource-cpu";

    private const string Display = "graphics";

    private static DateTimeOffset Now => Verdicts.Now;

    private static GuestFacts Room(Func<GuestResources, GuestResources> change) => Some.Desktop() with { Resources = change(Some.Guest().Resources!) };

    private static HostEvidence Desktop(GuestFacts guest) => SessionSamples.Desktop(guest);

    [Theory]
    [InlineData(4, 40, false)]
    [InlineData(4, 19, true)]
    [InlineData(6, 7, false)]
    [InlineData(8, 0.9, true)]
    public void Five_percent_of_a_large_disk_are_plenty(double percent, double gigabytes, bool found) =>
        (Verdicts.Judge(Disk, Desktop(Room(room => room with { DiskFreePercent = percent, DiskFreeGb = gigabytes })), Some.SessionHost) is not null).ShouldBe(found);

    [Fact]
    public void A_disk_that_is_nearly_full_without_any_complaint_only_contributes()
    {
        var low = Desktop(Room(room => room with { DiskFreePercent = 4, DiskFreeGb = 5 }));
        Verdicts.Judge(Disk, low, Some.SessionHost)!.Part.ShouldBe(Part.Contributes);
        Verdicts.Judge(Disk, low with { Signals = [SessionSamples.Signal(Disk)] }, Some.SessionHost)!.Part.ShouldBe(Part.Cause);
    }

    [Fact]
    public void Only_a_session_host_is_cleaned_and_only_when_nothing_is_installed()
    {
        Verdicts.PlanOf(Disk, Desktop(SessionSamples.Full), Some.SessionHost).Ladder().ShouldBe(["clean-system-disk"]);
        Verdicts.PlanOf(Disk, SessionSamples.Inside(SessionSamples.Full)).Rungs.ShouldBeEmpty();
        foreach (var servicing in new[] { new GuestServicing(["msi"], null, null), null })
        {
            var busy = Desktop(SessionSamples.Full with { Servicing = servicing });
            Verdicts.PlanOf(Disk, busy, Some.SessionHost).Rungs.ShouldBeEmpty();
            Verdicts.Judge(Disk, busy, Some.SessionHost)!.PersonOnly.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_clean_up_knows_only_caches_and_nothing_of_users()
    {
        var script = ScriptLibrary.Text("disk-clean-repair");
        var paths = script.Split('\n').Where(line => line.Contains("@{ path =", StringComparison.Ordinal)).Select(line => line.Split('"')[1]).ToList();
        paths.ShouldBe([@"$env:SystemRoot\Temp", @"$env:SystemRoot\SoftwareDistribution\Download", @"$env:SystemRoot\Logs\CBS", @"$env:ProgramData\Microsoft\Windows\WER\ReportArchive", @"$env:ProgramData\Microsoft\Windows\WER\ReportQueue"]);
        foreach (var never in new[] { "Users", ".evtx", ".vhd", "Recycle", "wevtutil", "-Recurse" }) script.ShouldNotContain(never, Shouldly.Case.Insensitive);
        script.ShouldContain("ReparsePoint");
    }

    [Fact]
    public void Room_that_was_short_and_is_not_now_is_no_reason_to_act()
    {
        foreach (var id in new[] { Disk, Memory, Cpu }) Verdicts.Judge(id, Desktop(Some.Desktop()) with { Signals = [SessionSamples.Signal(id)] }, Some.SessionHost).ShouldBeNull();
    }

    [Theory]
    [InlineData(97, 30, true)]
    [InlineData(92, 3, true)]
    [InlineData(60, 3, false)]
    [InlineData(92, 30, false)]
    public void Memory_that_serves_as_a_cache_is_not_short(double commit, double free, bool found) =>
        (Verdicts.Judge(Memory, Desktop(Room(room => room with { CommitPercent = commit, MemoryFreePercent = free })), Some.SessionHost) is not null).ShouldBe(found);

    [Fact]
    public void A_look_of_some_seconds_does_not_make_a_busy_processor_a_fault() =>
        Verdicts.Judge(Cpu, Desktop(Room(room => room with { Cpu = 100 })), Some.SessionHost)!.Actionable.ShouldBeFalse();

    [Theory]
    [InlineData(Memory)]
    [InlineData(Cpu)]
    [InlineData(Display)]
    public void Nobodys_program_is_ended_and_nothing_is_restarted(string id)
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == id))
        {
            Verdicts.Judge(id, sample.Evidence, sample.Host)!.PersonOnly.ShouldBeTrue();
            var plan = Verdicts.PlanOf(id, sample.Evidence, sample.Host);
            plan.Rungs.ShouldBeEmpty();
            plan.ForPerson.ShouldNotContain("Stop-Process");
            plan.ForPerson.ShouldNotContain("taskkill");
        }
    }

    [Fact]
    public void A_restart_of_a_pooled_host_is_only_proposed_after_a_drain_that_waits()
    {
        var sample = FailureSamples.Of(Memory);
        Verdicts.PlanOf(Memory, sample.Evidence, Some.SessionHost).ForPerson.ShouldContain("drain the host, wait until nobody is signed in, and restart it");
        Verdicts.PlanOf(Memory, sample.Evidence, Some.SessionHost with { Role = Healing.Hosts.HostRole.Personal }).ForPerson.ShouldContain("let its user restart it");
    }

    [Fact]
    public void An_adapter_that_somebody_disabled_is_his_decision()
    {
        var evidence = SessionSamples.Inside(Some.Guest() with { Graphics = new GuestGraphics("NVIDIA A10-4Q", 22, 0) });
        Verdicts.Judge(Display, evidence)!.Actionable.ShouldBeFalse();
        Verdicts.PlanOf(Display, evidence).ForPerson.ShouldStartWith("For whoever disabled");
    }

    [Fact]
    public void A_graphics_policy_is_the_Active_Directory_teams()
    {
        var evidence = SessionSamples.Inside(Some.Guest() with { Graphics = new GuestGraphics(null, 43, 9), Policies = new Dictionary<string, long>(StringComparer.Ordinal) { ["fEnableWddmDriver"] = 1 } });
        Verdicts.PlanOf(Display, evidence).ForPerson.ShouldStartWith("For the Active Directory team");
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(5, true)]
    public void A_few_resets_a_day_are_no_fault(int resets, bool named) =>
        Verdicts.Judge(Display, SessionSamples.Inside(Some.Guest() with { Graphics = new GuestGraphics("NVIDIA A10-4Q", 0, resets) }))!.Actionable.ShouldBe(named);

    [Theory]
    [InlineData(Disk)]
    [InlineData(Memory)]
    [InlineData(Cpu)]
    public void Room_that_could_not_be_read_is_not_collected(string id)
    {
        var guest = Some.Desktop() with { Resources = null, Problems = new Dictionary<string, string>(StringComparer.Ordinal) { ["resources"] = "WMI is damaged" } };
        var diagnosis = Verdicts.Judge(id, Desktop(guest) with { Signals = [SessionSamples.Signal(id)] }, Some.SessionHost)!;
        diagnosis.Actionable.ShouldBeFalse();
        diagnosis.NotCollected.ShouldContain(missing => missing.Contains("WMI is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Behind_a_shut_door_a_lack_of_room_only_contributes()
    {
        var evidence = FailureSamples.Of(Memory).Evidence;
        evidence = evidence with { SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", FailedChecks = ["SxSStackListenerCheck"] }, Now, Vantage.ControlPlane) };
        Verdicts.Judge(Memory, evidence, Some.SessionHost)!.Part.ShouldBe(Part.Contributes);
    }
}
