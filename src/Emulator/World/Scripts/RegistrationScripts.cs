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

        scene.Run.Changed = true;
        if (scene.Sabotage) return;
        if (loader.Start == "Disabled") loader.Start = "Auto";
        (agent.Registered, agent.TokenPresent) = (false, true);
        if (!loader.WillNotStart) (loader.State, loader.Hangs, loader.Pid) = ("Running", false, loader.Pid + 4);
        var pool = scene.Fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(scene.Machine.Name));
        var taken = pool is not null && pool.RegistrationToken == token && pool.RegistrationEnds > scene.Fleet.Now;
        if (taken && SessionHostHealth.Runs(scene.Machine) && SessionHostHealth.Reaches(scene.Guest) && !agent.NameTaken) (agent.Registered, agent.TokenPresent, agent.TokenEnded) = (true, false, false);
        else scene.Run.Fail("the agent did not register within a minute and a half");
    }

    private static void Revert(ScriptRun run, AgentState agent, WindowsService loader)
    {
        if (agent.Registered) return;
        var was = run.State();
        var registered = was.GetProperty("registered").GetBoolean();
        run.Changed = agent.TokenPresent || registered;
        (agent.TokenPresent, agent.Registered) = (false, registered);
        if (was.GetProperty("start").GetString() != "Disabled" || loader.Start == "Disabled") return;
        (loader.Start, run.Changed) = ("Disabled", true);
    }

    private static (AgentState Agent, WindowsService Loader)? Parts(ScriptScene scene)
    {
        if (scene.Guest.Agent is { } agent && scene.Guest.Services.TryGetValue("RDAgentBootLoader", out var loader)) return (agent, loader);
        scene.Run.Fail("there is no service RDAgentBootLoader");
        return null;
    }

    private static JsonObject Show(AgentState agent, WindowsService loader) => new() { ["registered"] = agent.Registered, ["tokenPresent"] = agent.TokenPresent, ["state"] = loader.State, ["start"] = loader.Start };
}
