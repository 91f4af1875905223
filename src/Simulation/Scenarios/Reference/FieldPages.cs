using System.Globalization;
using System.Text;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Reference;

/// <summary>The reference part of <c>docs/scenarios.md</c>: every field of the format, of the world and of the settings, from the types that the reader binds to.</summary>
public sealed class FieldPages
{
    private readonly Documentation documentation;
    private readonly Queue<ObjectKind> waiting = new();
    private readonly HashSet<Type> seen = [];

    private FieldPages(Documentation documentation) => this.documentation = documentation;

    /// <summary>Fields of the format itself about which nothing is said.</summary>
    public static IReadOnlyList<string> Silent(Documentation documentation) =>
        [.. new FieldPages(documentation).Kinds().Where(kind => kind.IsFormat).SelectMany(kind => kind.Fields.Where(field => !field.IsInline && documentation.Of(field.Property) is null).Select(field => $"{kind.Type.Name}.{field.Property.Name}"))];

    /// <summary>As Markdown.</summary>
    public static string Write(Documentation documentation)
    {
        var text = new StringBuilder();
        foreach (var kind in new FieldPages(documentation).Kinds()) new FieldPages(documentation).Page(kind, text);
        Certificates(text);
        return text.ToString();
    }

    private static void Certificates(StringBuilder text)
    {
        text.Append("\n### Certificates in a guest, and versions in the vault\n\nBy description: the bytes are made from it. A version in the vault has no `bind` and no `keyReadable`.\n\n| field | value | |\n|---|---|---|\n");
        foreach (var (name, kind, said) in CertificateKind.Fields(inGuest: true)) text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {kind.Word} | {said} |\n");
    }

    private IEnumerable<ObjectKind> Kinds()
    {
        Wait(Binding.Kinds.Of(typeof(Scenario)));
        while (waiting.TryDequeue(out var next))
        {
            yield return next;
            foreach (var field in next.Fields) Wait(field.Kind);
        }
    }

    private void Wait(Kind kind)
    {
        switch (kind)
        {
            case ObjectKind one when seen.Add(one.Type):
                waiting.Enqueue(one);
                break;
            case PatchKind patch:
                Wait(patch.Inner);
                break;
            case ListKind list:
                Wait(list.Item);
                break;
            case MapKind map:
                Wait(map.Item);
                break;
        }
    }

    private void Page(ObjectKind kind, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {kind.Title}\n\n{documentation.Of(kind.Type)}\n\n");
        foreach (var inline in kind.Fields.Where(field => field.IsInline)) text.Append(CultureInfo.InvariantCulture, $"Besides these it has the fields of {((PatchKind)inline.Kind).Inner.Word}.\n\n");
        text.Append("| field | value | |\n|---|---|---|\n");
        var settable = kind.For(Use.Change).Select(one => one.Field).ToHashSet();
        var plain = kind.Type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(kind.Type) : null;
        foreach (var field in kind.Fields.Where(field => !field.IsInline))
        {
            var said = documentation.Of(field.Property) ?? "";
            if (!kind.IsFormat && !settable.Contains(field)) said = $"*Only expected, never set.* {said}".Trim();
            else if (Default(kind, field, plain, said) is { } value) said = $"{said} Default {value}.".Trim();
            if (kind.Required.Contains(field.Name, StringComparer.Ordinal) && kind.IsFormat) said = $"Required. {said}";
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {field.Kind.Word.Replace("|", "\\|", StringComparison.Ordinal)} | {said.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static string? Default(ObjectKind kind, Field field, object? plain, string said)
    {
        if (kind.IsFormat || plain is null || said.Contains("Default", StringComparison.Ordinal) || field.Kind is ObjectKind or ListKind or MapKind || field.Property.GetValue(plain) is not { } value) return null;
        return value is false or 0 or "" or DateTimeOffset ? null : Words.Of(value, default);
    }
}
