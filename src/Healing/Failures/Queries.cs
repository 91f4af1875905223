using System.Text;

namespace RdpMedic.Healing.Failures;

/// <summary>Reads the KQL that lies beside a failure class.</summary>
internal static class Queries
{
    /// <summary>The text of <c>Failures/{folder}/Detect.kql</c>, with two lets in front that the caller supplies: windowStart and windowEnd.</summary>
    /// <param name="file">Another file of that folder, for a class with a second query.</param>
    public static string Detect(string folder, string file = "Detect")
    {
        var name = $"RdpMedic.Healing.Failures.{folder}.{file}.kql";
        using var stream = typeof(Queries).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
