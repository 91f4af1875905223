using RdpMedic.Emulator.Wire.Admin;

namespace RdpMedic.Cli.Emulation;

/// <summary>
/// ManagedIdentityCredential finds its endpoint in two variables of the process. So that several emulators can be spoken to from one process, the variables name a place that
/// is nowhere, and the transport of each emulator's clients leads what is asked there to its own emulator.
/// </summary>
internal sealed class IdentityDoor(EmulatorConnection connection, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Header = "X-IDENTITY-HEADER";

    private static readonly Uri Nowhere = new("https://identity.invalid/msi/token");

    /// <summary>Sets the variables; the second time changes nothing.</summary>
    public static void Announce()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", Nowhere.ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "local");
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(Lead(request), cancellationToken);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(Lead(request), cancellationToken);

    private HttpRequestMessage Lead(HttpRequestMessage request)
    {
        if (request.RequestUri is not { } asked || asked.Host != Nowhere.Host) return request;
        request.RequestUri = new UriBuilder(connection.IdentityEndpoint) { Query = asked.Query }.Uri;
        request.Headers.Host = null;
        request.Headers.Remove(Header);
        request.Headers.Add(Header, connection.IdentityHeader);
        return request;
    }
}
