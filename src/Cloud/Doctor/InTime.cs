namespace RdpMedic.Cloud.Doctor;

/// <summary>Gives every check a time of its own. What has not answered by then is a finding, and holds up nothing else.</summary>
/// <param name="limit">How long a check may take. It is more than a client takes that tries twice.</param>
/// <param name="wall">The clock of the transport, whatever clock the world has.</param>
public sealed class InTime(TimeSpan limit, TimeProvider wall)
{
    /// <summary>Some checks wait for the inventory and then have their own time, so a whole examination takes twice this at most.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(15);

    /// <param name="ask">Need not obey its token.</param>
    public async Task<DoctorCheck> AskAsync(string what, string identity, string? scope, Func<CancellationToken, Task<DoctorCheck>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, wall);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await ask(ending.Token).WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new DoctorCheck(what, identity, scope, DoctorVerdict.Failed, $"No answer within {limit.TotalSeconds:0} s.");
        }
    }
}
