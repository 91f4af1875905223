using System.Reflection;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>The names that a field, its items or its keys hold.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamesAttribute(Named what) : Attribute
{
    public Named What { get; } = what;
}

/// <summary>A list of which a single item may stand without brackets, and in which a counted name stands for all of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOrManyAttribute : Attribute;

/// <summary>A mapping whose entries may have a <c>count</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountedAttribute(Named what) : Attribute
{
    public Named What { get; } = what;
}

/// <summary>The fields of this one stand beside those of the object that it belongs to.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineAttribute : Attribute;

/// <summary>Exactly one of the fields with this mark is to be there.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChoiceAttribute : Attribute;

/// <summary>A part of the format with rules that its fields alone do not tell.</summary>
public interface IWritten
{
    /// <summary>What is wrong with it as it is written.</summary>
    static abstract IEnumerable<Problem> Wrong(Mapping written, Reading reading);
}

/// <summary>A field of an object.</summary>
/// <param name="Kind">How its value is written.</param>
/// <param name="Nullable">It may be null.</param>
public sealed record Field(string Name, PropertyInfo Property, Kind Kind, bool Nullable)
{
    public bool IsRequired => Property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), inherit: false);

    public bool IsInline => Property.IsDefined(typeof(InlineAttribute), inherit: false);

    public bool IsChoice => Property.IsDefined(typeof(ChoiceAttribute), inherit: false);

    /// <summary>It holds something, and is not computed when it is asked.</summary>
    public bool IsStored => Property.DeclaringType!.GetField($"<{Property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    /// <summary>Its collection is replaced, not filled: it is only handed out for reading.</summary>
    public bool IsReplaced => Property.PropertyType is { IsInterface: true };
}
