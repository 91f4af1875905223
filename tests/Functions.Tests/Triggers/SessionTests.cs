using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RdpMedic.Cli.LocalHost;
using RdpMedic.Emulator.Tests.Wire.Amqp;
using RdpMedic.Functions.Tests.LocalHost;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Tests.Triggers;

public sealed class SessionTests
{
    /// <summary>No turn is run for a message that cannot be read, so this one needs nothing.</summary>
    private static readonly Turn NoTurn = new(null!, null!, null!, null!, TimeProvider.System);

    /// <summary>One place, and an idle session that would keep it for longer than any test waits.</summary>
    private const string OnePlace = """
        { "version": "2.0", "extensions": { "http": { "routePrefix": "" }, "serviceBus": {
          "autoCompleteMessages": false, "prefetchCount": 0, "maxConcurrentSessions": 1, "maxConcurrentCallsPerSession": 1, "sessionIdleTimeout": "00:05:00", "maxAutoLockRenewalDuration": "00:05:00" } } }
        """;

    [Fact]
    public async Task A_hosts_turn_that_is_over_makes_room_for_the_next_host_at_once()
    {
        await using var bench = await Bench.StartAsync();
        await using var sender = bench.Client.CreateSender("cases");
        var ended = Channel.CreateUnbounded<Invocation>();
        await using var host = new LocalFunctionsHost(Stage.Options() with
        {
            Assembly = typeof(AdvanceCase).Assembly,
            Includes = type => type == typeof(AdvanceCase),
            Services = new ServiceCollection().AddSingleton(NoTurn).AddSingleton(TimeProvider.System),
            HostJson = Stage.Written(OnePlace),
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["CasesQueue"] = "cases" },
            ServiceBusClients = new Dictionary<string, ServiceBusClient>(StringComparer.Ordinal) { ["ServiceBusConnection"] = bench.Client },
            OnInvocation = invocation => ended.Writer.TryWrite(invocation),
        });
        await host.StartAsync();
        foreach (var session in new[] { "one", "two", "three" })
            await sender.SendMessageAsync(new ServiceBusMessage("no message of this product") { SessionId = session, MessageId = session }, Stage.Patience);

        var subjects = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            var invocation = await ended.Reader.ReadAsync(Stage.Patience);
            invocation.Outcome.ShouldBe(InvocationOutcome.Succeeded, invocation.Error);
            subjects.Add(invocation.Subject);
        }

        subjects.Order(StringComparer.Ordinal).ShouldBe(["one", "three", "two"]);
        bench.Broker.Find("cases")!.DeadLetter!.Peek(0, 10).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_turn_that_was_settled_stands_though_its_session_cannot_be_let_go()
    {
        var settled = new Settled();
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromString("no message of this product"), sessionId: "one");

        await new AdvanceCase(NoTurn, TimeProvider.System, NullLogger<AdvanceCase>.Instance).RunAsync(message, settled, new Stuck(), CancellationToken.None);

        settled.DeadLettered.ShouldBe(1);
    }

    /// <summary>As an older Functions host, whose settlement service lacks the call.</summary>
    private sealed class Stuck : ServiceBusSessionMessageActions
    {
        public override Task ReleaseSession(CancellationToken cancellationToken = default) => throw new InvalidOperationException("Unimplemented");
    }

    private sealed class Settled : ServiceBusMessageActions
    {
        public int DeadLettered { get; private set; }

        public override Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null, string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default)
        {
            DeadLettered++;
            return Task.CompletedTask;
        }
    }
}
