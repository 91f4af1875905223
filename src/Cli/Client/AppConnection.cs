using Azure.Core;
using Azure.Identity;

namespace RdpMedic.Cli.Client;

/// <summary>Which app a command speaks to and as whom.</summary>
/// <param name="App">The app's address; null: that of the access file.</param>
/// <param name="Access">The access file of a running demo; null: none.</param>
/// <param name="Audience">The app registration, for a token of whoever is signed in to the Azure CLI; null: the token stands in the environment.</param>
internal sealed record AppConnection(Uri? App, string? Access, string? Audience)
{
    /// <summary>Holds an access token, when it is got by other means.</summary>
    public const string Variable = "RDPMEDIC_TOKEN";

    /// <param name="role">What the command needs; a demo has one person for each role.</param>
    /// <exception cref="ClientException">There is no app or no token.</exception>
    public async Task<AppClient> OpenAsync(string role, CancellationToken cancellationToken)
    {
        var demo = Access is null ? null : AccessFile.Read(Access);
        var app = App ?? demo?.App ?? throw new ClientException("Name the app by --app URL, or a running demo by --access FILE.");
        if (app.Scheme != Uri.UriSchemeHttps && !app.IsLoopback) throw new ClientException($"{app} is not https: the token would be readable on the way.");
        return new AppClient(app, demo is null ? await TokenAsync(cancellationToken) : await demo.TokenAsync(role, cancellationToken));
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return given;
        if (Audience is null) throw new ClientException($"Name the app registration by --audience (the token is then that of the Azure CLI), or put a token into {Variable}.");
        try
        {
            return (await new AzureCliCredential().GetTokenAsync(new TokenRequestContext([$"{Audience}/.default"]), cancellationToken)).Token;
        }
        catch (AuthenticationFailedException failed)
        {
            throw new ClientException($"The Azure CLI gives no token: {failed.Message}", failed);
        }
    }
}
