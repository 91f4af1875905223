using System.Text.Json;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>What is seen of TLS and certificates follows from their state, and so does what a script does about them.</summary>
public sealed class TlsWorldTests
{
    private const string Repair = "Failures/SelfSignedCertificate/Repair.ps1";

    private readonly Fleet fleet;
    private readonly ScriptEngine engine;
    private int made;

    public TlsWorldTests()
    {
        fleet = new FleetBuilder(Make, 64).Build(8, 1, new ManualClock());
        engine = new ScriptEngine(fleet);
    }

    private Machine Machine => fleet.Machines["vm-01"];

    private Guest Guest => Machine.Guest;

    private Knock Knocks => Doorway.Of(fleet, Machine);

    private IEnumerable<int> Complains => Complaints.All.SelectMany(of => of(Machine, fleet.Now)).Select(one => one.EventId);

    private StoredCertificate Make(string subject, IReadOnlyList<string> usages, DateTimeOffset from, DateTimeOffset to, bool readable = true) => new()
    {
        Pkcs12 = [],
        Thumbprint = (++made).ToString("X40", System.Globalization.CultureInfo.InvariantCulture),
        Subject = subject,
        NotBefore = from,
        NotAfter = to,
        KeyReadable = readable,
        ServerAuth = usages.Contains("1.3.6.1.5.5.7.3.1", StringComparer.Ordinal),
    };

    private void Break(string failure, string variant) => new Break(fleet, Make).Host("vm-01", failure, variant);

    private JsonElement Run(string file, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var given = parameters.Append(("Nonce", "n")).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2, StringComparer.Ordinal);
        return JsonDocument.Parse(engine.Run(Machine, new ScriptCall(text, given, new Dictionary<string, string>(StringComparer.Ordinal), 300)).Output).RootElement;
    }

    private bool Ok(string file, params (string Name, string Value)[] parameters) => Run(file, parameters).GetProperty("ok").GetBoolean();

    private static string State(JsonElement capture) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(capture.GetProperty("before")));

    [Fact]
    public void A_locked_key_fails_every_handshake_and_is_opened_by_its_repair_and_locked_again_by_going_back()
    {
        Break("cert-key-access", "denied");
        (Knocks, Complains.Contains(36870)).ShouldBe((Knock.TlsFails, true));
        Run("Evidence/Collect.ps1").GetProperty("certificate").GetProperty("own").GetProperty("keyReadable").GetBoolean().ShouldBeFalse();
        var capture = Run(Repair, ("Phase", "Capture"));
        Knocks.ShouldBe(Knock.TlsFails);
        var old = Guest.OwnThumbprint;
        Ok(Repair, ("Phase", "Repair")).ShouldBeTrue();
        (Knocks, Complains.Any(), Guest.OwnThumbprint == old).ShouldBe((Knock.Served, false, false));
        Ok("Failures/SelfSignedCertificate/Verify.ps1").ShouldBeTrue();
        Ok(Repair, ("Phase", "Revert"), ("State", State(capture))).ShouldBeTrue();
        (Guest.OwnKey.Acl, Knocks).ShouldBe((KeyFile.Hardened, Knock.TlsFails));
    }

    [Fact]
    public void Rights_that_somebody_changed_after_the_repair_are_his()
    {
        Break("cert-key-access", "denied");
        var capture = Run(Repair, ("Phase", "Capture"));
        Run(Repair, ("Phase", "Repair"));
        Guest.OwnKey.Acl = "D:PAI(A;;FA;;;SY)(A;;FR;;;NS)";
        Run(Repair, ("Phase", "Revert"), ("State", State(capture))).GetProperty("changed").GetBoolean().ShouldBeFalse();
        Guest.OwnKey.Acl.ShouldBe("D:PAI(A;;FA;;;SY)(A;;FR;;;NS)");
    }

    [Fact]
    public void Where_Windows_makes_no_certificate_the_old_one_is_back_in_its_store()
    {
        Break("cert-key-access", "damaged");
        var old = Guest.OwnThumbprint;
        Run(Repair, ("Phase", "Repair")).GetProperty("error").GetString()!.ShouldContain("back there");
        (Guest.OwnThumbprint, Guest.BoundThumbprint, Guest.Own).ShouldSatisfyAllConditions(now => now.OwnThumbprint.ShouldBe(old), now => now.BoundThumbprint.ShouldBe(old), now => now.Own.ShouldNotBeNull());
    }

    [Fact]
    public void A_disabled_companion_is_lent_for_making_a_certificate_and_disabled_again()
    {
        Break("cert-selfsigned-stale", "missing");
        Knocks.ShouldBe(Knock.NoCertificate);
        Ok(Repair, ("Phase", "Renew")).ShouldBeTrue();
        (Knocks, Guest.Services["SessionEnv"].State, Guest.Services["SessionEnv"].Start).ShouldBe((Knock.Served, "Stopped", "Disabled"));
    }

    [Fact]
    public void A_certificate_that_lasts_is_not_made_anew()
    {
        Run(Repair, ("Phase", "Renew")).GetProperty("changed").GetBoolean().ShouldBeFalse();
        Break("cert-selfsigned-stale", "expired");
        Run(Repair, ("Phase", "Renew")).GetProperty("changed").GetBoolean().ShouldBeTrue();
        (Guest.Presented!.NotAfter > fleet.Now).ShouldBeTrue();
    }

    [Fact]
    public void A_service_that_holds_an_old_certificate_lets_go_of_it_at_its_start()
    {
        Break("cert-selfsigned-stale", "held");
        (Guest.Presented!.NotAfter > fleet.Now, Guest.Own!.NotAfter > fleet.Now).ShouldBe((false, true));
        Ok("Failures/TermServiceDown/Repair.ps1", ("Phase", "Restart")).ShouldBeTrue();
        (Guest.Presented!.NotAfter > fleet.Now).ShouldBeTrue();
    }

    [Theory]
    [InlineData("key-unreadable", 1055)]
    [InlineData("missing", 1059)]
    [InlineData("no-key", 1051)]
    [InlineData("wrong-usage", 1054)]
    public void Windows_presents_its_own_certificate_in_place_of_one_that_it_cannot_use(string variant, int complaint)
    {
        Break("cert-custom-invalid", variant);
        (Knocks, Guest.Presented!.Thumbprint).ShouldBe((Knock.Served, Guest.OwnThumbprint));
        Complains.ShouldHaveSingleItem().ShouldBe(complaint);
    }

    [Fact]
    public void One_that_expired_is_presented()
    {
        Break("cert-custom-invalid", "expired");
        (Guest.Presented!.Thumbprint, Complains.Single()).ShouldBe((Guest.BoundThumbprint, 1053));
        Break("cert-custom-invalid", "policy");
        Complains.ShouldHaveSingleItem().ShouldBe(1065);
    }

    [Fact]
    public void Protocols_count_from_the_next_start_of_the_machine_on()
    {
        Break("tls-policy", "pending");
        Knocks.ShouldBe(Knock.Served);
        MachineBoot.Complete(Machine, fleet.Now);
        (Knocks, Complains.Single()).ShouldBe((Knock.TlsFails, 36871));
        Ok("Repairs/Registry/Repair.ps1", ("Phase", "Apply"), ("Change", "tls12")).ShouldBeTrue();
        Knocks.ShouldBe(Knock.TlsFails);
        MachineBoot.Complete(Machine, fleet.Now);
        Knocks.ShouldBe(Knock.Served);
    }

    [Fact]
    public void What_ResetRDPCert_leaves_is_seen_from_outside_and_in_the_activity_log()
    {
        Break("security-layer-downgraded", "reset");
        (Knocks, Guest.BoundType, fleet.Activities[^1].Operation).ShouldBe((Knock.NoTls, 1, "MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION"));
        Ok("Repairs/Registry/Repair.ps1", ("Phase", "Apply"), ("Change", "security-baseline")).ShouldBeTrue();
        Knocks.ShouldBe(Knock.Served);
    }

    [Fact]
    public void Values_that_a_policy_sets_are_refused()
    {
        Break("security-layer-downgraded", "policy");
        Run("Repairs/Registry/Repair.ps1", ("Phase", "Apply"), ("Change", "security-baseline")).GetProperty("error").GetString()!.ShouldContain("owned by group policy");
        Guest.SecurityLayer.ShouldBe(0);
    }

    [Theory]
    [InlineData("cert-key-access")]
    [InlineData("cert-selfsigned-stale")]
    [InlineData("tls-policy")]
    [InlineData("security-layer-downgraded")]
    [InlineData("encryption-fips")]
    [InlineData("credssp-oracle")]
    public void A_way_to_break_that_nobody_knows_is_refused(string failure) => Should.Throw<ArgumentException>(() => Break(failure, "by magic"));
}
