using Azure;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Cloud.Doctor;

/// <summary>A probe that never reached a host cannot prove a cure: then the app stands outside of the network.</summary>
internal sealed class DoorChecks(SharedState shared, InTime inTime)
{
    private const string What = "RDP doors that the probe reached";

    private const int Most = 25;

    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(Task<IReadOnlyList<Host>> inventory, CancellationToken cancellationToken)
    {
        var asked = (await inventory).Where(host => host is { Enrolled: true, IsSessionHost: false, Running: not false }).Take(Most).ToList();
        if (asked.Count == 0) return [new DoctorCheck(What, "reader", null, DoctorVerdict.NotTried, "No enrolled machine outside of AVD runs, and AVD hosts are not probed.")];
        return [await inTime.AskAsync(What, "keeper", null, cancellation => ReadAsync(asked, cancellation), cancellationToken)];
    }

    private async Task<DoctorCheck> ReadAsync(List<Host> asked, CancellationToken cancellationToken)
    {
        try
        {
            var reached = 0;
            foreach (var host in asked) reached += await shared.ReachedAsync(host.Id, cancellationToken) is null ? 0 : 1;
            return reached > 0
                ? new DoctorCheck(What, "reader", null, DoctorVerdict.Well, $"{reached} of {asked.Count} were reached at some time.")
                : new DoctorCheck(What, "reader", null, DoctorVerdict.NotTried, $"None of {asked.Count} was ever reached: until one is, an unanswered probe counts as nothing. Is the app in the hosts' network?");
        }
        catch (Exception trouble) when (trouble is RetriableException or FinalException or RequestFailedException)
        {
            return new DoctorCheck(What, "keeper", null, DoctorVerdict.Failed, trouble.Message);
        }
    }
}
