using Azure;
using Azure.Identity;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>Sorts what the table service and the way to it throw. What is wrong with a request itself (400, 413) is a defect and stays what it is.</summary>
internal static class TableTrouble
{
    /// <exception cref="RetriableException">No answer, throttled, unavailable, or (as while a role spreads) not allowed.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception failed) when (Lost(failed, cancellationToken) || NotWritten(failed))
        {
            throw Retriable(failed);
        }
    }

    /// <summary>A write that the SDK sends once. Answers default when another version is stored than the one that was to be written over.</summary>
    /// <exception cref="RetriableException">Nothing was written.</exception>
    /// <exception cref="UncertainException">No answer, or one that does not tell.</exception>
    public static async Task<T?> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException refused) when (refused is { Status: 412 } or { Status: 409, ErrorCode: "EntityAlreadyExists" } or { Status: 404, ErrorCode: "ResourceNotFound" or "EntityDoesNotExist" })
        {
            return null;
        }
        catch (Exception failed) when (NotWritten(failed))
        {
            throw Retriable(failed);
        }
        catch (Exception failed) when (Lost(failed, cancellationToken))
        {
            throw new UncertainException(Said(failed), failed);
        }
    }

    /// <summary>As <see cref="WriteAsync"/>, for what may be written twice: a lost answer is only one more reason to try again.</summary>
    /// <exception cref="RetriableException">Nothing was written, or it was: write it again.</exception>
    public static async Task<T?> RepeatableAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await WriteAsync(write, cancellationToken);
        }
        catch (UncertainException lost)
        {
            throw new RetriableException(lost.Message, null, lost);
        }
    }

    /// <summary>401 and 403 refuse before anything is done, 404 is a missing table, and without a token nothing was sent.</summary>
    private static bool NotWritten(Exception failed) => failed is AuthenticationFailedException or RequestFailedException { Status: 401 or 403 or 404 or 429 };

    private static bool Lost(Exception failed, CancellationToken cancellationToken) => failed switch
    {
        RequestFailedException answer => answer.Status is 0 or 408 or 409 or >= 500,
        AggregateException several => several.InnerExceptions.All(inner => Lost(inner, cancellationToken) || NotWritten(inner)),
        // The SDK ends a request that takes too long as a cancellation that nobody asked for.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        IOException => true,
        _ => false,
    };

    private static RetriableException Retriable(Exception failed) => new(Said(failed), failed is RequestFailedException answer ? Trouble.After(answer) : null, failed);

    private static string Said(Exception failed) => failed switch
    {
        RequestFailedException answer => $"table storage: {Trouble.Said(answer)}",
        AggregateException several => Said(several.InnerExceptions[0]),
        _ => $"table storage: {failed.Message}",
    };
}
