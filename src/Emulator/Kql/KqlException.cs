namespace RdpMedic.Emulator.Kql;

/// <summary>A query that the service would refuse too, or that this subset does not know.</summary>
/// <param name="code">SyntaxError or SemanticError.</param>
public class KqlException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <param name="at">Where, counted from the end of the constants that the query begins with.</param>
    internal static KqlException Syntax(string message, int at) => new("SyntaxError", $"{message} (at position {at})");

    internal static KqlException Semantic(string message) => new("SemanticError", message);

    /// <summary>What the emulator does not do, though the service may.</summary>
    internal static KqlException Unsupported(string what) => new("SemanticError", $"The emulator does not know {what}");
}

/// <summary>A table that is in no workspace; a fuzzy union goes on without it.</summary>
internal sealed class MissingTableException(string table) : KqlException("SemanticError", $"Failed to resolve table or column expression named '{table}'");
