namespace RdpMedic.Healing.Cases;

public sealed partial class CaseMachine
{
    public const int Version = 1;
}
