namespace RdpMedic.Emulator.Bus;

/// <summary>What messages can be sent to: a queue or a topic.</summary>
public interface IInlet
{
    string Name { get; }

    /// <summary>A message without a session is refused.</summary>
    bool RequiresSession { get; }

    /// <summary>Answers a sequence number; a duplicate is accepted, dropped, and answered with null.</summary>
    long? Send(IncomingMessage incoming);
}
