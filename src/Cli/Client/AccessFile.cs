using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.Json;
using RdpMedic.Cli.Demo;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Client;

/// <summary>Somebody who can sign in to a demo's app.</summary>
public sealed record DemoPerson(string Role, string ClientId, string Secret);

/// <summary>How to reach the app of a running demo and to sign in to it. It holds secrets of the demo's own tenant, which end with the demo; only the user may read it.</summary>
/// <param name="App">Where the functions answer.</param>
/// <param name="Authority">The emulated tenant.</param>
/// <param name="Thumbprint">SHA-256 of the certificate of that tenant's address.</param>
public sealed record AccessFile(Uri App, Uri Authority, string Audience, string Thumbprint, IReadOnlyList<DemoPerson> People)
{
    public static AccessFile Of(DemoRun run) => new(run.App, run.Connection.Authority, run.Connection.Audience, run.Connection.CertificateSha256, [.. run.Connection.People.Select(person => new DemoPerson(person.Roles[0], person.ClientId, person.Secret))]);

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(string path)
    {
        // Made with its permissions before anything stands in it.
        File.Delete(path);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, how);
        file.Write(Json.Write(this));
    }

    /// <exception cref="ClientException">It is not there, or no such file.</exception>
    public static AccessFile Read(string path)
    {
        try
        {
            return Json.Read<AccessFile>(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ClientException($"The access file {path} cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>A token of the person with this role.</summary>
    /// <exception cref="ClientException">Nobody has the role, or the demo has ended.</exception>
    public async Task<string> TokenAsync(string role, CancellationToken cancellationToken)
    {
        var person = People.FirstOrDefault(one => string.Equals(one.Role, role, StringComparison.OrdinalIgnoreCase)) ?? throw new ClientException($"Nobody in the demo is {role}. Known: {string.Join(", ", People.Select(one => one.Role))}.");
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == Thumbprint } });
        return await TokenAsync(http, Authority, Audience, person.ClientId, person.Secret, cancellationToken);
    }

    /// <summary>Asks the tenant for a token by client credentials, as a program does in Azure.</summary>
    /// <exception cref="ClientException">The tenant is not there or refuses.</exception>
    public static async Task<string> TokenAsync(HttpClient http, Uri authority, string audience, string clientId, string secret, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret, ["scope"] = $"{audience}/.default" };
        try
        {
            using var body = new FormUrlEncodedContent(form);
            using var answer = await http.PostAsync(new Uri($"{authority.AbsoluteUri[..authority.AbsoluteUri.LastIndexOf("/v2.0", StringComparison.Ordinal)]}/oauth2/v2.0/token"), body, cancellationToken);
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return answer.IsSuccessStatusCode ? said.GetProperty("access_token").GetString()! : throw new ClientException($"The tenant refuses: {said.GetProperty("error_description").GetString()}");
        }
        catch (Exception gone) when (gone is HttpRequestException or JsonException)
        {
            throw new ClientException($"The tenant at {authority} cannot be asked: {gone.Message}", gone);
        }
    }
}

/// <summary>The app cannot be asked, or refuses; the message is for the person at the keyboard.</summary>
public sealed class ClientException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The status of the app's answer; null: there was none.</summary>
    public int? Status { get; init; }
}
