using RdpMedic.Healing;
using RdpMedic.Healing.Codes;

namespace RdpMedic.Cli.Codes;

/// <summary>What a number, a name or a sentence means, by the catalogue that the product itself uses. No network, no host.</summary>
public static class CodeCommand
{
    /// <summary>0 also when the code is unknown: that is an answer. 2 when it cannot be understood.</summary>
    public static int Run(string asked, bool json)
    {
        var explanation = CodeExplanation.Of(asked);
        if (explanation.Problem is { } problem) Console.Error.WriteLine(problem);
        if (json) Console.WriteLine(Json.Write(explanation));
        else if (explanation.Problem is null) Console.Write(CodeText.Of(explanation));
        return explanation.Problem is null ? 0 : 2;
    }
}
