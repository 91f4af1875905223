using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Is the host ours to touch, and how far does its role let a machine go? Protected hosts are only looked at; on a workload machine, where
/// zero RDP sessions is no permission, a reboot or a move is a plan for a person; a personal host is never drained by a machine.
/// </summary>
public sealed class Enrolled : IGate
{
    public string Name => GateNames.Enrolled;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Facts.Host is not { } host) return new Refusal(Name, "the host is not in the inventory", "enrolled by tag", Final: true);
        if (!host.Enrolled) return new Refusal(Name, "not enrolled", "tag rdpmedic=enrolled", Final: true);
        var step = question.Step;
        return host.Role switch
        {
            HostRole.Protected => new Refusal(Name, "role protected", "looked at from outside only", Final: true),
            HostRole.Workload when step.Risk >= Risk.R3 => new Refusal(Name, $"role workload, {step.Risk}", "at most R2", Final: true),
            HostRole.Personal when step.Kind == StepKinds.Drain => new Refusal(Name, "role personal, a drain", "draining it is the outage", Final: true),
            _ => null,
        };
    }
}
