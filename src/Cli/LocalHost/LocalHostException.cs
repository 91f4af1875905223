namespace RdpMedic.Cli.LocalHost;

/// <summary>The local host cannot start; the message says every reason and how to remove it.</summary>
public sealed class LocalHostException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public LocalHostException()
        : this("The local host cannot start.")
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public LocalHostException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
