using System.Reflection;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>
/// What reflection cannot know of the world's and the product's types: which properties the world keeps itself, which hold names of other things, and what
/// new things are like when nothing is said of them. A property that stands nowhere here is simply a field.
/// </summary>
public static class Traits
{
    /// <summary>Identities, entity tags, and what only the platform writes. They can be compared, and not set.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "Machine.Name", "Machine.ResourceGroup", "HostPool.ResourceGroup", "SecurityGroup.ResourceGroup", "LoadBalancer.ResourceGroup", "Machine.Id", "Machine.InterfaceId", "Machine.Address", "Machine.VmId", "Machine.RunCommands", "Machine.ActionRunsUntil",
        "HostPool.Name", "HostPool.Id", "HostPool.Hosts",
        "SessionHost.Name", "SessionHost.Id", "SessionHost.Machine", "SessionHost.ETag",
        "SecurityGroup.Name", "SecurityGroup.Id", "SecurityGroup.ETag", "SecurityRule.Name", "SecurityRule.ETag",
        "LoadBalancer.Name", "LoadBalancer.Id", "LoadBalancer.ETag", "BackendPool.Name", "BackendPool.ETag", "BackendMember.Name", "BackendMember.Address",
        "AdminRule.Name", "AdminRule.Manager", "RouteTable.Name", "RouteTable.Id", "NatRule.Name", "NatRule.ETag",
        "VaultCertificate.Name", "VaultCertificate.Pending",
        "StoredCertificate.Pkcs12", "StoredCertificate.Thumbprint",
    };

    private static readonly Dictionary<string, Named> Mentioned = new(StringComparer.Ordinal)
    {
        ["Machine.SecurityGroup"] = Named.SecurityGroup,
        ["Machine.MayReadSecret"] = Named.Certificate,
        ["BackendPool.Members"] = Named.Host,
        ["AdminRule.Machines"] = Named.Host,
        ["NatRule.Machine"] = Named.Host,
        ["DesiredNatRule.LoadBalancer"] = Named.LoadBalancer,
        ["DesiredNatRule.Host"] = Named.Host,
        ["DesiredRule.NetworkSecurityGroup"] = Named.SecurityGroup,
        ["DesiredBackend.LoadBalancer"] = Named.LoadBalancer,
        ["DesiredBackend.Members"] = Named.Host,
        ["Policy.AutonomyByPool"] = Named.Group,
        ["Policy.AutonomyByFailure"] = Named.Failure,
        ["Policy.Quotas"] = Named.Step,
    };

    /// <summary>Those that the product knows by their resource ids.</summary>
    private static readonly HashSet<string> ById = new(StringComparer.Ordinal) { "DesiredRule.NetworkSecurityGroup", "DesiredBackend.LoadBalancer", "DesiredNatRule.LoadBalancer", "Policy.AutonomyByPool" };

    private static readonly Dictionary<Type, Func<Making, object>> Makers = new()
    {
        [typeof(Session)] = making => new Session { Id = ++making.Sessions, User = $"user{making.Sessions}@corp.example", Since = making.Start - TimeSpan.FromHours(1), Until = making.Start + TimeSpan.FromDays(1000) },
        [typeof(WindowsService)] = _ => new WindowsService { Start = "Auto", Account = "LocalSystem" },
        [typeof(SecurityRule)] = making => new SecurityRule { Name = "", Priority = 300, Access = "Allow", Sources = ["10.0.0.0/8"], Destinations = ["*"], Ports = ["3389"], ETag = making.Fleet.NextETag() },
        [typeof(BackendPool)] = making => new BackendPool { Name = "", ETag = making.Fleet.NextETag() },
        [typeof(DesiredRule)] = _ => new DesiredRule { NetworkSecurityGroup = "", Name = "", Priority = 300, Sources = ["10.0.0.0/8"], Destinations = ["*"], Ports = ["3389"] },
        [typeof(NatRule)] = _ => new NatRule("", 50001, 3389, null) { ETag = "W/\"0\"" },
        [typeof(DesiredNatRule)] = _ => new DesiredNatRule { LoadBalancer = "", Name = "", Host = "", FrontendPort = 50001 },
        [typeof(DesiredBackend)] = _ => new DesiredBackend { LoadBalancer = "", Pool = "", Members = [] },
    };

    /// <summary>Fields that a new one must say although it has a value for them.</summary>
    private static readonly Dictionary<Type, string[]> Said = new()
    {
        [typeof(DesiredRule)] = ["networkSecurityGroup", "name"],
        [typeof(DesiredNatRule)] = ["loadBalancer", "name", "host"],
        [typeof(DesiredBackend)] = ["loadBalancer", "pool", "members"],
    };

    public static bool IsKept(PropertyInfo property) => Kept.Contains(Key(property));

    public static Named? NameOf(PropertyInfo property) => property.GetCustomAttribute<NamesAttribute>()?.What ?? (Mentioned.TryGetValue(Key(property), out var what) ? what : null);

    public static bool IsId(PropertyInfo property) => ById.Contains(Key(property));

    /// <summary>Several that are meant by one counted name.</summary>
    public static bool IsOneOrMany(PropertyInfo property) => property.IsDefined(typeof(OneOrManyAttribute), inherit: false) || Key(property) == "DesiredBackend.Members";

    /// <summary>Kinds of their own.</summary>
    public static Kind? KindOf(PropertyInfo property) => Key(property) switch
    {
        "Guest.Certificates" => new GuestCertificatesKind(),
        "Guest.BoundThumbprint" or "Guest.OwnThumbprint" or "Guest.Held" => new ThumbprintKind(),
        "VaultCertificate.Versions" => new VaultVersionsKind(),
        _ => null,
    };

    public static Func<Making, object>? MakerOf(Type type) => Makers.GetValueOrDefault(type);

    public static IReadOnlyList<string> MustSay(Type type) => Said.GetValueOrDefault(type) ?? [];

    /// <summary>Things that stand under a name bear it, and a member of a backend pool has the address of its host.</summary>
    public static void Name(object made, string name, Making making)
    {
        if (made.GetType().GetProperty("Name") is { CanWrite: true } property && IsKept(property)) property.SetValue(made, name);
        if (made is BackendMember && making.Fleet.Machines.TryGetValue(name, out var machine)) made.GetType().GetProperty(nameof(BackendMember.Address))!.SetValue(made, machine.Address);
    }

    private static string Key(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
}
