using System.Security.Cryptography;
using RdpMedic.Cli.Client;
using RdpMedic.Cli.Emulation;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Functions.Access;
using RdpMedic.Functions.Triggers;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Cli.Scenarios;

/// <summary>The people of a scenario at the product's HTTP side: each signs in by his own name, and has every role.</summary>
internal sealed class WirePeople(LocalApp app, IReadOnlyList<SignIn> people, Action<string> note) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private readonly Dictionary<string, AppClient> clients = new(StringComparer.Ordinal);
    private readonly List<Task> asked = [];

    /// <summary>Everybody whom a scenario names, with a secret that is made now.</summary>
    public static IReadOnlyList<SignIn> Of(Scenario scenario) =>
        [.. scenario.People.Select(person => person.Who).Distinct(StringComparer.Ordinal).Select(who => new SignIn(who, Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Enum.GetNames<Role>(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16))))];

    public void Ask(string who, CaseAsked body) => Post(who, "api/cases", body);

    public void Decide(string who, string caseId, string verdict, CaseDecision body) => Post(who, $"api/cases/{caseId}/{verdict}", body);

    public void Pause(string who, bool pause, string why) => Post(who, pause ? "api/pause" : "api/resume", new PauseAsked(null, why));

    /// <summary>Somebody waits for an answer.</summary>
    public bool IsAsking => asked.Exists(task => !task.IsCompleted);

    /// <summary>Everything that was asked has been answered.</summary>
    public Task SettleAsync() => Task.WhenAll(asked);

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
        one.Dispose();
    }

    private void Post(string who, string path, object body) => asked.Add(PostAsync(who, path, body));

    /// <summary>One after the other, in the order of the story. What the app refuses is part of the story.</summary>
    private async Task PostAsync(string who, string path, object body)
    {
        await one.WaitAsync();
        try
        {
            if (!clients.TryGetValue(who, out var client))
            {
                var person = people.First(known => known.Name == who);
                var access = app.Clients.Access();
                clients[who] = client = new AppClient(app.Host.HttpAddress, await AccessFile.TokenAsync(app.Clients.Http, access.Authority!, access.Audience!, person.ClientId, person.Secret, CancellationToken.None));
            }

            await client.PostAsync(path, body, CancellationToken.None);
        }
        catch (ClientException refused)
        {
            note($"{who} is refused: {refused.Message}");
        }
        finally
        {
            one.Release();
        }
    }
}
