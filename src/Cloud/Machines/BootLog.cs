using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Machines;

/// <summary>
/// Boot diagnostics: ARM gives addresses with a signature that opens the screenshot and the serial log for a moment. Both stay here: the end of the log is read
/// for known marks, and neither address nor text goes any further. (Microsoft.Compute virtualMachines/retrieveBootDiagnosticsData)
/// </summary>
public sealed class BootLog : IBootLog
{
    private const int Minutes = 5;

    private readonly ArmClient reader;

    /// <summary>Without a credential: the address itself is one, and a token of ours has no business in a storage account.</summary>
    private readonly HttpPipeline anonymous;

    public BootLog(ArmClient reader, Endpoints endpoints)
    {
        this.reader = reader;
        var options = new BlobOptions();
        if (endpoints.Transport is { } transport) options.Transport = transport;
        anonymous = HttpPipelineBuilder.Build(options);
    }

    public async Task<Answer<BootFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            var machine = reader.GetVirtualMachineResource(new ResourceIdentifier(host.Id.Value));
            var data = (await Trouble.ReadAsync(() => machine.RetrieveBootDiagnosticsDataAsync(Minutes, cancellationToken))).Value;
            var marks = data.SerialConsoleLogBlobUri is { } log ? SerialLog.Marks(await EndOfAsync(log, cancellationToken)) : [];
            return Answer<BootFacts>.Of(new BootFacts(true, marks, data.ConsoleScreenshotBlobUri is not null));
        }
        catch (RequestFailedException refused)
        {
            return Answer<BootFacts>.Not(Trouble.Said(refused));
        }
    }

    /// <summary>Empty when there is no log, or it cannot be had: then it tells nothing.</summary>
    private async Task<string> EndOfAsync(Uri log, CancellationToken cancellationToken)
    {
        using var message = anonymous.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(log);
        message.Request.Headers.SetValue("x-ms-range", $"bytes=-{SerialLog.Newest}");
        message.Request.Headers.SetValue("Range", $"bytes=-{SerialLog.Newest}");
        await anonymous.SendAsync(message, cancellationToken);
        return message.Response is { IsError: false } answer ? Encoding.UTF8.GetString(answer.Content.ToMemory().Span) : "";
    }

    private sealed class BlobOptions : ClientOptions;
}
