using System.Net;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>Looks as the tests need them: short where a server is meant to stall, patient where it is meant to answer.</summary>
internal static class Look
{
    public static LookOptions Patient { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public static LookOptions Short { get; } = new() { Timeout = TimeSpan.FromSeconds(1) };

    public static ManualClock Clock { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ProbeFacts> AtAsync(Stub stub, LookOptions? options = null) => AtAsync(new ProbeTarget("127.0.0.1", stub.Port), options);

    public static Task<ProbeFacts> AtAsync(IPEndPoint at, LookOptions? options = null) => AtAsync(new ProbeTarget(at.Address.ToString(), at.Port), options);

    public static Task<ProbeFacts> AtAsync(ProbeTarget target, LookOptions? options = null) => new RdpLook(options ?? Patient, Clock).LookAsync(target, Token);
}
