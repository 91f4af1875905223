namespace RdpMedic.Emulator.World.Model;

/// <summary>Sign-ins under way.</summary>
public sealed class LogonState
{
    public int TempProfiles { get; set; }

    /// <summary>Of these, keys that were left behind long ago: nobody was given one lately.</summary>
    public int OldTempProfiles { get; set; }

    public int Hung { get; set; }

    /// <summary>Sessions that are none: nobody is in them, and they end with no sign-off.</summary>
    public int Stuck { get; set; }

    /// <summary>Of these, sessions in which a program of somebody's still runs.</summary>
    public int Occupied { get; set; }
}
