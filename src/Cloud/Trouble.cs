using System.Globalization;
using System.Text.Json;
using Azure;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud;

/// <summary>Sorts what the SDKs throw: try again later, unknown whether it was written, or an answer that the caller has to understand.</summary>
internal static class Trouble
{
    /// <exception cref="RetriableException">Throttled, unavailable or unreachable.</exception>
    /// <exception cref="RequestFailedException">Any other answer.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (RequestFailedException failed) when (failed.Status is 0 or 408 or 429 or >= 500)
        {
            throw new RetriableException(Said(failed), After(failed), failed);
        }
        catch (AggregateException failed) when (failed.InnerExceptions.All(inner => inner is RequestFailedException or TaskCanceledException))
        {
            throw new RetriableException(failed.InnerExceptions[0].Message, null, failed);
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, for what a step cannot do without.</summary>
    /// <exception cref="FinalException">Any other refusal.</exception>
    public static async Task<T> MustAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await ReadAsync(read);
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Said(refused), refused);
        }
    }

    /// <summary>Writes are never retried by the SDK: only a 429 proves that nothing was written.</summary>
    /// <exception cref="RetriableException">Throttled: nothing was written.</exception>
    /// <exception cref="UncertainException">No answer, or one that does not tell.</exception>
    /// <exception cref="RequestFailedException">Refused: nothing was written.</exception>
    public static async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException failed) when (failed.Status == 429)
        {
            throw new RetriableException(Said(failed), After(failed), failed);
        }
        catch (RequestFailedException failed) when (failed.Status is 0 or 408 or >= 500)
        {
            throw new UncertainException(Said(failed), failed);
        }
    }

    /// <summary>A write whose refusal is an answer: null when it was done, else why it was not.</summary>
    /// <param name="what">What was to be written, for the words when somebody was faster.</param>
    public static async Task<string?> RefusalAsync<T>(Func<Task<T>> write, string what)
    {
        try
        {
            await WriteAsync(write);
            return null;
        }
        catch (RequestFailedException refused)
        {
            return refused.Status == 412 ? $"somebody wrote {what} in the meantime" : Said(refused);
        }
    }

    public static string Said(RequestFailedException failed)
    {
        var line = failed.Message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        var inner = Cause(failed.GetRawResponse());
        return $"{(failed.Status == 403 ? "not permitted: " : "")}{failed.Status} {failed.ErrorCode}: {(end < 0 ? line : line[..end])}{(inner is null ? "" : $" {inner}")}{Cure(failed)}";
    }

    /// <summary>Which of our roles gives the action that a refusal names; empty when it names none of ours.</summary>
    private static string Cure(RequestFailedException failed)
    {
        if (failed.Status != 403) return "";
        var roles = failed.Message.Split('\'').SelectMany(Permissions.All.RolesOf).Distinct(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? "" : $" The role {string.Join(" or ", roles.Select(role => $"RdpMedic {role}"))} gives it; the doctor command tells what else is missing.";
    }

    /// <summary>What the innermost error says: the logs put the fault of a query there and say nothing of it further out. (Azure Monitor Log Analytics API errors)</summary>
    private static string? Cause(Response? response)
    {
        if (response is null || response.Headers.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true) return null;
        try
        {
            using var document = JsonDocument.Parse(response.Content);
            string? said = null;
            for (var error = Inner(Inner(document.RootElement, "error"), "innererror"); error is { } one; error = Inner(one, "innererror")) said = one.TryGetProperty("message", out var message) ? message.GetString() : said;
            return said;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Inner(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;

    public static TimeSpan? After(RequestFailedException failed) =>
        failed.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) == true && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
