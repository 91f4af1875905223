using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>Which step a process has in its hands while it calls, and where its writes land: what the judge sees of each write.</summary>
public sealed class Hands(SimulatedAzure azure, Action<StepWork, string, string?> landed, Action<StepWork> called)
{
    private readonly AsyncLocal<StepWork?> current = new();

    /// <summary>The product calls a write now; answers the step that it belongs to.</summary>
    public StepWork? Calls()
    {
        if (current.Value is { Phase: StepPhase.Apply or StepPhase.Revert } work) called(work);
        return current.Value;
    }

    /// <summary>A write took effect in the world.</summary>
    public void Landed(StepWork? work, string entity, string? value)
    {
        if (work is null) throw new InvalidOperationException($"A write of {entity} belongs to no step.");
        azure.Ownership.Wrote(entity, Ownership.Us, value, $"{work.Case}/{work.Index}/{work.Phase}");
        landed(work, entity, value);
    }

    public IRepair Around(IRepair repair) => new Watched(repair, this);

    /// <summary>The product's repair, seen.</summary>
    private sealed class Watched(IRepair inner, Hands hands) : IRepair
    {
        public string Kind => inner.Kind;

        public Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken) => InAsync(work, () => inner.PerformAsync(work, cancellationToken));

        public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InAsync(work, () => inner.LookAsync(work, handle, cancellationToken));

        public Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken) => InAsync(work, () => inner.InquireAsync(work, cancellationToken));

        public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => inner.ForgetAsync(work, cancellationToken);

        private async Task<StepOutcome> InAsync(StepWork work, Func<Task<StepOutcome>> make)
        {
            hands.current.Value = work;
            return await make();
        }
    }
}
