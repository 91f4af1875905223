using System.Text.Json;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>Who is turned away after the handshake, and what is written of it, follows from the state of domain, clock, rights, accounts and licences.</summary>
public sealed class SignInWorldTests
{
    private const string Services = "Repairs/Services/Repair.ps1";

    private readonly ManualClock clock = new();
    private readonly LogStore logs = new();
    private readonly Fleet fleet;
    private readonly ScriptEngine engine;
    private readonly GuestEvents events;

    public SignInWorldTests()
    {
        fleet = new FleetBuilder((subject, _, from, to, readable) => new StoredCertificate { Pkcs12 = [], Thumbprint = Guid.NewGuid().ToString("N").ToUpperInvariant(), Subject = subject, NotBefore = from, NotAfter = to, KeyReadable = readable }, 64).Build(8, 1, clock);
        engine = new ScriptEngine(fleet);
        events = new GuestEvents(fleet, new RowWriter(fleet, logs.Append, new Random(1)));
    }

    private Machine Machine => fleet.Machines["vm-01"];

    private Guest Guest => Machine.Guest;

    private List<(string Source, int Id)> Complains => [.. Complaints.All.SelectMany(of => of(Machine, fleet.Now)).Select(one => (one.Source, one.EventId))];

    private void Break(string failure, string variant) => new Break(fleet, fleet.Make).Host("vm-01", failure, variant);

    private JsonElement Run(string file, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var given = parameters.Append(("Nonce", "n")).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2, StringComparer.Ordinal);
        return JsonDocument.Parse(engine.Run(Machine, new ScriptCall(text, given, new Dictionary<string, string>(StringComparer.Ordinal), 300)).Output).RootElement;
    }

    private JsonElement Domain => Run("Evidence/Collect.ps1").GetProperty("domain");

    /// <summary>Lets the guests write for some minutes, and answers the rows of the Security log about vm-01.</summary>
    private List<(long Id, string Status, string SubStatus)> Written(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            events.Advance();
        }

        return [.. new KqlEngine(logs).Run("SecurityEvent | where Computer startswith 'vm-01.' | project EventID, Status, SubStatus", fleet.Now.AddHours(1)).Rows.Select(row => ((long)row[0]!, (string)row[1]!, (string)row[2]!))];
    }

    [Theory]
    [InlineData("domain-trust", "broken", "0xc000018c", 3210)]
    [InlineData("domain-trust", "netlogon-stopped", "0xc0000192", 0)]
    [InlineData("dc-unreachable", "down", "0xc000005e", 5719)]
    [InlineData("time-skew", "service-stopped", "0xc0000133", 0)]
    [InlineData("time-skew", "unsynchronised", "0xc0000133", 36)]
    [InlineData("time-skew", "controller", "0xc0000133", 50)]
    [InlineData("logon-right", "denied", "0xc000015b", 0)]
    [InlineData("logon-right", "not-allowed", "0xc000015b", 0)]
    [InlineData("logon-right", "no-members", "0xc000015b", 0)]
    [InlineData("entra-signin", "device-deleted", "0xc000006d", 0)]
    [InlineData("entra-signin", "no-extension", "0xc000006d", 0)]
    [InlineData("rds-licensing", "grace-over", null, 1069)]
    [InlineData("rds-licensing", "server-unreachable", null, 1128)]
    [InlineData("bad-update", "crashes", null, 7031)]
    public void People_get_through_the_handshake_and_are_turned_away_with_the_genuine_status(string failure, string variant, string? status, int complaint)
    {
        SignIns.Refusal(Guest).ShouldBeNull();
        Complains.ShouldBeEmpty();
        Break(failure, variant);
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Served);
        Ailments.Of(fleet, Machine).ShouldNotBeNull();
        SignIns.Refusal(Guest)!.Status.ShouldBe(status);
        if (complaint != 0) Complains.Select(one => one.Id).ShouldContain(complaint);
        Written(5).Where(row => row.Id == 4625).Select(row => row.Status).Distinct(StringComparer.Ordinal).ShouldBe(status is null ? [] : [status]);
    }

    [Fact]
    public void A_few_refused_accounts_are_no_ailment_of_a_host()
    {
        Break("account-state", "locked");
        Ailments.Of(fleet, Machine).ShouldBeNull();
        Written(5).ShouldContain((4625L, "0xc000006e", "0xc0000234"));
    }

    [Fact]
    public void All_who_were_turned_away_come_in_once_it_is_mended_one_after_the_other_and_are_content()
    {
        Break("domain-trust", "netlogon-stopped");
        Written(5).ShouldNotContain(row => row.Id == 4624);
        Run(Services, ("Phase", "Start"), ("Service", "Netlogon")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        // Six were turned away in five minutes: whoever learns of the cure a minute late still sees somebody sign in.
        Written(5).Count(row => row.Id == 4624).ShouldBe(2);
        Written(20).Count(row => row.Id == 4624).ShouldBe(6);
        Written(20).Count(row => row.Id == 4624).ShouldBe(6);
    }

    [Fact]
    public void Where_nobody_gets_through_the_handshake_nobody_is_turned_away()
    {
        Break("domain-trust", "broken");
        Break("termservice-down", "stopped");
        Written(6).ShouldBeEmpty();
    }

    [Fact]
    public void Logons_are_written_where_they_are_collected()
    {
        Break("logon-right", "denied");
        fleet.SecurityLog = "Event";
        Written(5).ShouldBeEmpty();
        new KqlEngine(logs).Run("Event | where EventLog == 'Security' and EventData has '0xc000015b'", fleet.Now.AddHours(1)).Rows.ShouldNotBeEmpty();
        fleet.SecurityLog = "";
        var before = new KqlEngine(logs).Run("Event | where EventLog == 'Security' | count", fleet.Now.AddHours(1)).Rows[0][0];
        Written(5).ShouldBeEmpty();
        new KqlEngine(logs).Run("Event | where EventLog == 'Security' | count", fleet.Now.AddHours(1)).Rows[0][0].ShouldBe(before);
    }

    [Fact]
    public void A_stopped_time_service_is_started_and_takes_the_time_from_the_domain()
    {
        Break("time-skew", "service-stopped");
        (Domain.GetProperty("offsetSeconds").GetDouble(), Domain.GetProperty("azureOffsetSeconds").GetDouble()).ShouldBe((900, 900));
        Run(Services, ("Phase", "Resync"), ("Service", "W32Time")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        (Guest.Domain.OffsetSeconds, Guest.Domain.TimeSource, SignIns.Refusal(Guest)).ShouldBe((0, "dc01.corp.example", null));
    }

    [Fact]
    public void Against_a_controller_that_is_wrong_a_synchronisation_helps_nobody()
    {
        Break("time-skew", "controller");
        (Domain.GetProperty("offsetSeconds").GetDouble(), Domain.GetProperty("azureOffsetSeconds").GetDouble()).ShouldBe((0, 900));
        Run(Services, ("Phase", "Resync"), ("Service", "W32Time"));
        SignIns.Refusal(Guest).ShouldNotBeNull();
        Guest.Domain.TimeSource = "Local CMOS Clock";
        (Domain.GetProperty("offsetSeconds").GetDouble(), Domain.GetProperty("azureOffsetSeconds").GetDouble()).ShouldBe((900, 0));
    }

    [Fact]
    public void Without_the_metadata_service_nobody_knows_the_time_of_Azure()
    {
        Guest.Network.Metadata = false;
        Domain.GetProperty("azureOffsetSeconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Another_source_of_time_stays_after_a_synchronisation()
    {
        Break("time-skew", "other-source");
        Run(Services, ("Phase", "Resync"), ("Service", "W32Time"));
        Guest.Domain.TimeSource.ShouldBe("time.windows.com,0x8");
    }

    [Fact]
    public void A_variant_that_nobody_knows_is_refused()
    {
        foreach (var failure in new[] { "domain-trust", "dc-unreachable", "time-skew", "logon-right", "account-state", "entra-signin", "rds-licensing", "bad-update" })
            Should.Throw<ArgumentException>(() => Break(failure, "somehow"), failure);
    }
}
