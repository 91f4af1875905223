using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.World;

/// <summary>What a guest asks of those who want in. Somebody may have lowered it; we never do.</summary>
public sealed record Posture(int SecurityLayer, int UserAuthentication, int MinEncryptionLevel, int FirewallsOff)
{
    public static Posture Of(Guest guest) => new(guest.SecurityLayer, guest.UserAuthentication, guest.MinEncryptionLevel, guest.FirewallProfilesOff.Count);

    public bool WeakerThan(Posture other) =>
        SecurityLayer < other.SecurityLayer || UserAuthentication < other.UserAuthentication || MinEncryptionLevel < other.MinEncryptionLevel || FirewallsOff > other.FirewallsOff;
}
