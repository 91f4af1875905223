using System.Globalization;
using System.Text.Json;

namespace RdpMedic.Cli.LocalHost;

/// <summary>
/// The part of host.json that the local host obeys. Defaults are those of the Functions host where a key is absent
/// (MicrosoftDocs azure-docs, functions-bindings-service-bus.md, "host.json settings").
/// </summary>
/// <param name="RoutePrefix">Stands before every HTTP route; "api" unless the file says otherwise, and often empty.</param>
/// <param name="AutoCompleteMessages">Whether the host settles a message after its function returned.</param>
/// <param name="PrefetchCount">Messages fetched ahead.</param>
/// <param name="MaxConcurrentCalls">Messages handled at once, for queues without sessions.</param>
/// <param name="MaxConcurrentSessions">Sessions held at once.</param>
/// <param name="MaxConcurrentCallsPerSession">Messages of one session handled at once; above 1 their order is lost.</param>
/// <param name="SessionIdleTimeout">How long a session without messages is kept; null is the client's try time-out.</param>
/// <param name="MaxAutoLockRenewalDuration">How long the lock of a message, or of a session, is renewed while its function runs.</param>
public sealed record HostSettings(
    string RoutePrefix,
    bool AutoCompleteMessages,
    int PrefetchCount,
    int MaxConcurrentCalls,
    int MaxConcurrentSessions,
    int MaxConcurrentCallsPerSession,
    TimeSpan? SessionIdleTimeout,
    TimeSpan MaxAutoLockRenewalDuration)
{
    private static readonly string[] Known =
    [
        "autoCompleteMessages", "prefetchCount", "maxConcurrentCalls", "maxConcurrentSessions", "maxConcurrentCallsPerSession", "sessionIdleTimeout", "maxAutoLockRenewalDuration",
    ];

    /// <summary>Reads a host.json.</summary>
    /// <exception cref="LocalHostException">The file is missing or malformed, or names a Service Bus setting that this host does not obey.</exception>
    public static HostSettings Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new LocalHostException($"There is no host.json at '{path}'. Azure would start with default settings and settle messages by itself; this host refuses instead.");
        }

        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of a host.json; <paramref name="name"/> stands in error messages.</summary>
    /// <exception cref="LocalHostException">As for <see cref="Read"/>.</exception>
    public static HostSettings Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return From(document.RootElement, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new LocalHostException($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static HostSettings From(JsonElement root, string name)
    {
        if (!string.Equals(Child(root, "version")?.GetString(), "2.0", StringComparison.Ordinal))
        {
            throw new LocalHostException($"{name} must state \"version\": \"2.0\"; the Functions host refuses a file without it.");
        }

        var extensions = Child(root, "extensions");
        var bus = Child(extensions, "serviceBus");
        var unknown = bus?.EnumerateObject().Select(p => p.Name).Where(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList() ?? [];
        if (unknown.Count > 0)
        {
            throw new LocalHostException($"{name}: extensions.serviceBus has settings that the local host does not obey: {string.Join(", ", unknown)}. Remove them, or teach HostSettings what they do.");
        }

        return new HostSettings(
            (Child(Child(extensions, "http"), "routePrefix")?.GetString() ?? "api").Trim('/'),
            Child(bus, "autoCompleteMessages")?.GetBoolean() ?? true,
            Child(bus, "prefetchCount")?.GetInt32() ?? 0,
            Child(bus, "maxConcurrentCalls")?.GetInt32() ?? 16 * Environment.ProcessorCount,
            Child(bus, "maxConcurrentSessions")?.GetInt32() ?? 8,
            Child(bus, "maxConcurrentCallsPerSession")?.GetInt32() ?? 1,
            Duration(bus, "sessionIdleTimeout"),
            Duration(bus, "maxAutoLockRenewalDuration") ?? TimeSpan.FromMinutes(5));
    }

    private static TimeSpan? Duration(JsonElement? parent, string key) =>
        Child(parent, key)?.GetString() is { } text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : null;

    /// <summary>Configuration keys ignore case, so these do.</summary>
    private static JsonElement? Child(JsonElement? parent, string key)
    {
        foreach (var property in parent?.EnumerateObject() ?? default)
        {
            if (string.Equals(property.Name, key, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }
}
