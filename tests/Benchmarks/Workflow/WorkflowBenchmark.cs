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
/// Cases a second, from signal to Healed, through real AMQP, against a bare loop that receives, sends and completes as many messages on the same bus with the same
/// settings, in turns. The loop's messages are due as late as the product's, and its sessions are let go as the product's are: what is compared is what the product
/// does with a message, not how long somebody made it wait. Beside it stand the same by the processor's time, and a loop that waits for nothing and keeps its sessions.
/// </summary>
internal static class WorkflowBenchmark
{
    private const int Runs = 5;

    /// <summary>For the just-in-time compiler: a third of the first runs' time is its own, and the product has more code than the bare loop.</summary>
    private const int Warm = 8;

    /// <summary>Fewer, because every save is an HTTP call to a program of one thread.</summary>
    private const int TableRuns = 3;

    /// <summary>How many times as fast the world's clock runs: the minutes of a case become a seventh of a second.</summary>
    private const int Fast = 1000;

    /// <summary>Where a turn takes longer, a world that runs as fast would make every evidence stale before the next turn.</summary>
    private const int FastOnTables = 100;

    public static async Task<Measured> RunAsync(int cases)
    {
        var product = new List<Took>();
        var bare = new List<Took>();
        var kept = new List<Took>();
        var messages = new List<int>();
        for (var run = -Warm; run < Runs; run++)
        {
            var (took, score) = await InMemoryAsync(cases);
            var loop = await BareAsync(cases, score, letGo: true);
            var sticky = await BareAsync(cases, [.. score.Select(_ => TimeSpan.Zero)], letGo: false);
            if (run < 0) continue;
            product.Add(took);
            bare.Add(loop);
            kept.Add(sticky);
            messages.Add(score.Count);
        }

        var tables = new List<double>();
        for (var run = 0; run < TableRuns; run++) tables.Add(cases / (await OnAzuriteAsync(cases)).Took.Seconds);
        double Rate(List<Took> side, Func<Took, double> time) => cases / Report.Median(side.Select(time));
        return new Measured("workflow", Rate(product, Seconds) / Rate(bare, Seconds), new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cases"] = cases,
            ["messagesPerCase"] = messages.Average(),
            ["casesPerSecond"] = Rate(product, Seconds),
            ["bareLoopsPerSecond"] = Rate(bare, Seconds),
            ["casesPerProcessorSecond"] = Rate(product, Processor),
            ["bareLoopsPerProcessorSecond"] = Rate(bare, Processor),
            ["ratioByProcessor"] = Rate(product, Processor) / Rate(bare, Processor),
            ["ratioToLoopsThatWaitForNothing"] = Rate(product, Seconds) / Rate(kept, Seconds),
            ["ratioToLoopsThatWaitForNothingByProcessor"] = Rate(product, Processor) / Rate(kept, Processor),
            ["azuriteCasesPerSecond"] = Report.Median(tables),
            ["runs"] = Runs,
        });
    }

    private static double Seconds(Took took) => took.Seconds;

    private static double Processor(Took took) => took.Processor;

    private static Task<(Took Took, IReadOnlyList<TimeSpan> Score)> InMemoryAsync(int count) => ProductAsync(count, new MemoryCases(), new MemoryDocuments(), new FastClock(Fast));

    /// <summary>A table service of its own for each run: the hosts are the same ones, and would find the cases of the run before.</summary>
    private static async Task<(Took Took, IReadOnlyList<TimeSpan> Score)> OnAzuriteAsync(int count)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var store = TableStore.Local(azurite.ConnectionString);
        return await ProductAsync(count, new TableCases(store), new TableDocuments(store), new FastClock(FastOnTables));
    }

    /// <summary>Answers the time, and how long each message of a case waits for its own.</summary>
    private static async Task<(Took Took, IReadOnlyList<TimeSpan> Score)> ProductAsync(int count, ICases store, IDocuments documents, FastClock clock)
    {
        await using var stand = await Stand.StartAsync(clock);
        var hosts = new BrokenHosts(count, clock);
        await using var bus = new ServiceBusMessages(stand.Client);
        var messages = new Score(bus, clock);
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
            // Not under the event's token, which the release cancels.
            args.ReleaseSession();
            var state = args.Message.Subject == MessageKinds.Continue ? (await store.LoadAsync(sessions[args.SessionId], CancellationToken.None)).Case?.State : null;
            if (state == CaseState.Escalated) ended.TrySetException(new InvalidOperationException("A case went to a person instead of being healed: nothing comparable was measured."));
            if (state == CaseState.Healed && healed.TryAdd(args.SessionId, true) && healed.Count == count) ended.TrySetResult();
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
        return (took, messages.OfACase((int)Math.Round(handled / (double)count)));
    }

    /// <summary>Each session passes a token on as often as a case has messages: receive, send the next, complete.</summary>
    /// <param name="score">How long each message waits for its time.</param>
    /// <param name="letGo">After every message; otherwise the session is kept until its token has arrived.</param>
    private static async Task<Took> BareAsync(int count, IReadOnlyList<TimeSpan> score, bool letGo)
    {
        var clock = new FastClock(Fast);
        await using var stand = await Stand.StartAsync(clock);
        await using var sender = stand.Client.CreateSender(Queues.Cases);
        var ended = new TaskCompletionSource();
        var open = count;
        await using var processor = stand.Processor();
        processor.ProcessMessageAsync += async args =>
        {
            var step = args.Message.Body.ToArray()[0];
            if (step < score.Count) await sender.SendMessageAsync(Bare(args.SessionId, step + 1, score[step] > TimeSpan.Zero ? clock.GetUtcNow() + score[step] : null), args.CancellationToken);
            await args.CompleteMessageAsync(args.Message, args.CancellationToken);
            if (letGo || step >= score.Count) args.ReleaseSession();
            if (step >= score.Count && Interlocked.Decrement(ref open) == 0) ended.TrySetResult();
        };
        processor.ProcessErrorAsync += args =>
        {
            ended.TrySetException(args.Exception);
            return Task.CompletedTask;
        };
        for (var number = 0; number < count; number++) await sender.SendMessageAsync(Bare($"s-{number}", 1, null));
        var began = Began.Now();
        await processor.StartProcessingAsync();
        await ended.Task;
        var took = began.Ended();
        await processor.StopProcessingAsync();
        return took;
    }

    /// <summary>Of about the size of a message of the product.</summary>
    private static ServiceBusMessage Bare(string session, int step, DateTimeOffset? due)
    {
        var body = new byte[280];
        body[0] = (byte)step;
        var message = new ServiceBusMessage(body) { SessionId = session, MessageId = $"{session}/{step}" };
        if (due is { } time) message.ScheduledEnqueueTime = time;
        return message;
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
