using Azure.Core;
using Azure.Core.Pipeline;

namespace RdpMedic.Cloud.Network;

/// <summary>
/// Adds If-Match or If-None-Match to the one write that is made inside <see cref="Only"/>. The network SDK has no parameter for it, and without it
/// a rule that somebody wrote since we read it would be overwritten.
/// </summary>
public sealed class ConditionalWrite : HttpPipelineSynchronousPolicy
{
    private static readonly AsyncLocal<(string Header, string Value)?> Condition = new();

    /// <summary>The next PUT of this flow is done only if the entity is still what it was.</summary>
    public static IDisposable Match(string etag) => new Only(("If-Match", etag));

    /// <summary>The next PUT of this flow is done only if there is no such entity.</summary>
    public static IDisposable None() => new Only(("If-None-Match", "*"));

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Put && Condition.Value is { } condition) message.Request.Headers.SetValue(condition.Header, condition.Value);
    }

    private sealed class Only : IDisposable
    {
        public Only((string Header, string Value) condition) => Condition.Value = condition;

        public void Dispose() => Condition.Value = null;
    }
}
