using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using RdpMedic.Functions.Access;

namespace RdpMedic.Functions.Tests.Access;

public sealed class AccessTokensTests : IDisposable
{
    private readonly Issuer issuer = new();

    public void Dispose() => issuer.Dispose();

    private async Task<Caller?> ReadAsync(string token)
    {
        var reading = await issuer.Tokens.ReadAsync(token, TestContext.Current.CancellationToken);
        reading.Closed.ShouldBeNull();
        return reading.Caller;
    }

    private Task<Caller?> ChangedAsync(Action<JsonObject> change)
    {
        var claims = Issuer.Claims("Reader");
        change(claims);
        return ReadAsync(issuer.Signed(claims));
    }

    private static long In(TimeSpan time) => (TimeProvider.System.GetUtcNow() + time).ToUnixTimeSeconds();

    [Fact]
    public async Task A_token_of_the_tenant_names_its_person_and_roles()
    {
        var caller = (await ReadAsync(issuer.Token("Approver", "Reader", "Dancer"))).ShouldNotBeNull();
        caller.By.ShouldBe($"Dana ({Issuer.Person})");
        caller.Roles.ShouldBe([Role.Approver, Role.Reader], ignoreOrder: true);
    }

    [Fact]
    public async Task A_token_is_for_this_app_from_this_tenant_and_for_now()
    {
        (await ChangedAsync(_ => { })).ShouldNotBeNull();
        (await ChangedAsync(claims => claims["aud"] = "another-app")).ShouldBeNull();
        (await ChangedAsync(claims => claims.Remove("aud"))).ShouldBeNull();
        (await ChangedAsync(claims => claims["iss"] = "https://login.example/another/v2.0")).ShouldBeNull();
        (await ChangedAsync(claims => claims.Remove("iss"))).ShouldBeNull();
        (await ChangedAsync(claims => claims["exp"] = In(TimeSpan.FromMinutes(-2)))).ShouldBeNull();
        (await ChangedAsync(claims => claims.Remove("exp"))).ShouldBeNull();
        (await ChangedAsync(claims => claims["nbf"] = In(TimeSpan.FromMinutes(2)))).ShouldBeNull();
        (await ChangedAsync(claims => { claims.Remove("oid"); claims.Remove("sub"); })).ShouldBeNull();
    }

    [Fact]
    public async Task Clocks_may_differ_by_less_than_a_minute() =>
        (await ChangedAsync(claims => claims["exp"] = In(TimeSpan.FromSeconds(-30)))).ShouldNotBeNull();

    [Fact]
    public async Task A_token_without_a_signature_is_not_valid()
    {
        var none = Issuer.Text(new JsonObject { ["typ"] = "JWT", ["alg"] = "none" }, Issuer.Claims("Approver"));
        (await ReadAsync($"{none}.")).ShouldBeNull();
        (await ReadAsync(none)).ShouldBeNull();
        var whole = issuer.Token("Approver");
        (await ReadAsync(whole[..(whole.LastIndexOf('.') + 1)])).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_that_a_foreign_key_signed_is_not_valid_whatever_key_it_names()
    {
        using var foreign = RSA.Create(2048);
        (await ReadAsync(issuer.Signed(Issuer.Claims("Approver"), foreign))).ShouldBeNull();
        (await ReadAsync(issuer.Signed(Issuer.Claims("Approver"), foreign, "k2"))).ShouldBeNull();
    }

    [Fact]
    public async Task The_published_key_is_no_shared_secret()
    {
        var text = Issuer.Text(new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256", ["kid"] = "k1" }, Issuer.Claims("Approver"));
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.PublicKey), Encoding.ASCII.GetBytes(text));
        (await ReadAsync($"{text}.{Issuer.Encode(signature)}")).ShouldBeNull();
    }

    [Fact]
    public async Task Another_kind_of_token_of_the_same_tenant_is_not_valid() =>
        (await ReadAsync(issuer.Signed(Issuer.Claims("Approver"), type: "dpop+jwt"))).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task What_is_no_token_is_not_valid(string text) => (await ReadAsync(text)).ShouldBeNull();

    [Fact]
    public async Task A_changed_token_is_not_valid()
    {
        var parts = issuer.Token("Reader").Split('.');
        var more = Issuer.Encode(Encoding.UTF8.GetBytes(Issuer.Claims("Approver").ToJsonString()));
        (await ReadAsync($"{parts[0]}.{more}.{parts[2]}")).ShouldBeNull();
    }

    [Fact]
    public async Task A_name_is_one_short_line_in_the_journal()
    {
        var caller = (await ChangedAsync(claims => claims["name"] = "Dana\r\n2026 approved by Erin" + new string('x', 500))).ShouldNotBeNull();
        caller.Name.ShouldNotContain("\n");
        caller.Name.Length.ShouldBe(100);
    }

    [Fact]
    public async Task Nobody_is_let_in_when_no_authority_is_set_or_its_keys_cannot_be_had()
    {
        var none = await new AccessTokens(new AccessOptions(), authority: null).ReadAsync(issuer.Token("Approver"), TestContext.Current.CancellationToken);
        (none.Caller, none.Closed is null).ShouldBe((null, false));
        var options = new AccessOptions { Authority = new Uri("https://127.0.0.1:9"), Audience = Issuer.Audience };
        using var http = new HttpClient();
        var unreachable = new ConfigurationManager<OpenIdConnectConfiguration>(options.Metadata, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(http));
        var gone = await new AccessTokens(options, unreachable).ReadAsync(issuer.Token("Approver"), TestContext.Current.CancellationToken);
        (gone.Caller, gone.Closed is null).ShouldBe((null, false));
    }
}
