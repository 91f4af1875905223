using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.DesktopVirtualization;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.Wire.Arm;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;

namespace RdpMedic.Emulator.Tests.Wire.Arm;

/// <summary>What the product does not call yet, by the unmodified SDKs.</summary>
public sealed class ArmTests : IAsyncLifetime
{
    private readonly CertificateFactory certificates = new();
    private readonly LoopbackCertificate certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly ManualClock clock = new();
    private readonly ManualClock wall = new();
    private Fleet fleet = null!;
    private HttpsWire wire = null!;
    private ArmClient arm = null!;
    private Tokens tokens = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Machine Machine => fleet.Machines["vm-01"];

    private VirtualMachineResource Resource => arm.GetVirtualMachineResource(new ResourceIdentifier(Machine.Id));

    public async ValueTask InitializeAsync()
    {
        fleet = new FleetBuilder(certificates.Make, 64).Build(8, 1, clock);
        tokens = new Tokens([new Identity("owner", "c", "o", ["*"])], wall);
        wire = new HttpsWire(new HttpsWireOptions { Certificate = certificate, World = clock, Faces = [new ArmFace(fleet, tokens, new RunCommandShelf(fleet, new ScriptEngine(fleet).Run, new Random(1)))] });
        await wire.StartAsync(CancellationToken.None);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString(HashAlgorithmName.SHA256) == certificate.Thumbprint;
        arm = new ArmClient(new Issued(tokens), null, new ArmClientOptions { Environment = new ArmEnvironment(wire.BaseAddress, "https://management.azure.com/"), Transport = new HttpClientTransport(new HttpClient(handler)), Retry = { MaxRetries = 0 } });
    }

    public async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync();
        certificate.Dispose();
        certificates.Dispose();
    }

    [Fact]
    public async Task A_restart_is_accepted_and_happens_when_its_operation_completes()
    {
        Machine.Guest.Sessions.Add(new Session { Id = 1, User = "u" });
        Machine.Guest.Services["TermService"].Hangs = true;
        var operation = await Resource.RestartAsync(WaitUntil.Started, Token);
        operation.HasCompleted.ShouldBeFalse();
        Machine.Guest.Sessions.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromMinutes(3));
        await operation.UpdateStatusAsync(Token);
        operation.HasCompleted.ShouldBeTrue();
        (Machine.Guest.Sessions.Count, Machine.Guest.Listens, Machine.Guest.BootedAt).ShouldBe((0, true, clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_machine_that_was_started_runs_once_its_boot_is_over_though_nobody_asks_about_the_operation()
    {
        Machine.Power = Power.Stopped;
        await Resource.PowerOnAsync(WaitUntil.Started, Token);
        (await StateAsync()).ShouldBe("PowerState/starting");
        clock.Advance(TimeSpan.FromMinutes(3));
        (await StateAsync()).ShouldBe("PowerState/running");

        async Task<string> StateAsync() => (await Resource.InstanceViewAsync(Token)).Value.Statuses.Single(status => status.Code.StartsWith("PowerState/", StringComparison.Ordinal)).Code;
    }

    [Fact]
    public async Task A_machine_that_somebody_stopped_while_it_started_stays_off()
    {
        Machine.Power = Power.Stopped;
        await Resource.PowerOnAsync(WaitUntil.Started, Token);
        Machine.Power = Power.Deallocated;
        clock.Advance(TimeSpan.FromMinutes(3));
        fleet.Later.Advance(clock.GetUtcNow());
        Machine.Power.ShouldBe(Power.Deallocated);
    }

    [Fact]
    public async Task A_second_action_run_command_gets_the_real_conflict()
    {
        var input = new RunCommandInput("RunPowerShellScript");
        input.Script.Add("Get-Date");
        var operation = await Resource.RunCommandAsync(WaitUntil.Started, input, Token);
        var refused = await Should.ThrowAsync<RequestFailedException>(() => Resource.RunCommandAsync(WaitUntil.Started, input, Token));
        (refused.Status, refused.ErrorCode).ShouldBe((409, "Conflict"));
        refused.Message.ShouldContain("Run command extension execution is in progress");
        clock.Advance(TimeSpan.FromMinutes(1));
        await operation.UpdateStatusAsync(Token);
        // The script is not one that is modelled, and that is what its error says.
        operation.Value.Value.Single(stream => stream.Code.Contains("StdErr", StringComparison.Ordinal)).Message.ShouldContain("does not know the script");
    }

    [Fact]
    public async Task Flow_verify_names_the_rule_that_decides()
    {
        var watcher = arm.GetNetworkWatcherResource(NetworkWatcherResource.CreateResourceIdentifier(FleetBuilder.Subscription, "rg-app-1", "watcher"));
        var question = new VerificationIPFlowContent(new ResourceIdentifier(Machine.Id), NetworkTrafficDirection.Inbound, IPFlowProtocol.Tcp, "3389", "50000", Machine.Address, "10.1.2.3");
        (await watcher.VerifyIPFlowAsync(WaitUntil.Completed, question, Token)).Value.RuleName.ShouldBe("securityRules/allow-rdp-inside");
        fleet.SecurityGroups["nsg-app-1"].Rules.Remove("allow-rdp-inside");
        var answer = (await watcher.VerifyIPFlowAsync(WaitUntil.Completed, question, Token)).Value;
        (answer.Access.ToString(), answer.RuleName).ShouldBe(("Deny", "securityRules/deny-rest"));
    }

    [Fact]
    public async Task An_interface_tells_its_address_and_the_rules_that_hold_for_it()
    {
        var nic = arm.GetNetworkInterfaceResource(new ResourceIdentifier(Machine.InterfaceId));
        (await nic.GetAsync(cancellationToken: Token)).Value.Data.IPConfigurations[0].PrivateIPAddress.ShouldBe(Machine.Address);
        var groups = (await nic.GetEffectiveNetworkSecurityGroupsAsync(WaitUntil.Completed, Token)).Value;
        groups.Value[0].EffectiveSecurityRules.Select(rule => rule.Name).ShouldBe(["securityRules/allow-rdp-inside", "securityRules/allow-https", "securityRules/deny-rest", "defaultSecurityRules/DenyAllInBound", "defaultSecurityRules/AllowInternetOutBound", "defaultSecurityRules/DenyAllOutBound"]);
    }

    [Fact]
    public async Task Host_pools_and_their_hosts_are_listed()
    {
        var group = arm.GetResourceGroupResource(new ResourceIdentifier($"/subscriptions/{FleetBuilder.Subscription}/resourceGroups/rg-avd"));
        var pools = new List<HostPoolResource>();
        await foreach (var pool in group.GetHostPools().GetAllAsync(cancellationToken: Token)) pools.Add(pool);
        pools.ShouldHaveSingleItem().Data.MaxSessionLimit.ShouldBe(10);
        var names = new List<string>();
        await foreach (var host in pools[0].GetSessionHosts().GetAllAsync(cancellationToken: Token)) names.Add(host.Data.Name);
        names[0].ShouldBe("hp-desktop-1/avd-01.corp.example");
    }

    [Fact]
    public async Task Too_many_calls_and_an_old_token_are_refused_as_documented()
    {
        var rule = arm.GetSecurityRuleResource(new ResourceIdentifier($"{fleet.SecurityGroups["nsg-app-1"].Id}/securityRules/allow-https"));
        (await rule.GetAsync(Token)).Value.Data.Priority.ShouldBe(400);
        RequestFailedException? busy = null;
        for (var call = 0; call < 300 && busy is null; call++)
        {
            try
            {
                await rule.GetAsync(Token);
            }
            catch (RequestFailedException refused)
            {
                busy = refused;
            }
        }

        busy.ShouldNotBeNull().Status.ShouldBe(429);
        busy.GetRawResponse()!.Headers.TryGetValue("Retry-After", out _).ShouldBeTrue();
        clock.Advance(TimeSpan.FromMinutes(1));
        wall.Advance(Tokens.Life);
        (await Should.ThrowAsync<RequestFailedException>(() => rule.GetAsync(Token))).Status.ShouldBe(401);
    }

    private sealed class Issued(Tokens tokens) : TokenCredential
    {
        private readonly string token = tokens.Issue(tokens.Find("c")!, "https://management.azure.com").Token;

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
