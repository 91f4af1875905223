using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What registration-repair and registration-verify do to a guest. The service takes a token of the host's own pool that has not ended, and no other.</summary>
internal static class RegistrationScripts
{
    public static void Repair(ScriptScene scene)
    {
        var run = scene.Run;
        if (Parts(scene) is not var (agent, loader)) return;
        run.Before = Show(agent, loader);
        run.Ok = true;
        if (run.Phase == "Register") Register(scene, agent, loader);
        if (run.Phase == "Revert" && !scene.Sabotage) Revert(run, agent, loader);
        run.After = Show(agent, loader);
    }

    public static void Verify(ScriptScene scene)
    {
        if (Parts(scene) is not var (agent, loader)) return;
        scene.Run.After = Show(agent, loader);
        if (agent is { Registered: true, TokenPresent: false } && loader.State == "Running") scene.Run.Ok = true;
        else if (scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail($"registered: {agent.Registered}, token left: {agent.TokenPresent}, service: {loader.State}");
    }

    private static void Register(ScriptScene scene, AgentState agent, WindowsService loader)
    {
        var token = scene.Run.Secret("Token");
        if (token.Split('.').Length != 3)
        {
            scene.Run.Fail("there is no token to register with");
            return;
        }

        var was = scene.Run.State();
        // Registered meanwhile: not torn out again.
        if (agent.Registered && !was.GetProperty("registered").GetBoolean()) return;
        if (agent.TokenPresent && !was.GetProperty("tokenPresent").GetBoolean()) scene.Run.Fail("somebody put a token there in the meantime");
        else if (loader.Start != was.GetProperty("start").GetString()) scene.Run.Fail($"somebody set the start mode of RDAgentBootLoader to {loader.Start} in the meantime");
        else Try(scene, agent, loader, token);
    }

    private static void Try(ScriptScene scene, AgentState agent, WindowsService loader, string token)
    {
        scene.Run.Changed = true;
        if (scene.Sabotage) return;
        var start = loader.Start;
        if (loader.Start == "Disabled") loader.Start = "Auto";
        if (!loader.WillNotStart) (loader.State, loader.Hangs, loader.Pid) = ("Running", false, loader.Pid + 4);
        var pool = scene.Fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(scene.Machine.Name));
        var taken = pool is not null && pool.RegistrationToken == token && pool.RegistrationEnds > scene.Fleet.Now;
        if (taken && SessionHostHealth.Runs(scene.Machine) && SessionHostHealth.Reaches(scene.Guest) && !agent.NameTaken)
        {
            (agent.Registered, agent.TokenPresent, agent.TokenEnded) = (true, false, false);
            return;
        }

        // What was written is taken back before it ends; the agent runs.
        (loader.Start, scene.Run.Changed) = (start, false);
        scene.Run.Fail("the agent did not register within a minute and a half; what was written is taken back");
    }

    private static void Revert(ScriptRun run, AgentState agent, WindowsService loader)
    {
        if (!agent.TokenMarked) return;
        agent.TokenMarked = false;
        if (agent.Registered) return;
        var was = run.State();
        (agent.TokenPresent, agent.Registered, run.Changed) = (false, was.GetProperty("registered").GetBoolean(), true);
        if (was.GetProperty("start").GetString() == "Disabled") loader.Start = "Disabled";
    }

    private static (AgentState Agent, WindowsService Loader)? Parts(ScriptScene scene)
    {
        if (scene.Guest.Agent is { } agent && scene.Guest.Services.TryGetValue("RDAgentBootLoader", out var loader)) return (agent, loader);
        scene.Run.Fail("there is no service RDAgentBootLoader");
        return null;
    }

    private static JsonObject Show(AgentState agent, WindowsService loader) => new() { ["registered"] = agent.Registered, ["tokenPresent"] = agent.TokenPresent, ["state"] = loader.State, ["start"] = loader.Start };
}
