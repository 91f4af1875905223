namespace RdpMedic.Cli.Emulation;

/// <summary>The table service of a storage emulator on this machine.</summary>
public static class LocalTables
{
    private const string Account = "devstoreaccount1";

    /// <summary>The key that Azurite documents for everybody; it opens nothing but emulators.</summary>
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The connection string for its address, such as <c>http://127.0.0.1:10002/devstoreaccount1</c>; null: that is no such address.</summary>
    public static string? ConnectionTo(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http", Query: "", UserInfo: "" } && uri.AbsolutePath.Trim('/') == Account
            ? $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint=http://{uri.Authority}/{Account};"
            : null;
}
