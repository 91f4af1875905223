namespace RdpMedic.Healing.Ports;

/// <summary>Registration tokens of AVD host pools, with which a host joins its pool. Only where the actor has the opt-in role <c>registration</c>.</summary>
public interface IRegistrationTokens
{
    /// <summary>
    /// The pool's token if it has one that lasts for minutes yet; else a new one that ends at <paramref name="until"/>. Answers why it was refused otherwise. Nothing
    /// is written to any host.
    /// </summary>
    /// <param name="hostPool">Resource id of the host pool.</param>
    /// <param name="until">At least an hour from now. (Azure Virtual Desktop, registration keys: one hour to 27 days)</param>
    /// <exception cref="RetriableException">Throttled or unreachable. A token that nobody got is harmless, so asking again is safe.</exception>
    Task<Answer<RegistrationToken>> IssueAsync(string hostPool, DateTimeOffset until, CancellationToken cancellationToken);
}

/// <summary>A secret on its way to one host: handed on at once, kept nowhere, and never printed.</summary>
public sealed class RegistrationToken(string value)
{
    private readonly string value = value;

    /// <summary>The one place where it is needed: the protected parameter of a run command.</summary>
    public string Reveal() => value;

    /// <summary>For whoever would write it to a log.</summary>
    public override string ToString() => "a registration token";
}
