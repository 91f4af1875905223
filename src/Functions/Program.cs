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

// What reads and parses cannot act, and what acts is used by nothing else.
static ManagedIdentityCredential As(string clientId) => new(ManagedIdentityId.FromUserAssignedClientId(clientId));
var identities = new Identities(As(settings.ReaderClientId), As(settings.InspectorClientId), As(settings.ActorClientId), As(settings.KeeperClientId));
builder.Services.AddRdpMedic(settings.Cloud, settings.Policy, new Endpoints(), identities, TimeProvider.System).AddDoor(settings.Access);
builder.Build().Run();
