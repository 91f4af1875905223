using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>The first look at a server's TLS: one ClientHello, and what it says in the clear. No cryptography, so thousands cost little.</summary>
internal static class HelloLook
{
    public static async Task<(ProbeEnding Ending, ServerFlight Flight)> AtAsync(Stream stream, StepTime time, CancellationToken cancellationToken)
    {
        var flight = new ServerFlight();
        var header = new byte[ServerFlight.HeaderLength];
        var body = Array.Empty<byte>();
        using var securing = time.Begin(cancellationToken);
        try
        {
            await stream.WriteAsync(ClientHello.Make(), securing.Token);
            while (!flight.Done && flight.FatalAlert is null)
            {
                await stream.ReadExactlyAsync(header, securing.Token);
                if (ServerFlight.BodyOf(header) is not { } length) return (ProbeEnding.TlsFailed, flight);
                if (body.Length < length) body = new byte[length];
                await stream.ReadExactlyAsync(body.AsMemory(0, length), securing.Token);
                if (!flight.Take(header, body.AsSpan(0, length))) return (ProbeEnding.TlsFailed, flight);
            }

            return (flight.Done ? flight.TooOld ? ProbeEnding.TlsTooOld : ProbeEnding.Answered : ProbeEnding.TlsFailed, flight);
        }
        catch (IOException)
        {
            return (ProbeEnding.TlsReset, flight);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (ProbeEnding.TlsStalled, flight);
        }
    }
}
