using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RdpMedic.Cli.Demo;
using RdpMedic.Cli.Emulation;
using RdpMedic.Cli.LocalHost;
using RdpMedic.Functions.Access;

namespace RdpMedic.EndToEnd.Tests.Http;

/// <summary>Who is let in, over real HTTP: every function of the app, by the attributes that the deployment has.</summary>
[Collection(OneApp.Name)]
public sealed class AccessTests(AppStand app)
{
    /// <summary>An approval that would be taken if anybody were let in.</summary>
    private const string Approve = "api/cases/00000000000000000000000000000000-1/approve";

    private static readonly object Yes = new { planHash = "0123", reason = "why not" };

    private static string Path(FunctionDescription function) => function.Source.Replace("{id}", "none-1", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal);

    private async Task<HttpStatusCode> ApproveAsync(string? token, string? key = null)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, Approve, token, Yes, key);
        return answer.StatusCode;
    }

    private JsonObject Claims()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject { ["iss"] = app.Run.Connection.Authority.AbsoluteUri, ["aud"] = LocalAzure.Audience, ["nbf"] = now.AddHours(-2).ToUnixTimeSeconds(), ["exp"] = now.AddHours(1).ToUnixTimeSeconds(), ["oid"] = "o", ["name"] = "n", ["roles"] = new JsonArray("Approver") };
    }

    private Task<HttpStatusCode> SignedAsync(Action<JsonObject> change)
    {
        var claims = Claims();
        change(claims);
        return ApproveAsync(app.World.Azure.SignIns.Sign(claims));
    }

    [Fact]
    public async Task No_function_answers_a_call_without_a_token()
    {
        app.Run.HttpFunctions.Count.ShouldBeGreaterThan(12);
        foreach (var (function, method) in app.Run.HttpFunctions)
        {
            using var answer = await app.SendAsync(new HttpMethod(method.ToUpperInvariant()), Path(function), token: null, method == "post" ? Yes : null, key: "any");
            await AppStand.ProblemAsync(answer, 401);
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer", function.Name);
        }
    }

    [Fact]
    public async Task Every_function_lets_in_the_role_that_it_names_and_refuses_the_others()
    {
        foreach (var (function, method) in app.Run.HttpFunctions)
        {
            var needed = ((OperationAttribute)function.Method.GetCustomAttributes(typeof(OperationAttribute), inherit: false)[0]).Role;
            foreach (var role in Enum.GetValues<Role>())
            {
                using var answer = await app.SendAsync(new HttpMethod(method.ToUpperInvariant()), Path(function), await app.TokenAsync(role), method == "post" ? new { reason = "" } : null);
                if (role == needed || needed == Role.Reader) ((int)answer.StatusCode).ShouldBeOneOf([200, 400, 404], $"{function.Name} as {role}");
                else answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{function.Name} as {role}");
            }
        }
    }

    [Fact]
    public async Task A_token_of_the_tenant_with_the_role_gets_to_the_question_itself() => (await SignedAsync(_ => { })).ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_token_for_another_app_of_another_tenant_or_of_yesterday_is_refused()
    {
        (await SignedAsync(claims => claims["aud"] = "https://management.azure.com")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync(claims => claims["iss"] = "https://127.0.0.1/another/v2.0")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync(claims => claims["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_nobody_or_somebody_else_signed_is_refused()
    {
        var unsigned = $"{Encode("""{"typ":"JWT","alg":"none"}""")}.{Encode(Claims().ToJsonString())}.";
        (await ApproveAsync(unsigned)).ShouldBe(HttpStatusCode.Unauthorized);
        var parts = app.World.Azure.SignIns.Sign(Claims()).Split('.');
        using var foreign = RSA.Create(2048);
        var signature = foreign.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        (await ApproveAsync($"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_function_key_alone_never_approves_and_with_a_readers_token_neither()
    {
        (await ApproveAsync(token: null, key: LocalApp.FunctionKey)).ShouldBe(HttpStatusCode.Unauthorized);
        (await ApproveAsync(await app.TokenAsync(Role.Reader), key: LocalApp.FunctionKey)).ShouldBe(HttpStatusCode.Forbidden);
        (await ApproveAsync(await app.TokenAsync(Role.Operator), key: LocalApp.FunctionKey)).ShouldBe(HttpStatusCode.Forbidden);
        (await ApproveAsync(await app.TokenAsync(Role.Administrator), key: LocalApp.FunctionKey)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_in_the_address_is_no_token()
    {
        using var answer = await app.SendAsync(HttpMethod.Get, $"api/cases?access_token={await app.TokenAsync(Role.Reader)}", token: null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
