using System.Net.Sockets;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>Negotiation over a connection: one request, one answer, and names for every way in which there is none.</summary>
internal static class Knock
{
    public static async Task<Knocked> AtAsync(Stream stream, bool tlsOnly, StepTime time, CancellationToken cancellationToken)
    {
        var buffer = new byte[Negotiation.Longest];
        var got = 0;
        using var talking = time.Begin(cancellationToken);
        try
        {
            await stream.WriteAsync(Negotiation.Request(tlsOnly), talking.Token);
            var wanted = 4;
            while (got < wanted)
            {
                var more = await stream.ReadAsync(buffer.AsMemory(got, (got == 0 ? Negotiation.Longest : wanted) - got), talking.Token);
                if (more == 0) return CutShort(buffer.AsSpan(0, got), ProbeEnding.ClosedBeforeReply);
                got += more;
                if (!Negotiation.MayBeRdp(buffer.AsSpan(0, got))) return CutShort(buffer.AsSpan(0, got), ProbeEnding.NotRdp);
                if (got < 4) continue;
                if (Negotiation.LengthOf(buffer.AsSpan(0, got)) is not { } length) return new Knocked(NegotiationAnswer.Senseless, null);
                wanted = length;
            }

            var answer = Negotiation.Read(buffer.AsSpan(0, wanted), tlsOnly);
            // A server speaks no TLS before the client does: more than the one packet is not RDP. Who refuses may hang up with a second one (xrdp's disconnect).
            return new Knocked(got == wanted || answer.Failure is not null ? answer : NegotiationAnswer.Senseless, null);
        }
        catch (IOException)
        {
            return CutShort(buffer.AsSpan(0, got), ProbeEnding.ClosedBeforeReply);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CutShort(buffer.AsSpan(0, got), ProbeEnding.Silent);
        }
    }

    /// <summary>What came decides; only if nothing came, how it ended.</summary>
    private static Knocked CutShort(ReadOnlySpan<byte> got, ProbeEnding ending) => got switch
    {
        [] => new Knocked(new NegotiationAnswer(ending, null, null), null),
        _ when Negotiation.MayBeRdp(got) => new Knocked(NegotiationAnswer.Senseless, null),
        _ => new Knocked(new NegotiationAnswer(ProbeEnding.NotRdp, null, null), Printable.Of(got)),
    };
}

/// <summary>The answer, and the first bytes where it is none.</summary>
internal sealed record Knocked(NegotiationAnswer Answer, string? Banner);
