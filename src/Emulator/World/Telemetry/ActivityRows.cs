namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>Control-plane writes become rows of the activity log, 3 to 20 minutes late.</summary>
public sealed class ActivityRows(Fleet fleet, AppendRow append, Random chance)
{
    private int written;

    public void Advance()
    {
        for (; written < fleet.Activities.Count; written++)
        {
            var one = fleet.Activities[written];
            var columns = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["_ResourceId"] = one.ResourceId.ToLowerInvariant(),
                ["OperationNameValue"] = one.Operation,
                ["ActivityStatusValue"] = "Success",
                ["Caller"] = one.Caller,
                ["CategoryValue"] = "Administrative",
            };
            append("AzureActivity", one.At, one.At.AddMinutes(3 + (chance.NextDouble() * 17)), columns);
        }
    }
}
