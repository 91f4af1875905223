using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>An object with the fields that its type's public properties are. Records are copied when they are changed, other objects are changed where they are.</summary>
public sealed class ObjectKind(Type type) : Kind
{
    private const string CloneName = "<Clone>$";

    private IReadOnlyList<Field>? fields;

    public Type Type { get; } = type;

    public override string Called => "a mapping";

    public override string Word => $"[{Title}](#{Title.ToLowerInvariant()})";

    /// <summary>Its heading in the reference.</summary>
    public string Title => Type.Name.EndsWith("Spec", StringComparison.Ordinal) ? Type.Name[..^"Spec".Length] : Type.Name;

    /// <summary>Part of the format itself: nothing of the world or of the product.</summary>
    public bool IsFormat => Type.Namespace!.StartsWith(typeof(Kinds).Namespace![..typeof(Kinds).Namespace!.LastIndexOf('.')], StringComparison.Ordinal);

    /// <summary>All of them, those that can only be compared too.</summary>
    public IReadOnlyList<Field> Fields => fields ??= Kinds.FieldsOf(Type);

    /// <summary>Those that may be written for a use, with those of the inline ones, each with the use that it is written for.</summary>
    public IEnumerable<(Field Field, Use Use)> For(Use use) => Fields.Where(field => !field.IsInline && (use == Use.Compare || IsSettable(field))).Select(field => (field, use))
        .Concat(Fields.Where(field => field.IsInline).SelectMany(field => ((PatchKind)field.Kind).Inner.For(((PatchKind)field.Kind).Use)));

    public override void Check(Node node, Use use, Reading reading)
    {
        if (node is not Mapping mapping)
        {
            reading.Expected(Called, node);
            return;
        }

        var known = For(use).ToDictionary(one => one.Field.Name, StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (!known.TryGetValue(key.Text, out var one)) reading.Wrong(key, Unknown(key.Text, known.Keys, use));
            else if (value is not Scalar { IsNull: true } || !one.Field.Nullable) one.Field.Kind.Check(value, one.Use, reading);
        }

        if (use == Use.Make)
        {
            foreach (var name in Missing(mapping)) reading.Wrong(node, $"'{name}' is missing");
        }

        if (Type.IsAssignableTo(typeof(IWritten))) reading.Problems.AddRange((IEnumerable<Problem>)Type.GetMethod(nameof(IWritten.Wrong), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [mapping, reading])!);
        var choice = Fields.Where(field => field.IsChoice).Select(field => field.Name).ToList();
        if (choice.Count > 0 && mapping.Entries.Count(entry => choice.Contains(entry.Key.Text, StringComparer.Ordinal)) != 1) reading.Wrong(node, $"exactly one of these is needed here: {string.Join(", ", choice)}");
    }

    public override object? Read(Node node, Making making) => Fill(node, null, making);

    public override object? Fill(Node node, object? present, Making making)
    {
        var target = present is null ? Make(making) : Type.GetMethod(CloneName) is { } clone ? clone.Invoke(present, null)! : present;
        var mapping = (Mapping)node;
        foreach (var field in Fields.OrderByDescending(field => Traits.KindOf(field.Property) is GuestCertificatesKind))
        {
            if (field.IsInline) Set(field, target, ((PatchKind)field.Kind).Rest(mapping, Fields), making);
            else if (mapping[field.Name] is { } value && IsSettable(field)) Put(field, target, value, making);
        }

        return target;
    }

    public override void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        if (node is Scalar { IsNull: true })
        {
            if (actual is not null) comparison.Differs(path, "nothing", "something");
            return;
        }

        if (actual is null)
        {
            comparison.Differs(path, "something", "nothing");
            return;
        }

        foreach (var field in Fields)
        {
            if (((Mapping)node)[field.Name] is not { } wanted) continue;
            var (value, at) = (field.Property.GetValue(actual), path.Length == 0 ? field.Name : $"{path}.{field.Name}");
            if (field.Kind is GuestCertificatesKind) GuestCertificatesKind.CompareIn(wanted, (Emulator.World.Model.Guest)actual, at, comparison);
            else if (wanted is Scalar { IsNull: true })
            {
                if (value is not null) comparison.Differs(at, "nothing", field.Kind.Show(value, comparison.Making));
            }
            else if (field.Kind is ThumbprintKind) ThumbprintKind.CompareIn(wanted, (Emulator.World.Model.Guest)actual, value, at, comparison);
            else field.Kind.Compare(wanted, value, at, comparison);
        }
    }

    public override JsonObject Schema(Schemas schemas, Use use) => schemas.Object(this, use);

    /// <summary>The names of fields that a new one must have.</summary>
    public IEnumerable<string> Required => Fields.Where(MustBe).Select(one => one.Name)
        .Concat(Traits.MustSay(Type))
        .Concat(Type.GetMethod(CloneName) is not null && Traits.MakerOf(Type) is null ? Positional().Where(parameter => !parameter.HasDefaultValue).Select(parameter => Words.Field(parameter.Name!)) : [])
        .Distinct(StringComparer.Ordinal);

    private static bool IsSettable(Field field) =>
        !Traits.IsKept(field.Property) && (field.Property.GetSetMethod() is not null || (field.IsStored && !field.IsReplaced && field.Kind is ListKind or MapKind or GuestCertificatesKind or VaultVersionsKind or ObjectKind));

    private bool MustBe(Field field) => field is { IsRequired: true, IsInline: false } && (IsFormat || (Traits.MakerOf(Type) is null && IsSettable(field)));

    private IEnumerable<string> Missing(Mapping mapping) => Required.Where(name => mapping[name] is null);

    private IEnumerable<ParameterInfo> Positional() => Type.GetConstructors() is [var only] ? only.GetParameters() : [];

    private string Unknown(string name, IEnumerable<string> known, Use use)
    {
        if (use != Use.Compare && Fields.Concat(Fields.Where(field => field.IsInline).SelectMany(field => ((PatchKind)field.Kind).Inner.Fields)).Any(field => field.Name == name && !field.IsInline)) return $"'{name}' follows from other fields or is kept by the world itself: it can be expected, and not set";
        return $"unknown field '{name}'{Reading.Like(name, known)}";
    }

    private void Put(Field field, object target, Node value, Making making)
    {
        if (value is Scalar { IsNull: true } && field.Nullable)
        {
            Set(field, target, null, making);
            return;
        }

        if (field.Kind is GuestCertificatesKind certificates) certificates.Fill(value, (Emulator.World.Model.Guest)target, making);
        else if (field.Kind is ThumbprintKind) Set(field, target, Certificate(field, (Emulator.World.Model.Guest)target, value, making), making);
        else if (field.Kind is VaultVersionsKind) VaultVersionsKind.Fill(value, (Emulator.World.Model.VaultCertificate)target, making);
        else
        {
            var present = field.Property.GetValue(target);
            var next = field.Kind.Fill(value, field.IsReplaced ? null : present, making);
            if (!ReferenceEquals(next, present)) Set(field, target, next, making);
        }
    }

    /// <summary>A thumbprint, or the certificate itself where the property holds one.</summary>
    private static object? Certificate(Field field, Emulator.World.Model.Guest guest, Node value, Making making)
    {
        var thumbprint = ThumbprintKind.In(guest, value, making);
        return field.Property.PropertyType == typeof(string) ? thumbprint : guest.Certificates.GetValueOrDefault(thumbprint);
    }

    private static void Set(Field field, object target, object? value, Making making)
    {
        var before = field.Property.GetValue(target);
        field.Property.SetValue(target, value);
        making.Undo?.Push(() => field.Property.SetValue(target, before));
    }

    private object Make(Making making)
    {
        if (Traits.MakerOf(Type) is { } maker) return maker(making);
        if (Type.GetConstructor(Type.EmptyTypes) is not null) return Activator.CreateInstance(Type)!;
        object?[] given = [.. Positional().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType.IsValueType ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType) : null)];
        return Activator.CreateInstance(Type, given)!;
    }
}
