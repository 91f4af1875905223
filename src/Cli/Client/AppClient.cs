using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Client;

/// <summary>Speaks to the HTTP side of an app, as any client would.</summary>
internal sealed class AppClient : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;

    public AppClient(Uri app, string token)
    {
        http = new HttpClient { BaseAddress = app, Timeout = TimeSpan.FromSeconds(100) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <exception cref="ClientException">The app cannot be reached or refuses; the message says what it said.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <exception cref="ClientException">As for a question.</exception>
    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>The case when it has ended, or when so long has passed. A case that was asked for is not there before its host's session has opened it.</summary>
    /// <exception cref="ClientException">As for a question, or the case never came.</exception>
    public async Task<JsonElement> FollowAsync(string caseId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var late = TimeProvider.System.GetElapsedTime(began) > patience;
            try
            {
                var found = await GetAsync($"api/cases/{caseId}", cancellationToken);
                if (late || found.TryGetProperty("ending", out _) && found.GetProperty("state").GetString() is "healed" or "unverified" or "escalated" or "suppressed" or "cancelled" or "observed") return found;
            }
            catch (ClientException notYet) when (notYet.Status == 404 && !late)
            {
                // It is accepted; the session opens it in a moment.
            }

            await Task.Delay(Beat, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = new StringContent(Json.Write(body), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.IsSuccessStatusCode) return JsonSerializer.Deserialize<JsonElement>(text);
            throw new ClientException($"{(int)answer.StatusCode}: {Said(text)}") { Status = (int)answer.StatusCode };
        }
        catch (Exception gone) when (gone is HttpRequestException or JsonException || (gone is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ClientException($"{http.BaseAddress} cannot be asked: {gone.Message}", gone);
        }
    }

    /// <summary>The words of problem details; what is none is not shown, for it may be any page.</summary>
    private static string Said(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail) ? detail.ToString() : "the app does not say why";
        }
        catch (JsonException)
        {
            return "the app does not say why";
        }
    }
}
