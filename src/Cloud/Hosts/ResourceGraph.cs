using System.Text.Json;
using Azure.ResourceManager;
using Azure.ResourceManager.ResourceGraph;
using Azure.ResourceManager.ResourceGraph.Models;
using Azure.ResourceManager.Resources;

namespace RdpMedic.Cloud.Hosts;

/// <summary>Asks Azure Resource Graph by pages of 1,000 rows: calls grow by pages, not by hosts.</summary>
public sealed class ResourceGraph(ArmClient arm, IReadOnlyList<string> subscriptions)
{
    private const int Page = 1000;

    private TenantResource? tenant;

    /// <exception cref="Healing.Ports.RetriableException">Throttled or unreachable.</exception>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string query, CancellationToken cancellationToken)
    {
        tenant ??= await TenantAsync(cancellationToken);
        var rows = new List<JsonElement>();
        string? skip = null;
        do
        {
            var content = new ResourceQueryContent(query) { Options = new ResourceQueryRequestOptions { ResultFormat = ResultFormat.ObjectArray, Top = Page, SkipToken = skip } };
            foreach (var subscription in subscriptions) content.Subscriptions.Add(subscription);
            var answer = (await Trouble.ReadAsync(() => tenant.GetResourcesAsync(content, cancellationToken))).Value;
            using var document = JsonDocument.Parse(answer.Data);
            rows.AddRange(document.RootElement.EnumerateArray().Select(row => row.Clone()));
            skip = answer.SkipToken;
        }
        while (!string.IsNullOrEmpty(skip));
        return rows;
    }

    private Task<TenantResource> TenantAsync(CancellationToken cancellationToken) => Trouble.ReadAsync(async () =>
    {
        await foreach (var one in arm.GetTenants().GetAllAsync(cancellationToken)) return one;
        throw new InvalidOperationException("The reading identity belongs to no tenant.");
    });
}
