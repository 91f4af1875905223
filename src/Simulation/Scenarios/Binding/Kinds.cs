using System.Collections.Concurrent;
using System.Reflection;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>From types to kinds, by reflection.</summary>
public static class Kinds
{
    private static readonly ConcurrentDictionary<Type, ObjectKind> Objects = [];

    private static readonly Dictionary<Type, Kind> Simple = new()
    {
        [typeof(string)] = new TextKind(),
        [typeof(bool)] = new FlagKind(),
        [typeof(int)] = new NumberKind(typeof(int)),
        [typeof(long)] = new NumberKind(typeof(long)),
        [typeof(double)] = new NumberKind(typeof(double)),
        [typeof(TimeSpan)] = new DurationKind(),
        [typeof(DateTimeOffset)] = new MomentKind(),
        [typeof(TimeOnly)] = new TimeOfDayKind(),
    };

    /// <summary>Namespaces whose types are objects with fields.</summary>
    private static readonly string[] Open = [typeof(Machine).Namespace!, typeof(Policy).Namespace!, typeof(Format.Scenario).Namespace!];

    public static Kind Of(Type type) => Try(type) ?? throw new NotSupportedException($"A scenario cannot hold a {type}.");

    /// <summary>Every public property whose type can be written.</summary>
    internal static IReadOnlyList<Field> FieldsOf(Type type) =>
        [.. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance) where property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract" let kind = Of(property) where kind is not null select new Field(Words.Field(property.Name), property, kind, IsNullable(property))];

    private static Kind? Of(PropertyInfo property)
    {
        if (Traits.KindOf(property) is { } own) return own;
        var names = Traits.NameOf(property) is { } what ? new NameKind(what, Traits.IsId(property)) : null;
        if (ItemOf(property.PropertyType, typeof(IReadOnlyDictionary<,>)) is [var key, var entry])
            return key == typeof(string) && Try(entry) is { } value ? new MapKind(entry, value, names, property.GetCustomAttribute<CountedAttribute>()?.What) : null;
        if (ItemOf(property.PropertyType, typeof(IReadOnlyList<>)) is [var item]) return (names ?? Try(item)) is { } one ? new ListKind(item, one, Traits.IsOneOrMany(property)) : null;
        return names ?? Try(property.PropertyType);
    }

    private static Kind? Try(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (Simple.TryGetValue(bare, out var simple)) return simple;
        if (bare.IsEnum) return new WordKind(bare);
        if (bare.IsGenericType && (bare.GetGenericTypeDefinition() == typeof(Patch<>) || bare.GetGenericTypeDefinition() == typeof(Wanted<>))) return new PatchKind(bare);
        if (ItemOf(bare, typeof(IReadOnlyList<>)) is [var item]) return Try(item) is { } one ? new ListKind(item, one, orOne: false) : null;
        return bare.IsClass && !bare.IsArray && Open.Contains(bare.Namespace, StringComparer.Ordinal) ? Objects.GetOrAdd(bare, some => new ObjectKind(some)) : null;
    }

    private static Type[]? ItemOf(Type type, Type open) => type == typeof(byte[]) ? null : type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == open)?.GetGenericArguments();

    private static bool IsNullable(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
