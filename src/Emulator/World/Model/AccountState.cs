namespace RdpMedic.Emulator.World.Model;

/// <summary>The accounts of those who come here.</summary>
public sealed class AccountState
{
    /// <summary>People whose account is refused.</summary>
    public int Refused { get; set; }

    /// <summary>The sub status of event 4625: 0xc0000234 locked, 0xc0000072 disabled, 0xc0000193 expired, 0xc000006a wrong password.</summary>
    public string Status { get; set; } = "0xc0000234";

    /// <summary>Attempts in two minutes; a flood makes many.</summary>
    public int Attempts { get; set; } = 3;
}
