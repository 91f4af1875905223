using System.Text;
using RdpMedic.Emulator.Bus;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Processes;

/// <summary>The emulator's broker in virtual time, and word to whoever pumps it when something may have become due.</summary>
public sealed class Bus
{
    private readonly Agenda agenda;
    private readonly Dice dice;
    private readonly Chaos chaos;

    public Bus(Agenda agenda, Dice dice, Chaos chaos)
    {
        (this.agenda, this.dice, this.chaos) = (agenda, dice, chaos);
        var minute = TimeSpan.FromMinutes(1);
        Broker = new Broker([.. new[] { Queues.Cases, Queues.Certificates }.Select(name => new QueueDefinition(name, true, 10 * minute, minute, 100, TimeSpan.FromDays(14), true))], agenda.Clock, agenda.Clock, [new TopicDefinition(Announcement.Topic, 10 * minute, [])]);
    }

    public Broker Broker { get; }

    /// <summary>Called when a message may be receivable.</summary>
    public Action Stirred { get; set; } = () => { };

    /// <summary>Messages that were sent more than once, or moved behind others.</summary>
    public long Disturbed { get; private set; }

    public void Send(OutboxMessage message)
    {
        var body = Json.Write(message.Message);
        Put(message, body, message.Id, message.DueAt);
        if (!chaos.At(agenda.Now) || !dice.Chance(chaos.Duplicate)) return;
        // The same content under another id: what duplicate detection does not see.
        Disturbed++;
        Put(message, body, null, (message.DueAt > agenda.Now ? message.DueAt.Value : agenda.Now) + dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(8)));
    }

    /// <summary>What nobody can read, as a stranger or an old version might send it.</summary>
    public void Poison(string session, string body)
    {
        Broker.Find(Queues.Cases)!.Send(new IncomingMessage(null, session, Encoding.UTF8.GetBytes(body)));
        Stir(agenda.Now);
    }

    private void Put(OutboxMessage message, string body, string? id, DateTimeOffset? due)
    {
        if (chaos.At(agenda.Now) && dice.Chance(chaos.Late))
        {
            Disturbed++;
            due = (due > agenda.Now ? due.Value : agenda.Now) + dice.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(6));
        }

        if (chaos.At(agenda.Now) && chaos.Delay > TimeSpan.Zero) due = (due > agenda.Now ? due.Value : agenda.Now) + chaos.Delay;
        Broker.Inlet(message.Queue)!.Send(new IncomingMessage(id, message.Session, Encoding.UTF8.GetBytes(body), null, due));
        Stir(due > agenda.Now ? due.Value : agenda.Now);
    }

    public void Stir(DateTimeOffset at) => agenda.Plan(at, () => Stirred());
}

/// <summary>The product's way to the bus.</summary>
public sealed class BusMessages(Bus bus, Line line, Action<IReadOnlyList<OutboxMessage>> sent) : IMessages
{
    public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => line.WriteAsync(Service.Bus, () =>
    {
        foreach (var message in messages) bus.Send(message);
        sent(messages);
        return true;
    });
}
