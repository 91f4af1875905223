using Azure.Core;
using Azure.ResourceManager;
using RdpMedic.Cloud.Network;

namespace RdpMedic.Cloud;

/// <summary>How the two ARM clients are set up, for the real thing and for a rehearsal of it.</summary>
internal static class ArmOptions
{
    public static ArmClientOptions Reading(Endpoints endpoints)
    {
        var options = new ArmClientOptions { Environment = endpoints.Arm };
        if (endpoints.Transport is { } transport) options.Transport = transport;
        return options;
    }

    public static ArmClientOptions Acting(Endpoints endpoints)
    {
        var options = Reading(endpoints);
        // A write is never sent twice by the SDK: the case machine knows what was issued, the SDK does not.
        options.Retry.MaxRetries = 0;
        options.AddPolicy(new ConditionalWrite(), HttpPipelinePosition.PerCall);
        return options;
    }
}
