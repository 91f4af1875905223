namespace RdpMedic.Cloud.Logs;

/// <summary>Strings as KQL literals, so that a name can never become part of a query.</summary>
public static class KqlText
{
    public static string Literal(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}\"";
}
