using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>Makes connections, sessions and links for the library, and keeps the receivers that wait for messages or for a session.</summary>
internal sealed class Endpoints(Broker broker, AmqpServerOptions options) : IRuntimeProvider
{
    private readonly Lock gate = new();
    private readonly Dictionary<AmqpConnection, Peer> peers = [];
    private readonly List<QueueConsumer> consumers = [];
    private readonly List<SessionWait> waits = [];

    public SemaphoreSlim Kicked { get; } = new(0);

    public AmqpConnection CreateConnection(TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings)
    {
        var connection = new AmqpConnection(transport, protocolHeader, false, amqpSettings, connectionSettings);
        var peer = new Peer(connection);
        lock (gate) peers.Add(connection, peer);
        connection.Opening += (_, e) => { if (e.Command is Open open) peer.Remember(open); };
        connection.SafeAddClosed((_, _) => { lock (gate) peers.Remove(connection); });
        return connection;
    }

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => throw new NotSupportedException("The connection makes its sessions itself.");

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        if (settings.Role == true)
        {
            settings.TotalLinkCredit = 1000;
            settings.AutoSendFlow = true;
            // Without it the sender believes that no message is small enough.
            settings.MaxMessageSize = 262144;
            return new ReceivingAmqpLink(session, settings);
        }

        settings.MaxMessageSize = 262144;
        return new SendingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var done = new TaskCompletionSource<bool>(state, TaskCreationOptions.RunContinuationsAsynchronously);
        _ = OpenAsync(link).ContinueWith(
            open =>
            {
                if (open.IsFaulted) done.SetException(open.Exception!.InnerExceptions);
                else done.SetResult(true);
                callback?.Invoke(done.Task);
            },
            TaskScheduler.Default);
        return done.Task;
    }

    public void EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    /// <summary>Offers messages to receivers and sessions to those that wait for one.</summary>
    public void Offer()
    {
        SessionWait[] waiting;
        QueueConsumer[] receiving;
        lock (gate) (waiting, receiving) = ([.. waits], [.. consumers]);
        var now = broker.Wall.GetUtcNow();
        foreach (var wait in waiting)
        {
            if (!wait.Try(now)) continue;
            lock (gate) waits.Remove(wait);
        }

        foreach (var consumer in receiving)
        {
            if (consumer.Offer()) continue;
            lock (gate) consumers.Remove(consumer);
        }
    }

    public void Cut()
    {
        AmqpConnection[] all;
        lock (gate) all = [.. peers.Keys];
        foreach (var connection in all) connection.Abort();
    }

    private void Kick() => Kicked.Release();

    private Peer PeerOf(AmqpLink link)
    {
        lock (gate) return peers.TryGetValue(link.Session.Connection, out var peer) ? peer : throw Refusal.Throw("amqp:internal-error", "The connection is closing.");
    }

    private async Task OpenAsync(AmqpLink link)
    {
        var peer = PeerOf(link);
        if (link.Settings.Target is not Target && link.IsReceiver) throw Refusal.Throw("amqp:not-implemented", "The emulator does not support transactions.");
        var address = Uri.UnescapeDataString((link.IsReceiver ? ((Target)link.Settings.Target).Address : ((Source)link.Settings.Source).Address)?.ToString() ?? "").TrimStart('/');
        string? session = null;
        try
        {
            if (address.Equals("$cbs", StringComparison.OrdinalIgnoreCase)) Node(link, peer, new TokenNode(peer, options).Answer);
            else session = await EntityAsync(link, peer, address);
        }
        catch (AmqpException refused)
        {
            Tell(refused.Error.Condition.Value);
            throw;
        }

        Tell(null);

        void Tell(string? refused) => options.Trace?.Invoke(new AmqpTrace(broker.World.GetUtcNow(), address, link.IsReceiver ? "sender" : "receiver", session, peer.UserAgent, refused));
    }

    private async Task<string?> EntityAsync(AmqpLink link, Peer peer, string address)
    {
        if (peer.Rights is not { } rights) throw Refusal.Throw("amqp:unauthorized-access", "No token was put for this connection.");
        if (options.Faults?.Next(BusGesture.Attach, address) is { } fault) throw Refusal.Throw(fault.Condition ?? "amqp:internal-error", "Injected.");
        const string suffix = "/$management";
        var isManagement = address.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
        var entity = isManagement ? address[..^suffix.Length] : address;
        if (isManagement)
        {
            var queue = broker.Find(entity) ?? throw Missing(entity);
            Node(link, peer, new Management(peer, queue, entity, options.Faults, Kick).Answer);
            return null;
        }

        var needed = link is ReceivingAmqpLink ? BusRights.Send : BusRights.Listen;
        if (!rights.HasFlag(needed)) throw Refusal.Throw("amqp:unauthorized-access", $"Unauthorized access. '{needed}' claim(s) are required to perform this operation. Resource: '{entity}'.");
        if (link is ReceivingAmqpLink sender)
        {
            var inlet = new QueueInlet(sender, broker.Inlet(entity) ?? throw Missing(entity), entity, options.Faults, Kick);
            sender.RegisterMessageListener(inlet.Take);
            return null;
        }

        return await ReceiverAsync((SendingAmqpLink)link, peer, broker.Find(entity) ?? throw Missing(entity), entity);
    }

    private static AmqpException Missing(string entity) => Refusal.Throw("amqp:not-found", $"The messaging entity '{entity}' could not be found.");

    private async Task<string?> ReceiverAsync(SendingAmqpLink link, Peer peer, BusQueue queue, string entity)
    {
        if (link.Settings.SettleType == SettleMode.SettleOnSend) throw Refusal.Throw("amqp:not-implemented", "The emulator does not support receive-and-delete.");
        var session = SessionFilter.Asked(link.Settings, out var wanted) ? await AcceptAsync(link, queue, wanted) : null;
        if (session is null && queue.Definition.RequiresSession) throw Refusal.Throw("amqp:not-allowed", "It is not possible for an entity that requires sessions to create a non-sessionful message receiver.");
        if (session is not null) SessionFilter.Answer(link.Settings, session);
        var consumer = new QueueConsumer(link, queue, session, entity, options.Faults, Kick);
        link.RegisterCreditListener((_, drain, _) => { if (drain) consumer.Offer(); else Kick(); });
        link.RegisterDispositionListener(consumer.Settle);
        lock (gate)
        {
            consumers.Add(consumer);
            peer.Consumers[link.Name] = consumer;
        }

        link.SafeAddClosed((_, _) =>
        {
            lock (gate)
            {
                consumers.Remove(consumer);
                peer.Consumers.Remove(link.Name);
            }

            if (session is not null) queue.CloseSession(session);
            Kick();
        });
        Kick();
        return session?.Id;
    }

    private async Task<BusSession> AcceptAsync(SendingAmqpLink link, BusQueue queue, string? wanted)
    {
        try
        {
            if (wanted is not null) return queue.AcceptSession(wanted);
        }
        catch (BusException refused)
        {
            throw new AmqpException(Refusal.Of(refused));
        }

        var wait = new SessionWait(queue, broker.Wall.GetUtcNow() + SessionFilter.Patience(link.Settings));
        link.SafeAddClosed((_, _) => wait.GiveUp());
        lock (gate) waits.Add(wait);
        Kick();
        return await wait.Session;
    }

    private void Node(AmqpLink link, Peer peer, Action<AmqpMessage> answer)
    {
        if (link is ReceivingAmqpLink requests)
        {
            requests.RegisterMessageListener(message =>
            {
                answer(message);
                // Also to a request that was sent settled: this is what gives the link its credit back.
                requests.DisposeMessage(message, AmqpConstants.AcceptedOutcome, true, false);
                message.Dispose();
            });
            return;
        }

        var address = ((Target)link.Settings.Target).Address.ToString()!;
        lock (gate) peer.Replies[address] = (SendingAmqpLink)link;
        link.SafeAddClosed((_, _) => { lock (gate) peer.Replies.Remove(address); });
    }
}
