using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RdpMedic.Cloud.Doctor;

/// <summary>Asks Azure what the caller may do in a resource group. No library on the list of packages does this, so it is one GET of our own through the SDK's pipeline.</summary>
/// <param name="endpoints">Where ARM is.</param>
/// <param name="credential">Whose rights are asked for.</param>
internal sealed class RightsReader(Endpoints endpoints, TokenCredential credential)
{
    private const string Version = "2022-04-01";

    private readonly HttpPipeline pipeline = HttpPipelineBuilder.Build(ArmOptions.Reading(endpoints), new BearerTokenAuthenticationPolicy(credential, endpoints.Arm.DefaultScope));

    /// <param name="group">Resource id of a resource group.</param>
    /// <exception cref="RequestFailedException">Refused, or not there.</exception>
    public async Task<GrantedRights> ReadAsync(string group, CancellationToken cancellationToken)
    {
        var rights = new GrantedRights();
        for (Uri? next = new(endpoints.Arm.Endpoint, $"{group}/providers/Microsoft.Authorization/permissions?api-version={Version}"); next is not null;)
        {
            using var message = pipeline.CreateMessage();
            message.Request.Method = RequestMethod.Get;
            message.Request.Uri.Reset(next);
            message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
            await pipeline.SendAsync(message, cancellationToken);
            if (message.Response.IsError) throw new RequestFailedException(message.Response);
            using var page = JsonDocument.Parse(message.Response.Content);
            rights.Add(page.RootElement);
            next = page.RootElement.TryGetProperty("nextLink", out var link) && link.GetString() is { Length: > 0 } more ? new Uri(more) : null;
        }

        return rights;
    }
}
