using RdpMedic.Tests.Storage;

[assembly: AssemblyFixture(typeof(RdpMedic.Cloud.Tests.Storage.Azurite))]

namespace RdpMedic.Cloud.Tests.Storage;

/// <summary>Azurite's Table service, started once for the assembly.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private AzuriteProcess? process;

    public string ConnectionString => process!.ConnectionString;

    public async ValueTask InitializeAsync() => process = await AzuriteProcess.StartAsync();

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
