using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Cloud.Doctor;

/// <summary>The workflow's own queues, topic and tables. Links are opened and nothing goes through them; of the tables one document is read.</summary>
/// <param name="bus">One that soon gives up: see <see cref="Once"/>.</param>
internal sealed class KeepChecks(ServiceBusClient bus, CloudOptions options, SharedState shared, TimeProvider clock, InTime inTime)
{
    private const string Reading = "reading the cases' tables";

    /// <summary>
    /// The SDK takes a refused link for something that may pass and tries it three times more, which is good for a role that was just assigned and takes about eleven
    /// seconds. Here the refusal is the answer, so nothing is tried again.
    /// </summary>
    public static ServiceBusRetryOptions Once() => new() { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(10) };

    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<Task<DoctorCheck>>();
        foreach (var queue in new[] { Queues.Cases, Queues.Certificates })
        {
            checks.Add(LinkAsync($"sending to {queue}", "Microsoft.ServiceBus/namespaces/messages/send/action", "Azure Service Bus Data Sender", cancellation => SendAsync(queue, cancellation), cancellationToken));
            checks.Add(LinkAsync($"receiving from {queue}", "Microsoft.ServiceBus/namespaces/messages/receive/action", "Azure Service Bus Data Receiver", cancellation => ReceiveAsync(queue, cancellation), cancellationToken));
        }

        checks.Add(LinkAsync($"telling {Announcement.Topic}", "Microsoft.ServiceBus/namespaces/messages/send/action", "Azure Service Bus Data Sender", cancellation => SendAsync(Announcement.Topic, cancellation), cancellationToken));
        checks.Add(inTime.AskAsync(Reading, "keeper", options.TableEndpoint?.ToString(), TablesAsync, cancellationToken));
        return await Task.WhenAll(checks);
    }

    private async Task SendAsync(string queue, CancellationToken cancellationToken)
    {
        await using var sender = bus.CreateSender(queue);
        // The size that the queue allows is only known once the link is open.
        using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
    }

    /// <summary>A session of its own, in which there never is a message.</summary>
    private async Task ReceiveAsync(string queue, CancellationToken cancellationToken)
    {
        await using var session = await bus.AcceptSessionAsync(queue, $"doctor-{clock.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture)}", cancellationToken: cancellationToken);
    }

    private Task<DoctorCheck> LinkAsync(string what, string action, string role, Func<CancellationToken, Task> open, CancellationToken cancellationToken) =>
        inTime.AskAsync(what, "keeper", options.ServiceBus, cancellation => OpenAsync(what, action, role, () => open(cancellation)), cancellationToken);

    private async Task<DoctorCheck> OpenAsync(string what, string action, string role, Func<Task> open)
    {
        try
        {
            await open();
            return new DoctorCheck(what, "keeper", options.ServiceBus, DoctorVerdict.Well, "The link opens.");
        }
        catch (UnauthorizedAccessException refused)
        {
            return new DoctorCheck(what, "keeper", options.ServiceBus, DoctorVerdict.Missing, refused.Message) { Missing = [RoleChecks.Missing(action, "keep") with { Call = $"AMQP {what}", Role = role }] };
        }
        catch (Exception trouble) when (trouble is ServiceBusException or AuthenticationFailedException or TimeoutException)
        {
            return new DoctorCheck(what, "keeper", options.ServiceBus, DoctorVerdict.Failed, trouble.Message);
        }
    }

    private async Task<DoctorCheck> TablesAsync(CancellationToken cancellationToken)
    {
        var scope = options.TableEndpoint?.ToString();
        try
        {
            await shared.PauseOrderAsync(cancellationToken);
            return new DoctorCheck(Reading, "keeper", scope, DoctorVerdict.Well, scope is null ? "They are in memory." : "They are read. Writing cannot be tried without a write.");
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            return new DoctorCheck(Reading, "keeper", scope, DoctorVerdict.Missing, Trouble.Said(refused)) { Missing = [.. Permissions.All.Files["Tables"].Keep.Select(action => RoleChecks.Missing(action, "keep") with { Role = "Storage Table Data Contributor" })] };
        }
        catch (Exception trouble) when (trouble is RequestFailedException or RetriableException or FinalException or AuthenticationFailedException)
        {
            return new DoctorCheck(Reading, "keeper", scope, DoctorVerdict.Failed, trouble.Message);
        }
    }
}
