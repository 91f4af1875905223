using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The host is not registered with its pool: its token was invalid or ran out, its name is taken, or somebody removed it. Decisive: IsRegistered inside the
/// guest. It is registered anew only where the operator switched that on, because a registration token is a secret and asking for one needs a right of its own.
/// </summary>
public sealed class AvdRegistration : IFailure
{
    private const string Administrators = "the AVD administrators";

    public FailureId Id { get; } = new(FailureIds.AvdRegistration);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.AvdRegistration, Queries.Detect("AvdRegistration"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (AvdReport.Off(evidence)) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Guest) is not { Avd: { } avd } guest) return null;
        if (!host.IsSessionHost) return Removed(cite, evidence);
        var silent = AvdReport.Silent(cite, evidence, now);
        var diagnosis = avd.Registered ? Refused(cite, evidence, avd, silent) : Unregistered(cite, evidence, avd);
        if (diagnosis is null) return null;
        // The inventory is minutes old: a host that somebody took out of its pool looks just like this, and registering it would undo that.
        if (evidence.SessionHost.Value is null) diagnosis = diagnosis with { Confidence = 0.5, Decisive = false, Because = $"{diagnosis.Because}, and its pool could not be asked whether it still has the host" };
        if (WhyNotHere(host, avd, policy) is not null) diagnosis = diagnosis with { PersonOnly = true };
        return avd.Broker == false || guest.Network is { Resolves: false }
            ? diagnosis with { Part = Part.Contributes, Because = $"{diagnosis.Because}; but the broker is not reached, without which no host registers" }
            : diagnosis;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var avd = evidence.Guest.Value?.Avd;
        var why = WhyNotHere(host, avd, policy);
        return new Plan
        {
            Failure = Id,
            Rungs = why is null && host.SessionHostId is not null ? [new Rung([Register(host)], "register the host anew, with a token that nobody sees and that ends within the hour")] : [],
            ForPerson = Handover.To(
                Administrators,
                $"{(why is null ? "" : $"{why}. ")}{(IsClash(avd) ? $"Remove the stale session host of this name from its pool (az desktopvirtualization session-host delete --ids {host.SessionHostId}) and register anew: " : "Register it anew: ")}make a registration key of the pool that ends in an hour, and on {host.Name} set IsRegistered to 0 and RegistrationToken to that key under HKLM\\SOFTWARE\\Microsoft\\RDInfraAgent; then Restart-Service RDAgentBootLoader. It worked when IsRegistered is 1 and RegistrationToken is empty. A pooled host is replaced sooner.",
                host.Role == HostRole.Personal ? null : "the other hosts of the pool take people."),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => AvdReport.Prove(host, after, appliedAt, null, "The host is registered, and reports");

    private Diagnosis? Unregistered(Cite cite, HostEvidence evidence, GuestAvd avd)
    {
        cite.For(evidence.Guest, $"IsRegistered is 0{(avd.EventText is { } said ? $"; the agent said {said}" : "")}");
        if (AvdReport.Serves(evidence)) return cite.Diagnose(Id, 0.5, "the registry says that it is not registered, and the AVD service hears it");
        return cite.Diagnose(Id, 0.95, IsClash(avd) ? "it cannot register, because its name is registered already" : "it is not registered with its pool")! with { Decisive = true };
    }

    /// <summary>It was registered once, and the service does not take that any more.</summary>
    private Diagnosis? Refused(Cite cite, HostEvidence evidence, GuestAvd avd, bool? silent)
    {
        if (silent is not true || !AvdReport.IsRefused(avd, evidence)) return null;
        cite.For(evidence.Guest, $"IsRegistered is 1, and after its last heartbeat the agent said {avd.EventText}");
        return cite.Diagnose(Id, 0.75, "its registration is not accepted any more");
    }

    /// <summary>Somebody took it out of its pool, or its pool is none of ours: that is a decision.</summary>
    private Diagnosis? Removed(Cite cite, HostEvidence evidence)
    {
        cite.For(evidence.Guest, "the AVD agent is installed, and no pool that is known has this machine");
        return cite.Diagnose(Id, 0.7, "it is a session host of no pool that is known")! with { Part = Part.Bystander, PersonOnly = true };
    }

    /// <summary>Why a machine does not register it; null: it may.</summary>
    private static string? WhyNotHere(Host host, GuestAvd? avd, Policy policy)
    {
        if (!host.IsSessionHost) return $"Nobody knows which pool {host.Name} belongs to";
        if (IsClash(avd)) return "Its name is registered already, and a session host is never removed by a machine";
        return policy.RegisterHosts ? null : "Registering hosts is not switched on here (setting RegisterHosts, with the opt-in role 'registration')";
    }

    private static bool IsClash(GuestAvd? avd) => avd?.EventText?.Contains(AvdReport.NameTaken, StringComparison.OrdinalIgnoreCase) == true;

    private static Step Register(Host host)
    {
        var id = host.SessionHostId!;
        var pool = id[..id.IndexOf("/sessionHosts/", StringComparison.OrdinalIgnoreCase)];
        return new Step
        {
            Name = StepNames.RegisterSessionHost,
            Kind = StepKinds.Registration,
            Risk = Risk.R1,
            // A personal desktop is its user's: it is not registered anew without somebody who says so.
            NeedsApproval = host.Role == HostRole.Personal,
            Touches = [$"{host.Id.Value}/guest/registration", pool.ToLowerInvariant()],
            Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [StepArguments.Script] = "registration-repair",
                [StepArguments.VerifyScript] = "registration-verify",
                [StepArguments.Phase] = "Register",
                [StepArguments.SessionHost] = id,
                [StepArguments.HostPool] = pool,
            },
        };
    }
}
