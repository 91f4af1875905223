using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>A certificate by its description: what <see cref="StoredCertificate"/> has, with <c>from</c> and <c>expires</c> for its dates. Its bytes are made from that.</summary>
internal sealed class CertificateKind : Kind
{
    private const string Server = "1.3.6.1.5.5.7.3.1";

    private const string Client = "1.3.6.1.5.5.7.3.2";

    private static readonly ObjectKind Stored = (ObjectKind)Kinds.Of(typeof(StoredCertificate));

    private static readonly string[] Dated = ["notBefore", "notAfter"];

    private static readonly (string Name, Kind Kind, string Said)[] Own =
    [
        ("from", new MomentKind(), "Valid from then on. Default: 60 days before the start, or a year before it ended."),
        ("expires", new MomentKind(), "Valid until then. Default: 120 days after the start."),
    ];

    private static readonly (string Name, Kind Kind, string Said) Bind = ("bind", new FlagKind(), "Bind the RDP listener to it, as a certificate of the operator's choice (type 3).");

    public override string Called => "a certificate: a mapping with expires and the like";

    public override string Word => "certificate";

    /// <summary>What a description may say, with a sentence about each.</summary>
    public static IEnumerable<(string Name, Kind Kind, string? Said)> Fields(bool inGuest) =>
        Own.Append(Bind).Where(own => inGuest || own.Name != "bind").Select(own => (own.Name, own.Kind, (string?)own.Said)).Concat(Others(inGuest).Select(field => (field.Name, field.Kind, (string?)null)));

    public static IEnumerable<Field> Others(bool inGuest) => Stored.For(Use.Change).Select(one => one.Field).Where(field => !Dated.Contains(field.Name, StringComparer.Ordinal) && (inGuest || field.Name != "keyReadable"));

    public override void Check(Node node, Use use, Reading reading) => Check(node, use, inGuest: true, reading);

    public static void Check(Node node, Use use, bool inGuest, Reading reading)
    {
        if (use == Use.Compare) Stored.Check(node, use, reading);
        else if (node is not Mapping mapping) reading.Expected("a mapping such as {expires: +3d, keyReadable: false}", node);
        else foreach (var (key, value) in mapping.Entries)
        {
            var known = Fields(inGuest).ToList();
            if (known.Find(field => field.Name == key.Text).Kind is { } kind) kind.Check(value, use, reading);
            else reading.Wrong(key, $"unknown field '{key.Text}'{Reading.Like(key.Text, known.Select(field => field.Name))}");
        }
    }

    public override object? Read(Node node, Making making) => Make((Mapping)node, "CN=host.corp.example", making);

    public override void Compare(Node node, object? actual, string path, Comparison comparison) => Stored.Compare(node, actual, path, comparison);

    /// <summary>Makes one; what is not said has defaults.</summary>
    public static StoredCertificate Make(Mapping said, string subject, Making making, StoredCertificate? like = null)
    {
        var expires = (DateTimeOffset?)Value(said, "expires", making) ?? like?.NotAfter ?? making.Start.AddDays(120);
        var from = (DateTimeOffset?)Value(said, "from", making) ?? like?.NotBefore ?? (expires > making.Start.AddDays(-60) ? making.Start.AddDays(-60) : expires.AddDays(-365));
        var server = Text(said, "serverAuth") is { } word ? word == "true" : like?.ServerAuth ?? true;
        var made = making.Make(Text(said, "subject") ?? like?.Subject ?? subject, [server ? Server : Client], from < expires ? from : expires.AddDays(-365), expires, Text(said, "keyReadable") is { } readable ? readable == "true" : like?.KeyReadable ?? true);
        if (like is not null)
        {
            foreach (var field in Others(inGuest: true).Where(field => field.Name is not ("serverAuth" or "keyReadable" or "subject"))) field.Property.SetValue(made, field.Property.GetValue(like));
        }

        Over(said, made, making);
        return made;
    }

    /// <summary>Does the description change what stands in the certificate itself?</summary>
    public static bool IsAnother(Mapping said) => said.Entries.Any(entry => entry.Key.Text is "from" or "expires" or "subject" or "serverAuth");

    /// <summary>Sets everything that does not stand in the certificate's own bytes.</summary>
    public static void Over(Mapping said, StoredCertificate made, Making making)
    {
        foreach (var field in Others(inGuest: true).Where(field => field.Name is not ("serverAuth" or "subject")))
        {
            if (said[field.Name] is not { } value) continue;
            var before = field.Property.GetValue(made);
            field.Property.SetValue(made, field.Kind.Read(value, making));
            making.Undo?.Push(() => field.Property.SetValue(made, before));
        }
    }

    public override JsonObject Schema(Schemas schemas, Use use) => use == Use.Compare ? Stored.Schema(schemas, use) : schemas.Certificate(inGuest: true);

    private static object? Value(Mapping said, string name, Making making) => said[name] is { } node ? new MomentKind().Read(node, making) : null;

    private static string? Text(Mapping said, string name) => (said[name] as Scalar)?.Text;
}

/// <summary>The certificates in a guest's stores, by names of the scenario's own. The certificate of its vault bears the vault's name; the one that Windows made bears the name <c>own</c>.</summary>
internal sealed class GuestCertificatesKind : Kind
{
    private static readonly CertificateKind Each = new();

    public override string Called => "a mapping from names to certificates";

    public override string Word => "by a name of your own: certificate";

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Mapping mapping) reading.Expected(Called, node);
        else foreach (var (_, value) in mapping.Entries)
        {
            if (value is not Scalar { IsNull: true }) Each.Check(value, use, reading);
        }
    }

    public override object? Read(Node node, Making making) => throw new NotSupportedException("Certificates are changed in a guest.");

    public void Fill(Node node, Guest guest, Making making)
    {
        var names = making.CertificatesOf(guest);
        foreach (var (key, value) in ((Mapping)node).Entries)
        {
            var known = key.Text == ThumbprintKind.Own ? guest.OwnThumbprint : names.GetValueOrDefault(key.Text);
            var present = known is null ? null : guest.Certificates.GetValueOrDefault(known);
            var bound = known is not null && guest.BoundThumbprint == known;
            if (value is not Mapping said)
            {
                if (known is not null) Change(guest, known, null, making);
                continue;
            }

            if (present is not null && !CertificateKind.IsAnother(said)) CertificateKind.Over(said, present, making);
            else
            {
                var made = CertificateKind.Make(said, $"CN={making.MachineOf(guest).Name}.corp.example", making, present);
                if (known is not null) Change(guest, known, null, making);
                Change(guest, made.Thumbprint, made, making);
                Name(guest, key.Text, made.Thumbprint, making);
                if (bound) Bind(guest, made.Thumbprint, guest.BoundType, making);
            }

            if (said["bind"] is Scalar { Text: "true" }) Bind(guest, ThumbprintKind.In(guest, key, making), 3, making);
        }
    }

    public static void CompareIn(Node node, Guest guest, string path, Comparison comparison)
    {
        foreach (var (key, value) in ((Mapping)node).Entries)
        {
            var (at, thumbprint) = ($"{path}.{key.Text}", ThumbprintKind.In(guest, key, comparison.Making));
            var there = guest.Certificates.GetValueOrDefault(thumbprint);
            if (value is Scalar { IsNull: true } == there is null)
            {
                if (there is not null) Each.Compare(value, there, at, comparison);
            }
            else comparison.Differs(at, there is null ? "there" : "absent", there is null ? "absent" : "there");
        }
    }

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = "object", ["additionalProperties"] = schemas.OrNull(Each.Schema(schemas, use)) };

    private static void Name(Guest guest, string name, string thumbprint, Making making)
    {
        if (name != ThumbprintKind.Own)
        {
            making.CertificatesOf(guest)[name] = thumbprint;
            return;
        }

        var before = guest.OwnThumbprint;
        guest.OwnThumbprint = thumbprint;
        making.Undo?.Push(() => guest.OwnThumbprint = before);
    }

    private static void Change(Guest guest, string thumbprint, StoredCertificate? certificate, Making making)
    {
        var before = guest.Certificates.GetValueOrDefault(thumbprint);
        Set(certificate);
        making.Undo?.Push(() => Set(before));

        void Set(StoredCertificate? some)
        {
            if (some is null) guest.Certificates.Remove(thumbprint);
            else guest.Certificates[thumbprint] = some;
        }
    }

    private static void Bind(Guest guest, string thumbprint, int type, Making making)
    {
        var before = (guest.BoundThumbprint, guest.BoundType);
        (guest.BoundThumbprint, guest.BoundType) = (thumbprint, type);
        making.Undo?.Push(() => (guest.BoundThumbprint, guest.BoundType) = before);
    }
}

/// <summary>A thumbprint: a certificate's name in this guest, <c>vault:NAME</c> for the newest of the vault, or hexadecimal digits.</summary>
internal sealed class ThumbprintKind : Kind
{
    /// <summary>The certificate that Windows made itself.</summary>
    public const string Own = "own";

    public override string Called => "the name of a certificate of this guest, vault:NAME, or a thumbprint";

    public override string Word => "name of a certificate of this guest, `vault:NAME`, or a thumbprint";

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Scalar { IsNull: false } scalar) reading.Expected(Called, node);
        else if (scalar.Text.StartsWith("vault:", StringComparison.Ordinal)) reading.Mentioned(node, Named.Certificate, scalar.Text["vault:".Length..]);
    }

    public override object? Read(Node node, Making making) => throw new NotSupportedException("A thumbprint is read for a guest.");

    public static string In(Guest guest, Node node, Making making)
    {
        var text = ((Scalar)node).Text;
        if (text.StartsWith("vault:", StringComparison.Ordinal)) return making.Fleet.Vault.Certificates[text["vault:".Length..]].Versions[^1].Certificate.Thumbprint;
        return text == Own ? guest.OwnThumbprint ?? "" : making.CertificatesOf(guest).GetValueOrDefault(text) ?? text;
    }

    /// <param name="actual">A thumbprint, or a certificate.</param>
    public static void CompareIn(Node node, Guest guest, object? actual, string path, Comparison comparison)
    {
        var (wanted, there) = (In(guest, node, comparison.Making), actual is StoredCertificate certificate ? certificate.Thumbprint : (string?)actual);
        if (!string.Equals(wanted, there, StringComparison.OrdinalIgnoreCase)) comparison.Differs(path, ((Scalar)node).Text, there is null ? "nothing" : NameOf(guest, there, comparison.Making));
    }

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = "string" };

    private static string NameOf(Guest guest, string thumbprint, Making making) =>
        thumbprint == guest.OwnThumbprint ? Own
        : making.CertificatesOf(guest).FirstOrDefault(one => one.Value == thumbprint).Key
        ?? making.Fleet.Vault.Certificates.Values.FirstOrDefault(one => one.Versions.Exists(version => version.Certificate.Thumbprint == thumbprint))?.Name
        ?? thumbprint;
}

/// <summary>The versions of a certificate of the vault, oldest first, each by its description.</summary>
internal sealed class VaultVersionsKind : Kind
{
    private static readonly CertificateKind Each = new();

    public override string Called => "a list of certificates, oldest first";

    public override string Word => "list of: certificate, oldest first";

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Listing { Items.Count: > 0 } list) reading.Expected(Called, node);
        else foreach (var one in list.Items) CertificateKind.Check(one, use == Use.Compare ? Use.Compare : Use.Make, inGuest: false, reading);
    }

    public override object? Read(Node node, Making making) => throw new NotSupportedException("Versions are changed in a certificate of the vault.");

    public static void Fill(Node node, VaultCertificate certificate, Making making)
    {
        var before = certificate.Versions.ToList();
        certificate.Versions.Clear();
        foreach (var one in ((Listing)node).Items.Cast<Mapping>()) certificate.Versions.Add(Version(CertificateKind.Make(one, certificate.Subject, making)));
        making.Undo?.Push(() =>
        {
            certificate.Versions.Clear();
            certificate.Versions.AddRange(before);
        });
    }

    public static VaultVersion Version(StoredCertificate made) => new(made.Thumbprint[..32].ToLowerInvariant(), made);

    /// <summary>How many there are, and each by its certificate.</summary>
    public override void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        var (wanted, versions) = (((Listing)node).Items, (IReadOnlyList<VaultVersion>)actual!);
        if (wanted.Count != versions.Count) comparison.Differs(path, $"{wanted.Count} versions", $"{versions.Count}");
        else for (var index = 0; index < wanted.Count; index++) Each.Compare(wanted[index], versions[index].Certificate, $"{path}[{index}]", comparison);
    }

    public override JsonObject Schema(Schemas schemas, Use use) => new() { ["type"] = "array", ["items"] = use == Use.Compare ? Each.Schema(schemas, use) : schemas.Certificate(inGuest: false) };
}
