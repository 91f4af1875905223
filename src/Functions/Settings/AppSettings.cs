using Microsoft.Extensions.Configuration;
using RdpMedic.Cloud;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;

namespace RdpMedic.Functions.Settings;

/// <summary>
/// Reads the app settings, all under <c>RdpMedic:</c> (in the environment <c>RdpMedic__</c>). What is missing or cannot be read is gathered, so that one
/// start tells everything that is wrong.
/// </summary>
public sealed class AppSettings
{
    private readonly IConfigurationSection section;
    private readonly List<string> problems = [];

    public AppSettings(IConfiguration configuration)
    {
        section = configuration.GetSection("RdpMedic");
        problems.AddRange(Unknown());
        ReaderClientId = Required("ReaderClientId");
        InspectorClientId = Required("InspectorClientId");
        ActorClientId = Required("ActorClientId");
        KeeperClientId = Required("KeeperClientId");
        Cloud = new CloudOptions
        {
            Subscriptions = Listed("Subscriptions"),
            Workspaces = Listed("Workspaces"),
            Vault = Address("Vault"),
            TableEndpoint = Address("TableEndpoint"),
            ServiceBus = Required("ServiceBus"),
            EnrolTag = section["EnrolTag"] ?? "rdpmedic",
            HoldTag = section["HoldTag"] ?? "rdpmedic-hold",
            RoleTag = section["RoleTag"] ?? "rdpmedic-role",
            CertificateTag = section["CertificateTag"] ?? "rdpmedic-certificate",
            ProbeTimeout = Duration("ProbeTimeout", TimeSpan.FromSeconds(3)),
            ProbeChallenge = Flag("ProbeChallenge"),
            InventoryAge = Duration("InventoryAge", TimeSpan.FromMinutes(2)),
            AllowMixedGroups = Flag("AllowMixedGroups"),
            AllowMemoryStorage = Flag("AllowMemoryStorage"),
        };
        Policy = ReadPolicy();
        Access = new AccessOptions { Authority = Address("Authentication:Authority"), Audience = section["Authentication:Audience"], Skew = Duration("Authentication:Skew", new AccessOptions().Skew) };
        problems.AddRange(Access.Problems());
        if (problems.Count > 0) throw new SettingsException(problems);
    }

    /// <summary>Client id of the user-assigned identity that reads. Required.</summary>
    public string ReaderClientId { get; }

    /// <summary>Client id of the user-assigned identity that runs the collector in guests. Required.</summary>
    public string InspectorClientId { get; }

    /// <summary>Client id of the user-assigned identity that acts. Required.</summary>
    public string ActorClientId { get; }

    /// <summary>Client id of the user-assigned identity that keeps queues and tables. Required.</summary>
    public string KeeperClientId { get; }

    public CloudOptions Cloud { get; }

    public Policy Policy { get; }

    /// <summary>Whose tokens are taken over HTTP.</summary>
    public AccessOptions Access { get; }

    /// <summary>Every setting under <c>RdpMedic:</c> that is read.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(CloudOptions).GetProperties().Concat(typeof(Policy).GetProperties()).Select(property => property.Name).Where(name => name != nameof(Policy.FourEyes)).Distinct(StringComparer.Ordinal),
        "ReaderClientId", "InspectorClientId", "ActorClientId", "KeeperClientId", "Authentication:Authority", "Authentication:Audience", "Authentication:Skew", "Approvals:FourEyes",
    ];

    private IEnumerable<string> Unknown()
    {
        var known = Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var given = section.GetChildren().SelectMany(child => child.GetChildren().Select(inner => $"{child.Key}:{inner.Key}").DefaultIfEmpty(child.Key));
        return given.Where(name => !known.Contains(name)).Select(name => $"{name}: no setting has this name.");
    }

    private Policy ReadPolicy()
    {
        var standard = new Policy();
        return new Policy
        {
            Autonomy = Word("Autonomy", standard.Autonomy),
            MaxActing = Number("MaxActing", standard.MaxActing),
            MaxActingPercent = Number("MaxActingPercent", standard.MaxActingPercent),
            Settle = Duration("Settle", standard.Settle),
            Freshness = Duration("Freshness", standard.Freshness),
            Persist = Duration("Persist", standard.Persist),
            Deadline = Duration("Deadline", standard.Deadline),
            DrainPatience = Duration("DrainPatience", standard.DrainPatience),
            Cooldown = Duration("Cooldown", standard.Cooldown),
            RelapseWithin = Duration("RelapseWithin", standard.RelapseWithin),
            SuspendAfter = Number("SuspendAfter", standard.SuspendAfter),
            StormHosts = Number("StormHosts", standard.StormHosts),
            ApprovalLasts = Duration("ApprovalLasts", standard.ApprovalLasts),
            FourEyes = Flag("Approvals:FourEyes"),
            Remember = Duration("Remember", standard.Remember),
            Urgent = Duration("Urgent", standard.Urgent),
            OwnIdentity = section["OwnIdentity"],
            Quotas = Document("Quotas", standard.Quotas),
            DefaultQuota = Document("DefaultQuota", standard.DefaultQuota),
            Windows = Document<IReadOnlyList<Window>>("Windows", []),
            AutonomyByPool = Document<IReadOnlyDictionary<string, Autonomy>>("AutonomyByPool", new Dictionary<string, Autonomy>(StringComparer.Ordinal)),
            CollectInGuest = Flag("CollectInGuest"),
            MendResidue = Flag("MendResidue"),
            RegisterHosts = Flag("RegisterHosts"),
            RenewBefore = Duration("RenewBefore", standard.RenewBefore),
            Rules = Document<IReadOnlyList<DesiredRule>>("Rules", []),
            NatRules = Document<IReadOnlyList<DesiredNatRule>>("NatRules", []),
            ProbeAddress = section["ProbeAddress"] is { Length: > 0 } from ? from : null,
            Backends = Document<IReadOnlyList<DesiredBackend>>("Backends", []),
            AutonomyByFailure = Document<IReadOnlyDictionary<string, Autonomy>>("AutonomyByFailure", new Dictionary<string, Autonomy>(StringComparer.Ordinal)),
        };
    }

    private string Required(string name) => section[name] is { Length: > 0 } value ? value : Wrong(name, "", true, "is required");

    /// <summary>Several, with commas between them.</summary>
    private IReadOnlyList<string> Listed(string name) => section[name]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Null: not set. What cannot be read is not repeated, for it may be a connection string with a key.</summary>
    private Uri? Address(string name)
    {
        if (section[name] is not { Length: > 0 } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)) return address;
        problems.Add($"{name}: it is not an address.");
        return null;
    }

    private TimeSpan Duration(string name, TimeSpan otherwise) => section[name] is not { } text ? otherwise : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : Wrong(name, otherwise, true, $"is not a duration such as {otherwise:c}");

    private int Number(string name, int otherwise) => section[name] is not { } text ? otherwise : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : Wrong(name, otherwise, true, "is not a whole number");

    private bool Flag(string name) => section[name] is { } text && (bool.TryParse(text, out var value) ? value : Wrong(name, false, true, "is neither true nor false"));

    private Autonomy Word(string name, Autonomy otherwise) => section[name] is not { } text ? otherwise : Enum.TryParse<Autonomy>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : Wrong(name, otherwise, true, $"is none of {string.Join(", ", Enum.GetNames<Autonomy>())}");

    /// <summary>A setting that is a JSON document.</summary>
    private T Document<T>(string name, T otherwise)
    {
        if (section[name] is not { Length: > 0 } text) return otherwise;
        try
        {
            return Json.Read<T>(text);
        }
        catch (System.Text.Json.JsonException wrong)
        {
            return Wrong(name, otherwise, true, $"cannot be read: {wrong.Message}");
        }
    }

    private T Wrong<T>(string name, T otherwise, bool isWrong, string what)
    {
        if (isWrong) problems.Add($"{name}: '{section[name]}' {what}.");
        return otherwise;
    }
}
