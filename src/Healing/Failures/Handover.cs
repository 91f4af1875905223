namespace RdpMedic.Healing.Failures;

/// <summary>What a person is told when a machine must not act: who owns it, the exact next thing to do, and how people can work meanwhile.</summary>
internal static class Handover
{
    /// <param name="owner">Who can decide it, such as the Active Directory team.</param>
    /// <param name="what">The exact command or setting.</param>
    /// <param name="meanwhile">A way around that weakens nothing; null: there is none.</param>
    public static string To(string owner, string what, string? meanwhile = null) => $"For {owner}: {what}{(meanwhile is null ? "" : $" Until then: {meanwhile}")}";
}
