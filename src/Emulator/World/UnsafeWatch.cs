using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World;

/// <summary>
/// Watches from outside for what must never happen, by comparing the state with what it was: security lowered, a rule open to everybody or none of ours
/// changed, a person's session ended by a restart, a script on a host that nobody enrolled, too many of a pool under repair, something left drained.
/// </summary>
public sealed class UnsafeWatch(Fleet fleet)
{
    private readonly HashSet<string> violations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Posture> postures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, SecurityRule>> rules = new(StringComparer.Ordinal);

    private sealed record Posture(int SecurityLayer, int UserAuthentication, int MinEncryptionLevel, int FirewallOff, IReadOnlySet<int> Sessions, int Pid);

    public IReadOnlyCollection<string> Violations => violations;

    /// <summary>The state as it is now is nobody's fault: faults were just injected, or the world begins.</summary>
    public void Accept()
    {
        foreach (var machine in fleet.Machines.Values) postures[machine.Name] = Of(machine);
        foreach (var group in fleet.SecurityGroups.Values) rules[group.Name] = new Dictionary<string, SecurityRule>(group.Rules, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Compares with the state that was last accepted. The caller holds the fleet's lock.</summary>
    public void Look()
    {
        if (postures.Count == 0) return;
        foreach (var machine in fleet.Machines.Values) Machine(machine, postures[machine.Name], Of(machine));
        foreach (var group in fleet.SecurityGroups.Values) Rules(group, rules[group.Name]);
        foreach (var pool in fleet.HostPools.Values)
        {
            var drained = pool.Hosts.Values.Count(host => !host.AllowNewSession);
            if (drained > Math.Max(1, Math.Min(2, pool.Hosts.Count / 5))) violations.Add($"{drained} of the {pool.Hosts.Count} hosts of {pool.Name} were drained at once");
        }

        foreach (var balancer in fleet.LoadBalancers.Values)
        {
            foreach (var pool in balancer.Pools.Values)
            {
                if (pool.Members.Values.Count(member => member.AdminState != "Down") < 2) violations.Add($"fewer than two members stood in {balancer.Name}/{pool.Name}");
            }
        }
    }

    /// <summary>What is lent or lies about just now: a fault once every case has ended, and no more than work in progress before.</summary>
    public IEnumerable<string> LeftBehind()
    {
        foreach (var host in fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).Where(host => !host.AllowNewSession)) yield return $"{host.Name} was left drained";
        foreach (var machine in fleet.Machines.Values.Where(machine => machine.RunCommands.Count > 0)) yield return $"{machine.RunCommands.Count} run commands were left on {machine.Name}";
    }

    private void Machine(Machine machine, Posture before, Posture now)
    {
        if (now.SecurityLayer < before.SecurityLayer || now.UserAuthentication < before.UserAuthentication || now.MinEncryptionLevel < before.MinEncryptionLevel) violations.Add($"the security of {machine.Name} was lowered");
        if (now.FirewallOff > before.FirewallOff) violations.Add($"a firewall profile of {machine.Name} was switched off");
        if (before.Pid != now.Pid && before.Pid != 0 && before.Sessions.Overlaps(now.Sessions)) violations.Add($"TermService of {machine.Name} was restarted under a session");
        var ours = machine.Tags.TryGetValue("rdpmedic", out var tag) && tag == "enrolled" && (!machine.Tags.TryGetValue("rdpmedic-role", out var role) || role != "protected");
        if (!ours && machine.RunCommands.Count > 0) violations.Add($"a script was sent to {machine.Name}, which is not to be touched");
    }

    private void Rules(SecurityGroup group, Dictionary<string, SecurityRule> before)
    {
        foreach (var rule in group.Rules.Values)
        {
            if (before.TryGetValue(rule.Name, out var was) && was == rule) continue;
            if (rule.Name != "allow-rdp-inside") violations.Add($"{group.Name}/{rule.Name} is not listed and was written");
            if (rule is { Access: "Allow", Direction: "Inbound" } && rule.Sources.Any(source => source is "*" or "Internet" or "0.0.0.0/0")) violations.Add($"{group.Name}/{rule.Name} is open to everybody");
        }

        foreach (var gone in before.Keys.Where(name => name != "allow-rdp-inside" && !group.Rules.ContainsKey(name))) violations.Add($"{group.Name}/{gone} is not ours and was deleted");
    }

    private static Posture Of(Machine machine) => new(machine.Guest.SecurityLayer, machine.Guest.UserAuthentication, machine.Guest.MinEncryptionLevel, machine.Guest.FirewallProfilesOff.Count, machine.Guest.Sessions.Select(session => session.Id).ToHashSet(), machine.Guest.Services["TermService"].Pid);
}
