using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.DesktopVirtualization;
using Azure.ResourceManager.DesktopVirtualization.Models;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.VirtualDesktop;

/// <summary>
/// Registration tokens by the actor's opt-in role. A token that the pool has already is used while it lasts, because making another replaces what somebody's
/// pipeline may rest on; one that is made here ends within the hour. (Microsoft.DesktopVirtualization hostPools, retrieveRegistrationToken)
/// </summary>
public sealed class RegistrationTokens(ArmClient actor, TimeProvider clock) : IRegistrationTokens
{
    /// <summary>A host needs some minutes until it has registered.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(15);

    public async Task<Answer<RegistrationToken>> IssueAsync(string hostPool, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var pool = actor.GetHostPoolResource(new ResourceIdentifier(hostPool));
        try
        {
            if (await FindAsync(pool, cancellationToken) is { } there) return Answer<RegistrationToken>.Of(there);
            var patch = new HostPoolPatch { RegistrationInfo = new HostPoolRegistrationInfoPatch { ExpireOn = until, RegistrationTokenOperation = HostPoolRegistrationTokenOperation.Update } };
            await Trouble.WriteAsync(() => pool.UpdateAsync(patch, cancellationToken));
            return await FindAsync(pool, cancellationToken) is { } made ? Answer<RegistrationToken>.Of(made) : Answer<RegistrationToken>.Not("the pool has none, although one was made");
        }
        catch (RequestFailedException refused)
        {
            return Answer<RegistrationToken>.Not(Trouble.Said(refused));
        }
        catch (UncertainException unknown)
        {
            // Whether a token was made or not: no host was written.
            throw new RetriableException(unknown.Message, null, unknown);
        }
    }

    private async Task<RegistrationToken?> FindAsync(HostPoolResource pool, CancellationToken cancellationToken)
    {
        var found = (await Trouble.ReadAsync(() => pool.RetrieveRegistrationTokenAsync(cancellationToken))).Value;
        return found.Token is { Length: > 0 } token && found.ExpireOn > clock.GetUtcNow() + Enough ? new RegistrationToken(token) : null;
    }
}
