using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What own-certificate-repair and own-certificate-verify do to a guest.</summary>
internal static class OwnCertificateScripts
{
    public static void Repair(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        run.Before = Read(guest);
        run.Ok = true;
        var fresh = guest.Own is { } own && own.NotAfter > scene.Fleet.Now;
        if (run.Phase == "Repair" || (run.Phase == "Renew" && !fresh)) Apply(scene);
        if (run.Phase == "Revert" && !scene.Sabotage) Revert(guest, run);
        run.After = Read(guest);
    }

    public static void Verify(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        run.Ok = scene.Sabotage;
        if (guest.Own is not { } own)
        {
            if (!scene.Sabotage) run.Fail("Windows has no certificate of its own for RDP");
            return;
        }

        var (lasts, readable) = (own.NotAfter > scene.Fleet.Now, guest.OwnKey.Readable);
        run.After = new JsonObject { ["thumbprint"] = own.Thumbprint, ["notAfter"] = own.NotAfter.UtcDateTime.ToString("O"), ["keyReadable"] = readable };
        if (lasts && readable) run.Ok = true;
        else if (!scene.Sabotage) run.Fail($"lasts: {lasts}, key readable: {readable}");
    }

    private static void Apply(ScriptScene scene)
    {
        var guest = scene.Guest;
        scene.Run.Changed = true;
        if (scene.Sabotage) return;
        if (scene.Run.Phase == "Repair" && guest.OwnKey.Present) guest.OwnKey.Acl = KeyFile.Usual;
        var (old, thumbprint) = (guest.Own, guest.OwnThumbprint);
        OwnCertificate.Remove(guest);
        // A disabled SessionEnv is lent: it is started, and disabled again.
        if (guest.Services.GetValueOrDefault("SessionEnv") is { WillNotStart: false } service)
        {
            (service.Hangs, service.State) = (false, service.Start == "Disabled" ? "Stopped" : "Running");
            if (OwnCertificate.Refresh(scene.Fleet, scene.Machine)) return;
        }

        if (old is not null) (guest.Certificates[old.Thumbprint], guest.OwnThumbprint) = (old, thumbprint);
        if (guest.BoundType == 1) guest.BoundThumbprint = thumbprint ?? "";
        scene.Run.Fail("Windows made no certificate; what was in its store is back there");
    }

    private static void Revert(Guest guest, ScriptRun run)
    {
        var was = run.State();
        if (!was.GetProperty("keyFile").GetBoolean() || was.GetProperty("acl").GetString() is not { } acl || acl == guest.OwnKey.Acl || guest.OwnKey.Acl != KeyFile.Usual) return;
        (guest.OwnKey.Acl, run.Changed) = (acl, true);
    }

    private static JsonObject Read(Guest guest) => new()
    {
        ["thumbprint"] = guest.Own?.Thumbprint,
        ["notAfter"] = guest.Own?.NotAfter.UtcDateTime.ToString("O"),
        ["keyFile"] = guest.OwnKey.Present,
        ["acl"] = guest.OwnKey.Present ? guest.OwnKey.Acl : "",
        ["sessionEnv"] = guest.Services.GetValueOrDefault("SessionEnv")?.Start ?? "",
    };
}
