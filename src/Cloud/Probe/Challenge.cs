using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>Asks for the NTLM challenge over TLS, with no credentials, and hangs up. Whatever goes wrong here, RDP has answered already.</summary>
internal static class Challenge
{
    public static async Task<ProbeFacts> AskAsync(Stream tls, ProbeFacts facts, StepTime time, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (facts.SelectedProtocol != 2) return facts with { ChallengeMissing = "the server chose TLS without CredSSP" };
        using var asking = time.Begin(cancellationToken);
        try
        {
            await tls.WriteAsync(TsRequest.Write(NtlmChallenge.Request.Span), asking.Token);
            if (await ReadAsync(tls, asking.Token) is not { } message) return facts with { ChallengeMissing = "the answer is no CredSSP message" };
            var now = clock.GetUtcNow();
            if (TsRequest.Read(message) is not { } token || NtlmChallenge.Read(token.Span) is not { } challenge) return facts with { ChallengeMissing = "the answer has no NTLM challenge in it" };
            return facts with { Ntlm = challenge.Names, ClockSkewSeconds = challenge.Time is { } its ? Seconds(its - now) : null };
        }
        catch (IOException)
        {
            return facts with { ChallengeMissing = "the connection was closed instead" };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return facts with { ChallengeMissing = "no answer" };
        }
    }

    private static int Seconds(TimeSpan skew) => (int)Math.Clamp(Math.Round(skew.TotalSeconds), int.MinValue, int.MaxValue);

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream tls, CancellationToken cancellationToken)
    {
        var buffer = new byte[512];
        var got = 0;
        while (true)
        {
            if (TsRequest.LengthOf(buffer.AsSpan(0, got)) is not { } length) return null;
            if (length > 0 && got >= length) return buffer.AsMemory(0, length);
            if (length > buffer.Length) Array.Resize(ref buffer, length);
            var more = await tls.ReadAsync(buffer.AsMemory(got), cancellationToken);
            if (more == 0) throw new EndOfStreamException();
            got += more;
        }
    }
}
