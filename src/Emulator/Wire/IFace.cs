using Microsoft.AspNetCore.Routing;

namespace RdpMedic.Emulator.Wire;

/// <summary>One service's HTTP face. All faces share one HTTPS server on loopback, which traces, measures and refuses what no face knows.</summary>
public interface IFace
{
    void Map(IEndpointRouteBuilder routes);
}
