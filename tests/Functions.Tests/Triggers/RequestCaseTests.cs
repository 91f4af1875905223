using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Healing.Memory;
using RdpMedic.Functions.Tests.Access;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Tests.Triggers;

public sealed class RequestCaseTests : IDisposable
{
    private static readonly Host Known = new() { Id = new HostId("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-01"), Name = "vm-01", Role = HostRole.Workload, Enrolled = true, Pool = new PoolId("g") };

    private readonly MemoryCases cases = new();
    private readonly Bus bus = new();

    private readonly Issuer issuer = new();

    public void Dispose() => issuer.Dispose();

    private async Task<IActionResult> PostAsync(string body, string role = "Operator") =>
        await PostAsync(issuer.Request(body, role));

    private Task<IActionResult> PostAsync(HttpRequest request) =>
        new RequestCase(issuer.Door, new Inventory(), new Intake(cases, bus, TimeProvider.System)).RunAsync(request, TestContext.Current.CancellationToken);

    private static ProblemDetails Problem(IActionResult result, int status)
    {
        var answer = result.ShouldBeOfType<ObjectResult>();
        answer.StatusCode.ShouldBe(status);
        return answer.Value.ShouldBeOfType<ProblemDetails>();
    }

    [Fact]
    public async Task A_request_is_accepted_with_the_address_of_its_case_and_sent_to_the_hosts_session()
    {
        var request = issuer.Request("""{"host":"VM-01","reason":"a user called","by":"somebody else"}""", "Operator");
        (await PostAsync(request)).ShouldBeOfType<ContentResult>().StatusCode.ShouldBe(202);
        request.HttpContext.Response.Headers.Location.ToString().ShouldBe($"/api/cases/{CaseId.For(Known.Id, 1)}");
        var sent = bus.Sent.ShouldHaveSingleItem();
        (sent.Session, sent.Message.Kind).ShouldBe((Known.Id.Key, MessageKinds.Request));
        var asked = sent.Message.BodyAs<RequestBody>();
        (asked.By, asked.ById).ShouldBe(($"Dana ({Issuer.Person})", Issuer.Person));
    }

    [Theory]
    [InlineData("Reader")]
    [InlineData("Approver")]
    [InlineData("Administrator")]
    public async Task Only_an_operator_may_ask(string role)
    {
        Problem(await PostAsync("""{"host":"vm-01","reason":"a user called"}""", role), 403).Detail!.ShouldContain("Operator");
        bus.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_without_end_is_read_no_further_than_the_limit() =>
        Problem(await PostAsync($$"""{"host":"vm-01","reason":"{{new string('x', 20_000)}}"}"""), 413);

    [Fact]
    public async Task A_request_that_cannot_be_sent_now_is_kept_for_later_and_still_accepted()
    {
        bus.Down = true;
        (await PostAsync("""{"host":"vm-01","reason":"a user called"}""")).ShouldBeOfType<ContentResult>().StatusCode.ShouldBe(202);
        (await cases.UnsentAsync(Known.Id, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("not json", 400, null, "not JSON")]
    [InlineData("{}", 400, "host", "Name the host")]
    [InlineData("""{"host":"vm-01"}""", 400, "reason", "Say why")]
    [InlineData("""{"host":"vm-01","reason":"x","failure":"gremlins"}""", 400, "failure", "gremlins")]
    [InlineData("""{"host":"vm-01","reason":"x","dryRun":"maybe"}""", 400, "dryRun", "dryRun")]
    [InlineData("""{"host":"nobody","reason":"x"}""", 404, "host", "nobody")]
    public async Task Bad_input_is_refused_by_the_name_of_its_field_and_nothing_is_sent(string body, int status, string? field, string said)
    {
        var problem = Problem(await PostAsync(body), status);
        problem.Detail!.ShouldContain(said);
        problem.Extensions.TryGetValue("field", out var named);
        named.ShouldBe(field);
        bus.Sent.ShouldBeEmpty();
    }

    private sealed class Inventory : IHosts
    {
        public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Host>>([Known]);

        public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => Task.FromResult<Host?>(id == Known.Id ? Known : null);
    }

    private sealed class Bus : IMessages
    {
        public bool Down { get; set; }

        public List<OutboxMessage> Sent { get; } = [];

        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
        {
            if (Down) throw new RetriableException("The bus is down.");
            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }
}
