namespace RdpMedic.Healing.Codes;

/// <summary>Where meanings were read. Public pages and repositories, by name; a meaning is told in our own words.</summary>
internal static class Sources
{
    public const string Disconnects = "Microsoft Learn: IMsTscAxEvents::OnDisconnected";
    public const string Extended = "Microsoft Learn: ExtendedDisconnectReasonCode";
    public const string ErrorInfo = "FreeRDP, include/freerdp/error.h (the error info codes of MS-RDPBCGR)";
    public const string Negotiation = "FreeRDP, libfreerdp/core/nego.h (the failure codes of MS-RDPBCGR)";
    public const string Sspi = "FreeRDP, winpr/include/winpr/sspi.h (the constants of winerror.h)";
    public const string Logon = "Microsoft Learn: 4625(F) An account failed to log on";
    public const string AvdErrors = "Microsoft Learn: Azure Virtual Desktop, identify and diagnose issues (error scenarios)";
    public const string AvdShortpath = "Microsoft Learn: Azure Virtual Desktop, troubleshoot RDP Shortpath";
    public const string AvdStatuses = "Microsoft Learn: Azure Virtual Desktop session host statuses and health checks";
    public const string AvdChecks = "Azure SDK, SessionHostHealthCheckName; the integers are the order in Azure Monitor Baseline Alerts";
    public const string AvdSdk = "Azure SDK, SessionHostStatus";
    public const string AvdAgent = "Microsoft Learn: Troubleshoot Azure Virtual Desktop agent issues";
    public const string AvdEndpoints = "Microsoft Learn: Required FQDNs and endpoints for Azure Virtual Desktop";
    public const string VmEvents = "Microsoft Learn: Troubleshoot Azure VM RDP connection issues by event ID";
    public const string InternalError = "Microsoft Learn: An internal error occurs when you connect to an Azure VM through Remote Desktop";
    public const string GeneralError = "Microsoft Learn: Remote Desktop general error on an Azure VM";
    public const string SpecificErrors = "Microsoft Learn: Specific RDP error messages to a Windows VM in Azure";
    public const string Authentication = "Microsoft Learn: Troubleshoot authentication errors when you use RDP to an Azure VM";
    public const string NoLicence = "Microsoft Learn: No Remote Desktop License Server available";
    public const string CredSsp = "Microsoft Learn: CredSSP encryption oracle remediation error";
    public const string BruteForce = "Microsoft Learn: RDP to an Azure VM fails because of brute force";
    public const string Services = "Microsoft Learn: Troubleshoot Remote Desktop Services issues on an Azure VM";
    public const string TechNet = "Microsoft TechNet, Remote Desktop Services event pages (Windows Server 2008 R2)";
    public const string ManagementPack = "Microsoft's System Center management pack for Remote Desktop Services, as published by others";
    public const string Manifest = "Provider manifest of Windows 10 (jdu2600/Windows10EtwEvents): id and fields; it has no message text";
    public const string TermDd = "Microsoft's Ask the Performance Team blog on event 56";
    public const string Workbook = "Microsoft's Azure Virtual Desktop workbook (Host Diagnostics)";
    public const string BaselineAlerts = "Azure Monitor Baseline Alerts, host pools";
    public const string Practice = "Engineering practice; not looked up";
    public const string Halves = "Both halves are documented by Microsoft, the pair is not";
    public const string Articles = "The two articles of 2025-04-17 and 2025-05-28 on the RDP internal error";
    public const string ArticleA = "An article of 2025-05-28 on the RDP internal error";
    public const string ArticleB = "An article of 2025-04-17 on the RDP internal error";
}
