using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What registry-repair and registry-verify do to a guest.</summary>
internal static class RegistryScripts
{
    /// <summary>One value: how it is read and written, what the change makes of it, and the policy value that would own it.</summary>
    private sealed record Value(string Name, long Wanted, Func<Guest, long?> Read, Action<Guest, long?> Write);

    public static void Repair(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        if (Wanted(scene) is not { } wanted) return;
        run.Before = Show(guest, wanted);
        run.Ok = true;
        if (run.Phase == "Apply") Apply(scene, wanted);
        if (run.Phase == "Revert" && !scene.Sabotage) Revert(scene, wanted);
        run.After = Show(guest, wanted);
    }

    public static void Verify(ScriptScene scene)
    {
        if (Wanted(scene) is not { } wanted) return;
        scene.Run.After = Show(scene.Guest, wanted);
        var wrong = wanted.FirstOrDefault(value => value.Read(scene.Guest) != value.Wanted);
        if (wrong is null || scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail($"{wrong.Name} is {wrong.Read(scene.Guest)}, wanted is {wrong.Wanted}");
    }

    private static void Apply(ScriptScene scene, IReadOnlyList<Value> wanted)
    {
        var owned = wanted.FirstOrDefault(value => scene.Guest.Policies.ContainsKey(value.Name) || (value.Name == "fDenyTSConnections" && scene.Guest.DenyPolicy is not null));
        if (owned is not null)
        {
            scene.Run.Fail($"{owned.Name} is owned by group policy");
            return;
        }

        foreach (var value in wanted.Where(value => value.Read(scene.Guest) != value.Wanted))
        {
            scene.Run.Changed = true;
            if (!scene.Sabotage) value.Write(scene.Guest, value.Wanted);
        }
    }

    private static void Revert(ScriptScene scene, IReadOnlyList<Value> wanted)
    {
        var captured = scene.Run.State();
        foreach (var value in wanted)
        {
            if (!captured.TryGetProperty(value.Name, out var found)) continue;
            long? was = found.ValueKind == JsonValueKind.Null ? null : found.GetInt64();
            if (value.Read(scene.Guest) != value.Wanted || was == value.Wanted) continue;
            scene.Run.Changed = true;
            value.Write(scene.Guest, was);
        }
    }

    private static JsonObject Show(Guest guest, IReadOnlyList<Value> values)
    {
        var shown = new JsonObject();
        foreach (var value in values) shown[value.Name] = value.Read(guest);
        return shown;
    }

    private static IReadOnlyList<Value>? Wanted(ScriptScene scene)
    {
        var change = scene.Run.Parameter("Change");
        if (change == "sxs-listener" && scene.Guest.Agent is null)
        {
            scene.Run.Fail("there is no side-by-side listener");
            return null;
        }

        if (change == "restore-port" && (!int.TryParse(scene.Run.Parameter("Value"), CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535))
        {
            scene.Run.Fail("the port is not a number from 1 to 65535");
            return null;
        }

        return Values(change, scene.Run.Parameter("Value"));
    }

    private static IReadOnlyList<Value> Values(string change, string given) => change switch
    {
        "allow-connections" => [new("fDenyTSConnections", 0, guest => guest.DenyLocal, (guest, value) => guest.DenyLocal = Int(value, 1))],
        "enable-listener" =>
        [
            new("fEnableWinStation", 1, guest => guest.Server.EnableWinStation, (guest, value) => guest.Server.EnableWinStation = Int(value, 1)),
            new("fLogonDisabled", 0, guest => guest.Server.LogonDisabled, (guest, value) => guest.Server.LogonDisabled = Int(value, 0)),
        ],
        "restore-port" => [new("PortNumber", int.Parse(given, CultureInfo.InvariantCulture), guest => guest.PendingPort ?? guest.Port, (guest, value) => guest.PendingPort = Int(value, 3389))],
        "all-adapters" => [new("LanAdapter", 0, guest => guest.Server.LanAdapter, (guest, value) => guest.Server.LanAdapter = Int(value, 0))],
        "security-baseline" =>
        [
            new("SecurityLayer", 2, guest => guest.SecurityLayer, (guest, value) => guest.SecurityLayer = Int(value, 2)),
            new("UserAuthentication", 1, guest => guest.UserAuthentication, (guest, value) => guest.UserAuthentication = Int(value, 1)),
            new("MinEncryptionLevel", 3, guest => guest.MinEncryptionLevel, (guest, value) => guest.MinEncryptionLevel = Int(value, 3)),
        ],
        "tls12" =>
        [
            new("Enabled", 1, guest => guest.Tls.Tls12Enabled, (guest, value) => guest.Tls.Tls12Enabled = (int?)value),
            new("DisabledByDefault", 0, guest => guest.Tls.Tls12DisabledByDefault, (guest, value) => guest.Tls.Tls12DisabledByDefault = (int?)value),
        ],
        "no-session-limit" => [new("MaxInstanceCount", -1, guest => unchecked((int)guest.Server.MaxInstances), (guest, value) => guest.Server.MaxInstances = value is null ? uint.MaxValue : unchecked((uint)value.Value))],
        "clear-drain" => [new("TSServerDrainMode", 0, guest => guest.Server.DrainMode, (guest, value) => guest.Server.DrainMode = Int(value, 0))],
        "sxs-listener" =>
        [
            new("fEnableWinStation", 1, guest => guest.Agent!.SxsEnabled, (guest, value) => guest.Agent!.SxsEnabled = Int(value, 0)),
            new("fReverseConnectMode", 1, guest => guest.Agent!.ReverseConnect, (guest, value) => guest.Agent!.ReverseConnect = Int(value, 0)),
        ],
        _ => throw new InvalidOperationException($"The script has no change '{change}'."),
    };

    private static int Int(long? value, int otherwise) => (int)(value ?? otherwise);
}
