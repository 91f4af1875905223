using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>An event that a guest keeps writing for as long as its state is such.</summary>
/// <param name="Log">The channel, as the column EventLog has it.</param>
/// <param name="Source">The provider.</param>
/// <param name="Level">Error, Warning or Information.</param>
public sealed record Complaint(string Log, string Source, int EventId, string Level, string Text)
{
    /// <summary>Written this often. Default two minutes.</summary>
    public TimeSpan Again { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>Everything that guests complain of, by what their state is. To add a family: a file beside this, and a line here.</summary>
public static class Complaints
{
    public const string System = "System";

    public const string Application = "Application";

    public const string Manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";

    public static IReadOnlyList<Func<Machine, DateTimeOffset, IEnumerable<Complaint>>> All { get; } = [CertificateComplaints.Of, ServiceComplaints.Of, HandshakeComplaints.Of, SignInComplaints.Of, AvdComplaints.Of, SessionComplaints.Of];
}
