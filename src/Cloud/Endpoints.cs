using System.Net.Security;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using Azure.ResourceManager;

namespace RdpMedic.Cloud;

/// <summary>Addresses and transport of the cloud. Public Azure unless somebody says otherwise; the local run points them at an emulator. Not bound from settings.</summary>
public sealed record Endpoints
{
    public ArmEnvironment Arm { get; init; } = ArmEnvironment.AzurePublicCloud;

    public Uri Logs { get; init; } = new("https://api.loganalytics.io");

    public LogsQueryAudience LogsAudience { get; init; } = LogsQueryAudience.AzurePublicCloud;

    /// <summary>Null: the SDK's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>The emulator's vault is not at the address that its tokens are for.</summary>
    public bool AnyVaultResource { get; init; }

    /// <summary>Null: the namespace's own address.</summary>
    public Uri? ServiceBus { get; init; }

    /// <summary>Connection string of a storage emulator on this machine, in place of <see cref="CloudOptions.TableEndpoint"/>; null: none. It carries a key, so no setting leads here: Azure is asked by token alone.</summary>
    public string? LocalTables { get; init; }

    public RemoteCertificateValidationCallback? ServiceBusCertificate { get; init; }
}
