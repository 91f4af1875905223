namespace RdpMedic.House.Tests.Echo;

/// <summary>Is named like its namespace on purpose: the rule must see it.</summary>
public static class Echo;
