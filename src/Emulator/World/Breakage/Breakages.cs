using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to break a host by one change of its state, by failure; the text is the variant. To add a family: a file beside this with such a table, and a line here.</summary>
public static class Breakages
{
    private static readonly IReadOnlyDictionary<string, Action<Fleet, Machine, string>>[] Families =
    [
        TlsBreaks.All,
        ListenerBreaks.All,
        SignInBreaks.All,
        AvdBreaks.All,
        NetworkBreaks.All,
        SessionBreaks.All,
        ResourceBreaks.All,
    ];

    /// <summary>By failure id. An unknown variant throws <see cref="ArgumentException"/>.</summary>
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = Families.SelectMany(family => family).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
}
