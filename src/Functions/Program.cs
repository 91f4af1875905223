using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using RdpMedic.Cloud;
using RdpMedic.Functions.Access;
using RdpMedic.Functions.Settings;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var settings = new AppSettings(builder.Configuration);

// Two identities: what reads and parses cannot act, and what acts is used by nothing else.
var identities = new Identities(
    new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(settings.ReaderClientId)),
    new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(settings.ActorClientId)));
builder.Services.AddRdpMedic(settings.Cloud, settings.Policy, new Endpoints(), identities, TimeProvider.System).AddDoor(settings.Access);
builder.Build().Run();
