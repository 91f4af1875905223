using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RdpMedic.Cloud;

namespace RdpMedic.Functions.Access;

/// <summary>Puts the door into the app.</summary>
public static class AccessComposition
{
    /// <param name="http">Reads the authority's documents; null: a client of its own.</param>
    /// <exception cref="SettingsException">Options that cannot work; every problem is named.</exception>
    public static IServiceCollection AddDoor(this IServiceCollection services, AccessOptions options, HttpClient? http = null)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new SettingsException(problems);
        BaseConfigurationManager? authority = options.Authority is null
            ? null
            : new ConfigurationManager<OpenIdConnectConfiguration>(options.Metadata, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(http ?? new HttpClient { Timeout = TimeSpan.FromSeconds(10) }) { RequireHttps = true });
        return services.AddSingleton(new Door(new AccessTokens(options, authority)));
    }
}
