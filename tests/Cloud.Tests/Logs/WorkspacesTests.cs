using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tests.Logs;

/// <summary>What is asked of a workspace that does not answer.</summary>
public sealed class WorkspacesTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly Service service = new();
    private readonly HttpClient http;
    private readonly Workspaces workspaces;

    public WorkspacesTests()
    {
        http = new HttpClient(service);
        var options = new LogsQueryClientOptions { Transport = new HttpClientTransport(http), Retry = { MaxRetries = 0 } };
        workspaces = new Workspaces(new LogsQueryClient(new Uri("https://api.loganalytics.io"), new AnyToken(), options), new CloudOptions { Subscriptions = ["s"], Workspaces = ["w"], ServiceBus = "x.servicebus.windows.net" }, clock);
    }

    public void Dispose()
    {
        workspaces.Dispose();
        http.Dispose();
        service.Dispose();
    }

    private Task AskAsync() => workspaces.QueryAsync("Event | count", clock.GetUtcNow() - TimeSpan.FromHours(1), clock.GetUtcNow(), TestContext.Current.CancellationToken);

    [Fact]
    public async Task While_the_service_is_away_it_is_asked_once_in_half_a_minute()
    {
        service.Status = HttpStatusCode.ServiceUnavailable;
        for (var question = 0; question < 5; question++) await Should.ThrowAsync<RetriableException>(AskAsync);
        service.Asked.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<RetriableException>(AskAsync);
        service.Asked.ShouldBe(2);
        service.Status = HttpStatusCode.OK;
        (await Should.ThrowAsync<RetriableException>(AskAsync)).Message.ShouldContain("were not there a moment ago");
        clock.Advance(TimeSpan.FromSeconds(30));
        await AskAsync();
        await AskAsync();
        service.Asked.ShouldBe(4);
    }

    [Theory]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_query_that_is_too_slow_or_throttled_keeps_no_other_from_being_asked(HttpStatusCode status)
    {
        service.Status = status;
        await Should.ThrowAsync<RetriableException>(AskAsync);
        await Should.ThrowAsync<RetriableException>(AskAsync);
        service.Asked.ShouldBe(2);
    }

    private sealed class Service : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; }

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"Count","type":"long"}],"rows":[[0]]}]}""", Encoding.UTF8, "application/json") });
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException("The product asks asynchronously.");
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("any", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
