using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Certificates;

public sealed class CertificateTurnTests
{
    /// <summary>A vault with one certificate whose renewal takes two looks.</summary>
    private sealed class Vault : ICertificates, IMessages
    {
        private int looks;

        public int Begun { get; private set; }

        public string? Problem { get; set; }

        public List<OutboxMessage> Sent { get; } = [];

        public Task<Reading<CertificateFacts>> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Reading<CertificateFacts>.Missing("x", "vault", Vantage.Vault, DateTimeOffset.UnixEpoch));

        public Task<IReadOnlyList<CertificateFacts>> ListAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("A turn does not list.");

        public Task<RenewalLook> RenewAsync(string name, string? replaces, CancellationToken cancellationToken)
        {
            Begun++;
            return Task.FromResult(new RenewalLook(Problem is null, null, Problem));
        }

        public Task<RenewalLook> LookAsync(string name, CancellationToken cancellationToken) => Task.FromResult(new RenewalLook(++looks < 2, null, null));

        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
        {
            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }

    private static Message Ask(string host) => new() { Kind = MessageKinds.Renew, Certificate = "rdp", HostId = new HostId(host) };

    [Fact]
    public async Task Two_hosts_that_ask_get_one_renewal_and_an_answer_each()
    {
        var vault = new Vault();
        var turn = new CertificateTurn(new SharedState(new Papers()), vault, vault, new Policy(), new ManualClock());
        await turn.RunAsync(Ask("/subscriptions/one"), TestContext.Current.CancellationToken);
        await turn.RunAsync(Ask("/subscriptions/two"), TestContext.Current.CancellationToken);
        await turn.RunAsync(vault.Sent[^1].Message, TestContext.Current.CancellationToken);
        vault.Begun.ShouldBe(1);
        vault.Sent.Where(message => message.Message.Kind == MessageKinds.Renewed).Select(message => message.Message.HostId!.Value.Value)
            .ShouldBe(["/subscriptions/one", "/subscriptions/two"]);
    }

    [Fact]
    public async Task A_late_wake_up_does_nothing()
    {
        var vault = new Vault();
        var turn = new CertificateTurn(new SharedState(new Papers()), vault, vault, new Policy(), new ManualClock());
        await turn.RunAsync(Ask("/subscriptions/one"), TestContext.Current.CancellationToken);
        var first = vault.Sent[^1].Message;
        await turn.RunAsync(Ask("/subscriptions/two"), TestContext.Current.CancellationToken);
        (await turn.RunAsync(first, TestContext.Current.CancellationToken)).ShouldBe(TurnEnd.Stale);
    }

    [Fact]
    public async Task A_renewal_that_the_vault_refuses_is_answered_with_the_problem()
    {
        var vault = new Vault { Problem = "the issuer is Unknown" };
        await new CertificateTurn(new SharedState(new Papers()), vault, vault, new Policy(), new ManualClock()).RunAsync(Ask("/subscriptions/one"), TestContext.Current.CancellationToken);
        vault.Sent.ShouldHaveSingleItem().Message.BodyAs<CertificateBody>().Problem.ShouldBe("the issuer is Unknown");
    }
}
