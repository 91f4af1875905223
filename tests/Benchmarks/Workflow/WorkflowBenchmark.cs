using System.Collections.Concurrent;
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
/// Cases a second of processor time, from signal to Healed, through real AMQP, against a bare loop that receives, sends and completes as many messages on the same
/// bus, with the same settings, in turns. By the wall both would mostly measure waits that somebody chose: how long an idle session is kept, and how fast the world's
/// clock makes the quarter minutes pass in which a run command runs. Those figures stand beside it.
/// </summary>
internal static class WorkflowBenchmark
{
    private const int Runs = 5;

    /// <summary>For the just-in-time compiler: a third of the first runs' time is its own, and the product has more code than the bare loop.</summary>
    private const int Warm = 8;

    /// <summary>Fewer, because every save is an HTTP call to a program of one thread.</summary>
    private const int TableRuns = 3;

    public static async Task<Measured> RunAsync(int cases)
    {
        var product = new List<Took>();
        var bare = new List<Took>();
        var messages = 0;
        for (var run = -Warm; run < Runs; run++)
        {
            (var took, messages) = await InMemoryAsync(cases);
            var loops = await BareAsync(cases, (int)Math.Round(messages / (double)cases));
            if (run < 0) continue;
            product.Add(took);
            bare.Add(loops);
        }

        var tables = new List<double>();
        for (var run = 0; run < TableRuns; run++) tables.Add(cases / (await OnAzuriteAsync(cases)).Took.Seconds);
        return new Measured("workflow", Report.Median(bare.Select(one => one.Processor)) / Report.Median(product.Select(one => one.Processor)), new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cases"] = cases,
            ["messagesPerCase"] = messages / (double)cases,
            ["casesPerProcessorSecond"] = cases / Report.Median(product.Select(one => one.Processor)),
            ["bareLoopsPerProcessorSecond"] = cases / Report.Median(bare.Select(one => one.Processor)),
            ["casesPerSecond"] = cases / Report.Median(product.Select(one => one.Seconds)),
            ["bareLoopsPerSecond"] = cases / Report.Median(bare.Select(one => one.Seconds)),
            ["ratioBySeconds"] = Report.Median(bare.Select(one => one.Seconds)) / Report.Median(product.Select(one => one.Seconds)),
            ["azuriteCasesPerSecond"] = Report.Median(tables),
            ["runs"] = Runs,
        });
    }

    private static Task<(Took Took, int Messages)> InMemoryAsync(int count) => ProductAsync(count, new MemoryCases(), new MemoryDocuments());

    /// <summary>A table service of its own for each run: the hosts are the same ones, and would find the cases of the run before.</summary>
    private static async Task<(Took Took, int Messages)> OnAzuriteAsync(int count)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var store = TableStore.Local(azurite.ConnectionString);
        return await ProductAsync(count, new TableCases(store), new TableDocuments(store));
    }

    /// <summary>Answers the seconds, and the messages that were handled.</summary>
    private static async Task<(Took Took, int Messages)> ProductAsync(int count, ICases store, IDocuments documents)
    {
        var clock = new FastClock();
        await using var stand = await Stand.StartAsync(clock);
        var hosts = new BrokenHosts(count, clock);
        await using var messages = new ServiceBusMessages(stand.Client);
        var policy = new Policy();
        var shared = new SharedState(documents);
        var effects = new Effects(hosts, hosts, hosts, hosts, hosts, hosts, new Reservations(documents, store, policy, clock), shared, [hosts], clock);
        var turn = new Turn(new CaseMachine(FailureCatalogue.All, Gates.All, policy), store, messages, effects, clock);
        var sessions = hosts.All.ToDictionary(host => host.Id.Key, host => host.Id, StringComparer.Ordinal);
        var handled = 0;
        var ended = new TaskCompletionSource();
        var healed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var processor = stand.Processor();
        processor.ProcessMessageAsync += async args =>
        {
            Interlocked.Increment(ref handled);
            await Delivery.HandleAsync(args.Message.Body.ToString(), args.SessionId, message => turn.RunAsync(message, args.CancellationToken), new Settlement(args), args.CancellationToken);
            if (args.Message.Subject == MessageKinds.Continue && (await store.LoadAsync(sessions[args.SessionId], args.CancellationToken)).Case is { State: CaseState.Healed } && healed.TryAdd(args.SessionId, true) && healed.Count == count) ended.TrySetResult();
        };
        processor.ProcessErrorAsync += args =>
        {
            ended.TrySetException(args.Exception);
            return Task.CompletedTask;
        };
        for (var sweep = 1; sweep <= 2; sweep++)
            await messages.SendAsync([.. hosts.All.Select(host => Signalled(host.Id, sweep, clock.GetUtcNow()))], CancellationToken.None);
        var began = Began.Now();
        await processor.StartProcessingAsync();
        await ended.Task;
        var took = began.Ended();
        await processor.StopProcessingAsync();
        return (took, handled);
    }

    /// <summary>Each session passes a token on as often as a case has messages: receive, send the next, complete.</summary>
    private static async Task<Took> BareAsync(int count, int length)
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
        var began = Began.Now();
        await processor.StartProcessingAsync();
        await ended.Task;
        var took = began.Ended();
        await processor.StopProcessingAsync();
        return took;
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

    /// <param name="Seconds">On the wall, which also passes while a session is held that has nothing to do.</param>
    /// <param name="Processor">Seconds of all processors in this process: product or loop, client, and the bus itself.</param>
    private sealed record Took(double Seconds, double Processor);

    private sealed record Began(long At, TimeSpan Processor)
    {
        public static Began Now() => new(Stopwatch.GetTimestamp(), Used());

        public Took Ended() => new(Stopwatch.GetElapsedTime(At).TotalSeconds, (Used() - Processor).TotalSeconds);

        private static TimeSpan Used()
        {
            using var own = Process.GetCurrentProcess();
            return own.TotalProcessorTime;
        }
    }

    private sealed class Settlement(ProcessSessionMessageEventArgs args) : ISettlement
    {
        public Task CompleteAsync(CancellationToken cancellationToken) => args.CompleteMessageAsync(args.Message, cancellationToken);

        public Task AbandonAsync(CancellationToken cancellationToken) => args.AbandonMessageAsync(args.Message, cancellationToken: cancellationToken);

        public Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) => args.DeadLetterMessageAsync(args.Message, reason, description, cancellationToken);

        public Task HoldAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);
    }
}
