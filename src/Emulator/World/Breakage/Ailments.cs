using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>
/// What keeps people from working on a machine, by the world's own state and in words: the judge's knowledge, which the product never sees. To add a family:
/// a file beside this with such a function, and a line here.
/// </summary>
public static class Ailments
{
    private static readonly Func<Fleet, Machine, string?>[] Families =
    [
        TlsAilments.Of,
        ListenerAilments.Of,
        SignInAilments.Of,
        AvdAilments.Of,
        NetworkAilments.Of,
        SessionAilments.Of,
    ];

    /// <summary>Null: nothing that a family knows of.</summary>
    public static string? Of(Fleet fleet, Machine machine) => Families.Select(family => family(fleet, machine)).FirstOrDefault(ailment => ailment is not null);
}
