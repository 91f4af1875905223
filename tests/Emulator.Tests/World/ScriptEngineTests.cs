using System.Text.Json;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;

namespace RdpMedic.Emulator.Tests.World;

public sealed class ScriptEngineTests : IDisposable
{
    private readonly CertificateFactory certificates = new();
    private readonly Fleet fleet;
    private readonly ScriptEngine engine;

    public ScriptEngineTests()
    {
        fleet = new FleetBuilder(certificates.Make, 64).Build(8, 1, new ManualClock());
        engine = new ScriptEngine(fleet);
    }

    private Machine Machine => fleet.Machines["vm-01"];

    public void Dispose() => certificates.Dispose();

    private JsonElement Run(string file, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var result = engine.Run(Machine, new ScriptCall(text, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), 300));
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static string State(JsonElement capture) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(capture.GetProperty("before")));

    [Fact]
    public void A_disabled_service_is_started_and_going_back_leaves_it_as_it_was()
    {
        new Break(fleet, certificates.Make).Host("vm-01", "termservice-down", "stopped");
        const string file = "Failures/TermServiceDown/Repair.ps1";
        var capture = Run(file, ("Phase", "Capture"), ("Nonce", "n"));
        Run(file, ("Phase", "Start"), ("Nonce", "n")).GetProperty("changed").GetBoolean().ShouldBeTrue();
        Machine.Guest.Listens.ShouldBeTrue();
        Run("Failures/TermServiceDown/Verify.ps1", ("Nonce", "n")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        Run(file, ("Phase", "Revert"), ("Nonce", "n"), ("State", State(capture)));
        var service = Machine.Guest.Services["TermService"];
        (service.State, service.Start).ShouldBe(("Stopped", "Disabled"));
    }

    [Fact]
    public void A_restart_is_refused_while_somebody_is_signed_in()
    {
        Machine.Guest.Services["TermService"].Hangs = true;
        Machine.Guest.Sessions.Add(new Session { Id = 1, User = "u", Active = false });
        Run("Failures/TermServiceDown/Repair.ps1", ("Phase", "Restart"), ("Nonce", "n")).GetProperty("ok").GetBoolean().ShouldBeFalse();
        Machine.Guest.Services["TermService"].Hangs.ShouldBeTrue();
    }

    [Fact]
    public void Sabotage_says_that_it_worked_and_changes_nothing()
    {
        new Break(fleet, certificates.Make).Host("vm-01", "termservice-down", "stopped");
        engine.SabotageRepairs = true;
        Run("Failures/TermServiceDown/Repair.ps1", ("Phase", "Start"), ("Nonce", "n")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        Machine.Guest.Listens.ShouldBeFalse();
    }

    [Fact]
    public void A_certificate_is_fetched_by_the_machine_that_may_read_it_and_by_no_other()
    {
        var version = fleet.Vault.Certificates["rdp-vm-02"].Versions[0];
        var uri = $"https://kv-rdp.vault.azure.net/secrets/rdp-vm-02/{version.Version}";
        var answer = Run("Failures/ListenerCertificate/Repair.ps1", ("Phase", "Apply"), ("Nonce", "n"), ("SecretUri", uri), ("Thumbprint", version.Certificate.Thumbprint));
        answer.GetProperty("ok").GetBoolean().ShouldBeFalse();
        answer.GetProperty("error").GetString()!.ShouldContain("403");
    }

    [Fact]
    public void A_changed_script_is_refused_by_name_and_does_nothing()
    {
        new Break(fleet, certificates.Make).Host("vm-01", "termservice-down", "stopped");
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing/Failures/TermServiceDown/Repair.ps1")) + "\n# one more line";
        var result = engine.Run(Machine, new ScriptCall(text, new Dictionary<string, string>(StringComparer.Ordinal) { ["Phase"] = "Start" }, new Dictionary<string, string>(StringComparer.Ordinal), 300));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("'termservice-repair' has changed");
        Machine.Guest.Listens.ShouldBeFalse();
    }
}
