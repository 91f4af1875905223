using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Healing;

namespace RdpMedic.Functions.Triggers;

/// <summary>Reads the bodies of requests: JSON objects of at most 16 KB; what cannot be read is refused by the name of its field.</summary>
internal static class Bodies
{
    private const int Longest = 16 * 1024;

    /// <summary>Reasons go to journals.</summary>
    public const int LongestReason = 500;

    public static async Task<(T? Body, IActionResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        // A body without a stated length may be any length: it is read up to the limit and one byte.
        var buffer = new byte[Longest + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > Longest) return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, null, "The body is larger than 16 KB."));
        try
        {
            return JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), Json.Options) is { } body ? (body, null) : (null, Problems.Of(StatusCodes.Status400BadRequest, null, "The body is empty."));
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path is { Length: > 2 } path ? path[2..] : null;
            return (null, Problems.Of(StatusCodes.Status400BadRequest, field, field is null ? "The body is not JSON." : $"The field '{field}' cannot be read."));
        }
    }

    /// <summary>Null: it will do.</summary>
    public static IActionResult? ReasonProblem(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason ? Problems.Of(StatusCodes.Status400BadRequest, "reason", "Say why, in at most 500 characters; it goes to the journal.") : null;
}
