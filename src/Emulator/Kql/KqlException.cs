namespace RdpMedic.Emulator.Kql;

/// <summary>A query that the service would refuse too, or that this subset does not know.</summary>
/// <param name="code">SyntaxError or SemanticError.</param>
public sealed class KqlException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    internal static KqlException Syntax(string message, int at) => new("SyntaxError", $"{message} (at position {at})");

    internal static KqlException Semantic(string message) => new("SemanticError", message);
}
