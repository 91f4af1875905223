using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What firewall-repair and firewall-verify do to a guest.</summary>
internal static class FirewallScripts
{
    private static readonly string[] Profiles = ["Domain", "Private", "Public"];

    public static void Repair(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        run.Before = Show(guest);
        run.Ok = true;
        if (run.Phase == "Apply") Apply(scene);
        if (run.Phase == "Revert" && !scene.Sabotage) Revert(guest, run);
        run.After = Show(guest);
    }

    public static void Verify(ScriptScene scene)
    {
        var guest = scene.Guest;
        scene.Run.After = new JsonObject { ["active"] = Collector.List([guest.FirewallProfile]) };
        var error = scene.Run.Parameter("Change") switch
        {
            "enable-rule" when !guest.FirewallRdpRule => "the rule is off",
            "enable-rule" when !IsForActive(guest) => $"the rule is not for {guest.FirewallProfile}",
            "allow-inbound" when guest.FirewallBlocksAll => $"profile {guest.FirewallProfile} ignores its inbound rules",
            "profile-on" when guest.FirewallProfilesOff.Count > 0 => $"profile {guest.FirewallProfilesOff[0]} is off",
            _ => null,
        };
        if (error is null || scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail(error);
    }

    private static void Apply(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        if (guest.Owners.Contains("gpo-firewall"))
        {
            run.Fail("the firewall is owned by group policy");
            return;
        }

        if (guest.Owners.Contains("mdm-firewall"))
        {
            run.Fail("the firewall is owned by a device management service");
            return;
        }

        switch (run.Parameter("Change"))
        {
            case "enable-rule":
                run.Changed = !guest.FirewallRdpRule || !IsForActive(guest);
                if (scene.Sabotage) return;
                if (!IsForActive(guest)) guest.FirewallRuleProfiles.Add(guest.FirewallProfile);
                guest.FirewallRdpRule = true;
                break;
            case "allow-inbound":
                run.Changed = guest.FirewallBlocksAll;
                if (!scene.Sabotage) guest.FirewallBlocksAll = false;
                break;
            default:
                run.Changed = guest.FirewallProfilesOff.Count > 0;
                if (!scene.Sabotage) guest.FirewallProfilesOff.Clear();
                break;
        }
    }

    private static void Revert(Guest guest, ScriptRun run)
    {
        var captured = run.State();
        switch (run.Parameter("Change"))
        {
            case "enable-rule":
                var rule = captured.GetProperty("rule");
                if (!Names(rule).SequenceEqual(guest.FirewallRuleProfiles, StringComparer.Ordinal))
                {
                    run.Changed = true;
                    guest.FirewallRuleProfiles.Clear();
                    guest.FirewallRuleProfiles.AddRange(Names(rule));
                }

                if (rule.GetProperty("enabled").GetString() != "True" && guest.FirewallRdpRule) (guest.FirewallRdpRule, run.Changed) = (false, true);
                break;
            case "allow-inbound":
                if (captured.GetProperty("profiles").GetProperty(guest.FirewallProfile).GetProperty("inbound").GetString() == "False" && !guest.FirewallBlocksAll) (guest.FirewallBlocksAll, run.Changed) = (true, true);
                break;
            default:
                if (Profiles.FirstOrDefault(name => captured.GetProperty("profiles").GetProperty(name).GetProperty("enabled").GetString() == "False" && !guest.FirewallProfilesOff.Contains(name)) is { } on)
                    run.Fail($"profile {on} was switched on and stays on: no profile is ever switched off");
                break;
        }
    }

    private static bool IsForActive(Guest guest) => guest.FirewallRuleProfiles.Contains("Any") || guest.FirewallRuleProfiles.Contains(guest.FirewallProfile);

    private static IEnumerable<string> Names(JsonElement rule) => rule.GetProperty("profile").GetString()!.Split(", ");

    private static JsonObject Show(Guest guest)
    {
        var profiles = new JsonObject();
        foreach (var name in Profiles)
            profiles[name] = new JsonObject { ["enabled"] = guest.FirewallProfilesOff.Contains(name) ? "False" : "True", ["inbound"] = guest.FirewallBlocksAll && name == guest.FirewallProfile ? "False" : "NotConfigured" };
        return new JsonObject
        {
            ["active"] = Collector.List([guest.FirewallProfile]),
            ["profiles"] = profiles,
            ["rule"] = new JsonObject { ["enabled"] = guest.FirewallRdpRule ? "True" : "False", ["profile"] = string.Join(", ", guest.FirewallRuleProfiles) },
        };
    }
}
