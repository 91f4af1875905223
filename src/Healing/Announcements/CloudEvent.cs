using System.Text.Json.Serialization;

namespace RdpMedic.Healing.Announcements;

/// <summary>
/// What is told to whoever subscribes: a CloudEvent in structured JSON. (CloudEvents 1.0, JSON event format)
/// </summary>
/// <param name="Id">The same for every delivery of this event; with <paramref name="Source"/> it is unique.</param>
/// <param name="Source">The resource id of the host.</param>
/// <param name="Type">One of <see cref="Announcement.Types"/>.</param>
/// <param name="Subject">The id of the case.</param>
/// <param name="Time">When the case came into this state.</param>
public sealed record CloudEvent(string Id, string Source, string Type, string Subject, DateTimeOffset Time, CaseNews Data)
{
    /// <summary>The media type of the whole. (CloudEvents 1.0, JSON event format, section 3)</summary>
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";
}
