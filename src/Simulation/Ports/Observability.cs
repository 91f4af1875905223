using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>The product's own queries over the world's rows, a knock at the door by the world's state, and the activity log with its delay.</summary>
public sealed class Observability(SimulatedAzure azure, Line line, TimeProvider clock) : ISignals, IProbe, IChanges
{
    private readonly KqlEngine engine = new(azure.Logs);

    public Task<IEnumerable<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => line.ReadAsync<IEnumerable<SignalRow>?>(Service.Logs, () =>
    {
        var query = $"let windowStart = datetime({from.UtcDateTime:O});\nlet windowEnd = datetime({to.UtcDateTime:O});\n{detector.Query}";
        return [.. engine.Run(query, azure.Fleet.Now, from - TimeSpan.FromHours(1)).Rows.Select(row => new SignalRow((string)row[0]!, (DateTimeOffset)row[1]!, (long)row[2]!, (string)row[3]!))];
    });

    public Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken) => line.ReadAsync<IReadOnlySet<string>>(Service.Logs, () => tables.Where(table => !azure.Logs.Has(table, azure.Fleet.Now)).ToHashSet(StringComparer.Ordinal));

    public Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken) => line.As("probe").ReadAsync(Service.Azure, () => Look(azure, host.Id));

    /// <summary>What a handshake would meet.</summary>
    public static ProbeFacts Look(SimulatedAzure azure, HostId id)
    {
        if (Inventory.Machine(azure, id) is not { } machine) return Ends(ProbeOutcome.Timeout);
        return Doorway.Of(azure.Fleet, machine) switch
        {
            Knock.Dropped => Ends(ProbeOutcome.Timeout),
            Knock.Refused => Ends(ProbeOutcome.Refused),
            Knock.Silent => Ends(ProbeOutcome.NoAnswer),
            Knock.OtherProgram => Ends(ProbeOutcome.NotRdp),
            Knock.NoTls => Ends(ProbeOutcome.NegotiationRefused) with { NegotiationFailure = 2 },
            Knock.NoCertificate => Ends(ProbeOutcome.NegotiationRefused) with { NegotiationFailure = 3 },
            Knock.TlsFails => Ends(ProbeOutcome.TlsFailed),
            _ => new ProbeFacts(ProbeOutcome.Answered, null, machine.Guest.Presented!.Thumbprint, machine.Guest.Presented.Subject, machine.Guest.Presented.NotAfter, Reached: false),
        };
    }

    public async Task<Reading<Changes>> ReadAsync(IReadOnlyList<string> resources, TimeSpan back, CancellationToken cancellationToken)
    {
        try
        {
            return await line.ReadAsync(Service.Logs, () => Changed(resources, back));
        }
        catch (RetriableException trouble)
        {
            return Reading<Changes>.Missing($"not collected: {trouble.Message}", "activity log", Vantage.Logs, clock.GetUtcNow());
        }
    }

    private Reading<Changes> Changed(IReadOnlyList<string> resources, TimeSpan back)
    {
        var now = clock.GetUtcNow();
        var changes = azure.Fleet.Activities
            .Where(change => change.At > now - back && change.At < now - TimeSpan.FromMinutes(10) && resources.Any(resource => change.ResourceId.StartsWith(resource, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(change => change.At)
            .Select(change => new Change(change.At, change.Operation, change.ResourceId.ToLowerInvariant(), change.Caller));
        return Reading<Changes>.Of(new Changes([.. changes]), "activity log", Vantage.Logs, now);
    }

    private static ProbeFacts Ends(ProbeOutcome outcome) => new(outcome, null, null, null, null, Reached: false);
}
