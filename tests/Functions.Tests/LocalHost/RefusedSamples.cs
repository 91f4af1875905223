using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class TwinA
{
    [Function("Twin")]
    public string? Run([TimerTrigger("0 * * * *")] TimerInfo timer) => timer.ToString();
}

public sealed class TwinB
{
    [Function("Twin")]
    public void Run([TimerTrigger("%NoSuchSetting%")] string timer) => _ = timer;
}

public sealed class NoTrigger
{
    [Function("NoTrigger")]
    public void Run(CancellationToken cancellation) => cancellation.ThrowIfCancellationRequested();
}

public sealed class TwoTriggers
{
    [Function("TwoTriggers")]
    public void Run([TimerTrigger("* * * * * *")] TimerInfo timer, [ServiceBusTrigger("q", Connection = "Bus")] ServiceBusReceivedMessage message) => _ = (timer, message);
}

public sealed class StrangeParameters
{
    [Function("StrangeBus")]
    public Task Bus([ServiceBusTrigger("q", Connection = "Bus")] ServiceBusReceivedMessage message, Uri address) => Task.FromResult((message, address));

    [Function("StrangeHttp")]
    public IActionResult Http([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{id}")] HttpRequest request, string other, ServiceBusMessageActions actions) => new OkObjectResult((request, other, actions));
}
