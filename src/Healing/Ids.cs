using System.Text.Json;
using System.Text.Json.Serialization;

namespace RdpMedic.Healing;

/// <summary>An Azure resource id of a virtual machine, in lower case as Azure's own logs write <c>_ResourceId</c>.</summary>
[JsonConverter(typeof(HostIdJson))]
public readonly record struct HostId
{
    public HostId(string resourceId) => Value = resourceId.ToLowerInvariant();

    public string Value { get; }

    /// <summary>Session id, partition key and the first half of a case id.</summary>
    public string Key => StableHash.Of(Value);

    public override string ToString() => Value;
}

/// <summary>A case: the host's key, a dash, and a number that rises per host.</summary>
[JsonConverter(typeof(CaseIdJson))]
public readonly record struct CaseId(string Value)
{
    public static CaseId For(HostId host, int number) => new($"{host.Key}-{number}");

    public override string ToString() => Value;
}

/// <summary>The stable name of a failure class, such as <c>termservice-down</c>.</summary>
[JsonConverter(typeof(FailureIdJson))]
public readonly record struct FailureId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Hosts that stand in for one another: an AVD host pool, or the resource group of plain virtual machines.</summary>
[JsonConverter(typeof(PoolIdJson))]
public readonly record struct PoolId(string Value)
{
    public override string ToString() => Value;
}

internal sealed class HostIdJson : JsonConverter<HostId>
{
    public override HostId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, HostId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class CaseIdJson : JsonConverter<CaseId>
{
    public override CaseId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, CaseId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class FailureIdJson : JsonConverter<FailureId>
{
    public override FailureId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, FailureId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class PoolIdJson : JsonConverter<PoolId>
{
    public override PoolId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, PoolId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
