namespace RdpMedic.Emulator.World.Model;

/// <summary>The AVD agent and its side-by-side stack; null on plain machines.</summary>
public sealed class AgentState
{
    private int sxsEnabled = 1;
    private int reverseConnect = 1;

    public bool Registered { get; set; } = true;

    /// <summary>The registration is refused because the name is registered already.</summary>
    public bool NameTaken { get; set; }

    /// <summary>The token that it came with ran out; otherwise it was never valid.</summary>
    public bool TokenEnded { get; set; }

    public bool TokenPresent { get; set; }

    /// <summary>A registration of the product was cut off: its token is there, and the mark by which it knows it again.</summary>
    public bool TokenMarked { get; set; }

    public string AgentVersion { get; set; } = "1.0.9742.2500";

    /// <summary>Null: no stack is installed.</summary>
    public string? SxsVersion { get; set; } = "1.0.2404.16760";

    /// <summary>fEnableWinStation of the rdp-sxs listener. Switched off it goes at once; switched on it comes with the next start of the service.</summary>
    public int SxsEnabled
    {
        get => sxsEnabled;
        set
        {
            sxsEnabled = value;
            SxsUp &= value == 1;
        }
    }

    /// <summary>fReverseConnectMode of the rdp-sxs listener; counts as the other one does.</summary>
    public int ReverseConnect
    {
        get => reverseConnect;
        set
        {
            reverseConnect = value;
            SxsUp &= value == 1;
        }
    }

    /// <summary>The listener came up when the Remote Desktop service started.</summary>
    public bool SxsUp { get; set; } = true;

    /// <summary>The stack is damaged: only a new installation brings its listener back.</summary>
    public bool SxsDamaged { get; set; }

    /// <summary>The broker and gateways are reached.</summary>
    public bool Broker { get; set; } = true;

    /// <summary>What of Azure's network stops the host on its way out; derived from rules and routes whenever the world goes on. Null: nothing.</summary>
    public string? StoppedBy { get; internal set; }

    /// <summary>The URLs that are not needed for connecting are reached.</summary>
    public bool OptionalUrls { get; set; } = true;

    /// <summary>The newest error event of the agent; null: none.</summary>
    public int? Event { get; set; }

    public string? EventText { get; set; }

    public DateTimeOffset? EventAt { get; set; }

    public bool RegistryToolsDisabled { get; set; }

    /// <summary>The service calls the host Upgrading.</summary>
    public bool Upgrading { get; set; }

    /// <summary>The agent writes an error to its log, whose newest the collector finds.</summary>
    public void Say(int id, string text, DateTimeOffset at) => (Event, EventText, EventAt) = (id, text, at);
}
