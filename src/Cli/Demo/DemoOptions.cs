namespace RdpMedic.Cli.Demo;

/// <summary>What <c>demo</c> was asked for.</summary>
/// <param name="Hosts">8 to 400.</param>
/// <param name="Json">One JSON object at the end instead of a table.</param>
/// <param name="Trace">A file that gets a JSON line for every HTTP call and AMQP link; null: none.</param>
/// <param name="SabotageRepairs">Scripts report success and change nothing.</param>
/// <param name="Scale">World seconds in a second.</param>
public sealed record DemoOptions(int Hosts, int Seed, bool Json, string? Trace, bool SabotageRepairs, double Scale)
{
    /// <summary>A file that tells how to reach and sign in to the app; the demo then goes on until it is interrupted. Null: it ends by itself.</summary>
    public string? Access { get; init; }
}
