using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.LocalHost;

namespace RdpMedic.Functions.Tests.LocalHost;

/// <summary>Composes a local host around sample classes, and lets a test wait for what the samples say.</summary>
public static class Stage
{
    public const string HostJson = """
        { "version": "2.0", "extensions": { "http": { "routePrefix": "" }, "serviceBus": {
          "autoCompleteMessages": false, "prefetchCount": 0, "maxConcurrentSessions": 4, "maxConcurrentCallsPerSession": 1, "sessionIdleTimeout": "00:00:01", "maxAutoLockRenewalDuration": "00:05:00" } } }
        """;

    /// <summary>A limit for waits that only a defect reaches.</summary>
    public static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static LocalHostOptions Options(params Type[] classes) => new()
    {
        Assembly = typeof(Stage).Assembly,
        Includes = classes.Contains,
        Services = new ServiceCollection().AddSingleton<Said>().AddScoped<Visit>(),
        HostJson = Written(HostJson),
    };

    /// <summary>Writes the text to a file of its own beside the tests, and returns its path.</summary>
    public static string Written(string json)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "written", $"{Guid.NewGuid():N}", "host.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
        return path;
    }
}

/// <summary>What sample functions say, in order; a function may also be held until a test lets it go.</summary>
public sealed class Said
{
    private readonly Channel<string> words = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> permits = Channel.CreateUnbounded<bool>();

    public void Say(string word) => words.Writer.TryWrite(word);

    public ValueTask<string> Next() => words.Reader.ReadAsync(Stage.Patience);

    public bool Nothing => words.Reader.Count == 0;

    public Task Hold(CancellationToken cancellation) => permits.Reader.ReadAsync(cancellation).AsTask();

    public void LetGo() => permits.Writer.TryWrite(true);
}

/// <summary>A scoped service: one for each invocation.</summary>
public sealed class Visit
{
    public Guid Id { get; } = Guid.NewGuid();
}
