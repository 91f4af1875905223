using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using RdpMedic.Cloud.Messages;
using RdpMedic.Cloud.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Tests.Storage;

namespace RdpMedic.Benchmarks.Workflow;

/// <summary>
/// Cases a second, from signal to Healed, through real AMQP, against a bare loop that receives, sends and completes as many messages on the same bus, with the
/// same settings, in turns.
/// </summary>
internal static class WorkflowBenchmark
{
    private const int Runs = 5;

    /// <summary>Fewer, because every save is an HTTP call to a program of one thread.</summary>
    private const int TableRuns = 3;

    public static async Task<Measured> RunAsync(int cases)
    {
        // Once each for the just-in-time compiler.
        var (_, messages) = await InMemoryAsync(Math.Min(cases, 50));
        await BareAsync(Math.Min(cases, 50), 4);
        var product = new List<double>();
        var bare = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            (var seconds, messages) = await InMemoryAsync(cases);
            product.Add(cases / seconds);
            bare.Add(cases / await BareAsync(cases, (int)Math.Round(messages / (double)cases)));
        }

        var tables = new List<double>();
        for (var run = 0; run < TableRuns; run++) tables.Add(cases / (await OnAzuriteAsync(cases)).Seconds);
        return new Measured("workflow", Report.Median(product) / Report.Median(bare), new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cases"] = cases,
            ["messagesPerCase"] = messages / (double)cases,
            ["casesPerSecond"] = Report.Median(product),
            ["bareLoopsPerSecond"] = Report.Median(bare),
            ["azuriteCasesPerSecond"] = Report.Median(tables),
            ["azuriteRatio"] = Report.Median(tables) / Report.Median(bare),
            ["runs"] = Runs,
        });
    }

    private static Task<(double Seconds, int Messages)> InMemoryAsync(int count) => ProductAsync(count, new MemoryCases(), new MemoryDocuments());

    /// <summary>A table service of its own for each run: the hosts are the same ones, and would find the cases of the run before.</summary>
    private static async Task<(double Seconds, int Messages)> OnAzuriteAsync(int count)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var store = TableStore.Local(azurite.ConnectionString);
        return await ProductAsync(count, new TableCases(store), new TableDocuments(store));
    }

    /// <summary>Answers the seconds, and the messages that were handled.</summary>
    private static async Task<(double Seconds, int Messages)> ProductAsync(int count, ICases store, IDocuments documents)
    {
        var clock = new FastClock();
        await using var stand = await Stand.StartAsync(clock);
        var hosts = new BrokenHosts(count, clock);
        await using var messages = new ServiceBusMessages(stand.Client);
        var policy = new Policy();
        var shared = new SharedState(documents);
        var effects = new Effects(hosts, hosts, hosts, hosts, hosts, hosts, new Reservations(documents, store, policy, clock), shared, [hosts], clock);
        var turn = new Turn(new CaseMachine(FailureCatalogue.All, Gates.All, policy), store, messages, effects, clock);
        var handled = 0;
        var ended = new TaskCompletionSource();
        var open = count;
        await using var processor = stand.Processor();
        processor.ProcessMessageAsync += async args =>
        {
            Interlocked.Increment(ref handled);
            await Delivery.HandleAsync(args.Message.Body.ToString(), args.SessionId, message => turn.RunAsync(message, args.CancellationToken), new Settlement(args), args.CancellationToken);
            if (args.Message.Subject == MessageKinds.Continue && (await store.LoadAsync(hosts.All.First(host => host.Id.Key == args.SessionId).Id, args.CancellationToken)).Case is { State: CaseState.Healed } && Interlocked.Decrement(ref open) == 0) ended.TrySetResult();
        };
        processor.ProcessErrorAsync += args =>
        {
            ended.TrySetException(args.Exception);
            return Task.CompletedTask;
        };
        for (var sweep = 1; sweep <= 2; sweep++)
            await messages.SendAsync([.. hosts.All.Select(host => Signalled(host.Id, sweep, clock.GetUtcNow()))], CancellationToken.None);
        var watch = Stopwatch.StartNew();
        await processor.StartProcessingAsync();
        await ended.Task;
        var seconds = watch.Elapsed.TotalSeconds;
        await processor.StopProcessingAsync();
        return (seconds, handled);
    }

    /// <summary>Each session passes a token on as often as a case has messages: receive, send the next, complete.</summary>
    private static async Task<double> BareAsync(int count, int length)
    {
        await using var stand = await Stand.StartAsync(TimeProvider.System);
        await using var sender = stand.Client.CreateSender(Queues.Cases);
        var ended = new TaskCompletionSource();
        var open = count;
        await using var processor = stand.Processor();
        processor.ProcessMessageAsync += async args =>
        {
            var step = args.Message.Body.ToArray()[0];
            if (step < length) await sender.SendMessageAsync(Bare(args.SessionId, step + 1), args.CancellationToken);
            await args.CompleteMessageAsync(args.Message, args.CancellationToken);
            if (step >= length && Interlocked.Decrement(ref open) == 0) ended.TrySetResult();
        };
        processor.ProcessErrorAsync += args =>
        {
            ended.TrySetException(args.Exception);
            return Task.CompletedTask;
        };
        for (var number = 0; number < count; number++) await sender.SendMessageAsync(Bare($"s-{number}", 1));
        var watch = Stopwatch.StartNew();
        await processor.StartProcessingAsync();
        await ended.Task;
        var seconds = watch.Elapsed.TotalSeconds;
        await processor.StopProcessingAsync();
        return seconds;
    }

    /// <summary>Of about the size of a message of the product.</summary>
    private static ServiceBusMessage Bare(string session, int step)
    {
        var body = new byte[280];
        body[0] = (byte)step;
        return new ServiceBusMessage(body) { SessionId = session, MessageId = $"{session}/{step}" };
    }

    private static OutboxMessage Signalled(HostId host, int sweep, DateTimeOffset now)
    {
        var signal = new Signal(host, "termservice-down", SignalWeight.Decisive, now, 1, "The Remote Desktop Services service terminated unexpectedly.", sweep);
        return new OutboxMessage(Queues.Cases, host.Key, $"{host.Key}/{sweep}", new Message { Kind = MessageKinds.Signals, HostId = host, Body = Message.BodyOf(new SignalsBody([signal])) }, now);
    }

    private sealed class Settlement(ProcessSessionMessageEventArgs args) : ISettlement
    {
        public Task CompleteAsync(CancellationToken cancellationToken) => args.CompleteMessageAsync(args.Message, cancellationToken);

        public Task AbandonAsync(CancellationToken cancellationToken) => args.AbandonMessageAsync(args.Message, cancellationToken: cancellationToken);

        public Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) => args.DeadLetterMessageAsync(args.Message, reason, description, cancellationToken);

        public Task HoldAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);
    }
}
