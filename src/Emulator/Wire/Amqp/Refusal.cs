using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>Errors as the client expects them: a condition and a sentence.</summary>
internal static class Refusal
{
    public static Error Of(BusException refused) => Of(refused.Condition, refused.Message);

    public static Error Of(string condition, string description) => new() { Condition = condition, Description = description };

    public static AmqpException Throw(string condition, string description) => new(Of(condition, description));
}
