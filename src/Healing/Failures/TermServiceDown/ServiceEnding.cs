using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>What a stopped service's last start ended with, as far as it tells the cause. (Win32 error codes; Troubleshoot Remote Desktop Services issues on an Azure VM)</summary>
internal enum ServiceEnding
{
    /// <summary>It says nothing.</summary>
    Unknown,

    /// <summary>Its account could not sign in (1069, 1057), and it is not the one that Windows gives it.</summary>
    WrongAccount,

    /// <summary>Access denied (5): rights of the service, its files or keys were changed.</summary>
    AccessDenied,

    /// <summary>It did not answer in time, ended, or hung when it was started (1053, 1067, 1070).</summary>
    Crashed,
}

/// <summary>Reads an ending from a service.</summary>
internal static class ServiceEndings
{
    public static ServiceEnding Of(GuestService? service) => service switch
    {
        null or { State: "Running" } => ServiceEnding.Unknown,
        { ExitCode: 5 } => ServiceEnding.AccessDenied,
        { ExitCode: 1069 or 1057 } when !IsOwn(service.Account) => ServiceEnding.WrongAccount,
        { ExitCode: 1053 or 1067 or 1070 } => ServiceEnding.Crashed,
        _ => ServiceEnding.Unknown,
    };

    /// <summary>The rest of a sentence about a service that is down.</summary>
    public static string Said(ServiceEnding ending, GuestService service) => ending switch
    {
        ServiceEnding.WrongAccount => $": it is to run as {service.Account}, which cannot sign in (error {service.ExitCode})",
        ServiceEnding.AccessDenied => ": its start is denied (error 5)",
        ServiceEnding.Crashed => $": its last start ended with error {service.ExitCode}",
        _ when service.Start == "Disabled" => ": it is disabled",
        _ => "",
    };

    /// <summary>NT AUTHORITY\NetworkService, written with or without a space.</summary>
    private static bool IsOwn(string account) => account.Length == 0 || account.Replace(" ", "", StringComparison.Ordinal).EndsWith("\\NetworkService", StringComparison.OrdinalIgnoreCase);
}
