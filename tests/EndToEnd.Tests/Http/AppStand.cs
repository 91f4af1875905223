using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RdpMedic.Cli.Client;
using RdpMedic.Cli.Demo;
using RdpMedic.Cli.Emulation;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.EndToEnd.Tests.Http;

/// <summary>One app for all tests here: where a process finds its managed identity stands in its environment, so two at once would ask each other's.</summary>
[CollectionDefinition(Name)]
public sealed class OneApp : ICollectionFixture<AppStand>
{
    public const string Name = "one app";
}

/// <summary>The deployed functions over real HTTP, in a demo's world in which every repair wants an approval. Tokens come from the emulated tenant, as a program gets them.</summary>
public sealed class AppStand : IAsyncLifetime
{
    /// <summary>A limit that only a defect reaches.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TraceFile trace = new(null);
    private readonly CancellationTokenSource ending = new();
    private readonly Dictionary<Role, string> tokens = [];
    private Task life = Task.CompletedTask;

    public LocalWorld World { get; private set; } = null!;

    public DemoRun Run { get; private set; } = null!;

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        World = await LocalWorld.StartAsync(new WorldOptions(40, 7, 40, SabotageRepairs: false), trace, CancellationToken.None);
        Run = await DemoRun.StartAsync(World, tables: null, policy => policy with { Autonomy = Autonomy.Approve, ApprovalLasts = TimeSpan.FromHours(24) }, CancellationToken.None);
        Client.BaseAddress = Run.App;
        life = LiveAsync(ending.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await life;
        await Run.DisposeAsync();
        Client.Dispose();
        trace.Dispose();
        ending.Dispose();
    }

    /// <summary>The AVD host that this befell: nothing but that fault is in the way of its cure.</summary>
    public string Desktop(string failure, string variant) => Run.Faults.First(fault => fault.Failure == failure && fault.Variant == variant && World.Fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(fault.Host))).Host;

    public string Person(Role role) => Run.Connection.People.First(person => person.Roles[0] == role.ToString()).ObjectId;

    public async Task<string> TokenAsync(Role role)
    {
        if (!tokens.TryGetValue(role, out var token)) tokens[role] = token = await AccessFile.Of(Run).TokenAsync(role.ToString(), CancellationToken.None);
        return token;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("x-functions-key", key);
        if (body is not null) request.Content = new StringContent(Json.Write(body), Encoding.UTF8, "application/json");
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> PostAsync(Role role, string path, object body) => await SendAsync(HttpMethod.Post, path, await TokenAsync(role), body);

    public async Task<JsonElement> GetAsync(string path) => await FindAsync(path) ?? throw new InvalidOperationException($"{path} is not there.");

    /// <summary>Null: 404.</summary>
    private async Task<JsonElement?> FindAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, await TokenAsync(Role.Reader));
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static void Holds(string schema, JsonElement value) =>
        SchemaCheck.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, schema))).Check(value).ShouldBeEmpty();

    /// <summary>Asks until there is an answer, with what the world looked like when there was none in time.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what)
        where T : struct
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            if (await ask() is { } answer) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{what} did not come. {(await GetAsync("api/cases")).GetRawText()}");
    }

    /// <summary>The first case in this state, of a failure, that nobody took before.</summary>
    public async Task<JsonElement> CaseAsync(string state, Func<JsonElement, bool> fits) => await UntilAsync<JsonElement>(
        async () => (await GetAsync($"api/cases?state={state}")).EnumerateArray().Where(fits).Select(one => (JsonElement?)one).FirstOrDefault(),
        $"A case in state {state}");

    /// <summary>A case that was asked for is there once the host's session has opened it.</summary>
    public async Task<JsonElement> StateAsync(string caseId, params string[] states) => await UntilAsync<JsonElement>(
        async () => await FindAsync($"api/cases/{caseId}") is { } one && states.Contains(one.GetProperty("state").GetString(), StringComparer.Ordinal) ? one : null,
        $"Case {caseId} as {string.Join(" or ", states)}");

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Run.BeatAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
