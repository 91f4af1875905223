using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace RdpMedic.Functions.Triggers;

/// <summary>
/// A session is let go when its turn is over. The next message of a case is due in seconds or minutes, and a session that is kept for its idle time (two seconds, see
/// host.json) keeps one of the instance's 16 places from another host: in a storm that alone would hold an instance to eight turns a second.
/// </summary>
internal static partial class HeldSession
{
    /// <summary>Once the message is settled nothing is lost by a failure here: the session then ends with its idle time. So a failure is logged and not thrown.</summary>
    /// <param name="session">Null when the Functions host hands over no session actions.</param>
    public static async Task LetGoAsync(ServiceBusSessionMessageActions? session, ILogger log)
    {
        if (session is null) return;
        try
        {
            // By the SDK's contract this cancels the token of the invocation, so it is the last thing that the invocation does, and not under that token.
            await session.ReleaseSession(CancellationToken.None);
        }
        catch (Exception trouble)
        {
            NotLetGo(log, trouble);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session could not be let go after its turn; it ends with its idle time.")]
    private static partial void NotLetGo(ILogger logger, Exception exception);
}
