using System.Text;

namespace RdpMedic.Cloud;

/// <summary>Reads the queries that lie beside the adapters.</summary>
internal static class Query
{
    /// <summary>The text of <c>{folder}/{file}</c>.</summary>
    public static string Text(string folder, string file)
    {
        var name = $"RdpMedic.Cloud.{folder}.{file}";
        using var stream = typeof(Query).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
