using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class EveryTenSeconds(Said said)
{
    [Function("EveryTenSeconds")]
    public void Run([TimerTrigger("%Every:Ten%")] TimerInfo timer) => said.Say($"ran, past due {timer.IsPastDue}");
}

public sealed class AtTheStart(Said said)
{
    [Function("AtTheStart")]
    public void Run([TimerTrigger("0 0 3 * * *", RunOnStartup = true)] TimerInfo timer) => said.Say(timer.GetType().Name);
}

public sealed class SlowTimer(Said said)
{
    [Function("SlowTimer")]
    public async Task Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        said.Say(timer.IsPastDue ? "late" : "begin");
        await said.Hold(cancellation);
        said.Say("end");
    }
}

public sealed class FailingTimer(Said said)
{
    [Function("FailingTimer")]
    public Task Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer)
    {
        said.Say("tried");
        throw new InvalidOperationException($"no luck, past due {timer.IsPastDue}");
    }
}
