using System.Text.Json.Nodes;

namespace RdpMedic.House.Tests.Infra;

public sealed class Bicep
{
    [Fact]
    public void The_infrastructure_compiles_without_a_word_from_the_compiler() =>
        Rule.Holds(Compiled.Compile(Repository.Full("infra/main.bicep")).Words, "The Bicep compiler has something to say:");

    [Fact]
    public void A_misspelt_property_is_reported_with_file_and_line()
    {
        var folder = Directory.CreateTempSubdirectory("bicep");
        try
        {
            foreach (var file in Repository.Files.Where(file => file.StartsWith("infra/", StringComparison.Ordinal)))
            {
                var to = Path.Combine(folder.FullName, file);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(Repository.Full(file), to);
            }

            var storage = Path.Combine(folder.FullName, "infra", "app", "storage.bicep");
            File.WriteAllText(storage, File.ReadAllText(storage).Replace("allowSharedKeyAccess", "allowSharedKeyAcces", StringComparison.Ordinal));
            var line = File.ReadAllLines(storage).ToList().FindIndex(text => text.Contains("allowSharedKeyAcces:", StringComparison.Ordinal)) + 1;
            Compiled.Compile(Path.Combine(folder.FullName, "infra", "main.bicep")).Words.ShouldContain(word => word.Contains($"storage.bicep({line},", StringComparison.Ordinal) && word.Contains("allowSharedKeyAccess", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void No_module_needs_a_registry() =>
        Rule.Holds(Repository.Files.Where(file => file.EndsWith(".bicep", StringComparison.Ordinal)).Where(file => Repository.Read(file).Contains("'br", StringComparison.Ordinal)), "Modules are files of this repository, so that everything compiles without the network:");

    [Fact]
    public void Storage_bus_vault_and_telemetry_take_no_key_and_nothing_old()
    {
        const string storage = "infra/app/storage.bicep";
        var account = Compiled.Of("Microsoft.Storage/storageAccounts").ShouldHaveSingleItem()["properties"]!;
        ((bool?)account["allowSharedKeyAccess"]).ShouldBe(false, Place.Of(storage, "allowSharedKeyAccess"));
        ((bool?)account["allowBlobPublicAccess"]).ShouldBe(false, Place.Of(storage, "allowBlobPublicAccess"));
        ((bool?)account["supportsHttpsTrafficOnly"]).ShouldBe(true, Place.Of(storage, "supportsHttpsTrafficOnly"));
        ((string?)account["minimumTlsVersion"]).ShouldBe("TLS1_2", Place.Of(storage, "minimumTlsVersion"));
        Compiled.Of("Microsoft.Storage/storageAccounts/blobServices/containers").ShouldAllBe(container => (string)container["properties"]!["publicAccess"]! == "None", Place.Of(storage, "publicAccess"));
        const string namespaces = "infra/app/bus.bicep";
        var bus = Compiled.Of("Microsoft.ServiceBus/namespaces").ShouldHaveSingleItem()["properties"]!;
        ((bool?)bus["disableLocalAuth"]).ShouldBe(true, Place.Of(namespaces, "disableLocalAuth"));
        ((string?)bus["minimumTlsVersion"]).ShouldBe("1.2", Place.Of(namespaces, "minimumTlsVersion", "resource namespace "));
        Compiled.Of("Microsoft.KeyVault/vaults").ShouldAllBe(vault => (bool)vault["properties"]!["enableRbacAuthorization"]! && (bool)vault["properties"]!["enablePurgeProtection"]!);
        Compiled.Of("Microsoft.Insights/components").ShouldAllBe(component => (bool)component["properties"]!["DisableLocalAuth"]!);
        Compiled.Of("Microsoft.OperationalInsights/workspaces").ShouldAllBe(workspace => (bool)workspace["properties"]!["features"]!["disableLocalAuth"]!);
        var site = Compiled.Of("Microsoft.Web/sites").ShouldHaveSingleItem()["properties"]!;
        ((bool)site["httpsOnly"]!).ShouldBeTrue();
        ((string)site["siteConfig"]!["minTlsVersion"]!).ShouldBe("1.2");
        Compiled.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Select(policy => (bool)policy["properties"]!["allow"]!).ShouldBe([false, false]);
    }

    [Fact]
    public void No_key_is_listed_and_no_secret_is_an_output()
    {
        var text = Compiled.Main.ToJsonString();
        foreach (var word in new[] { "listKeys(", "listSecrets(", "listAccountSas(", "AccountKey=", "SharedAccessKey", "\"securestring\"" }) text.Contains(word, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(word);
    }

    [Fact]
    public void Nothing_is_assigned_at_the_scope_of_a_subscription()
    {
        var top = Compiled.Main["resources"]!.AsObject().Select(pair => pair.Value!.AsObject());
        top.ShouldNotContain(resource => ((string)resource["type"]!).StartsWith("Microsoft.Authorization/", StringComparison.OrdinalIgnoreCase));
        Compiled.Of("Microsoft.Authorization/roleDefinitions").ShouldAllBe(role => role["properties"]!["assignableScopes"]!.ToJsonString(Plain).Contains("resourceGroup().id", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_known_narrow_built_in_roles_are_used()
    {
        // Storage Blob Data Owner and Table Data Contributor, Service Bus Data Receiver and Sender, Monitoring Metrics Publisher.
        string[] known = ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "3913510d-42f4-4e42-8a64-420c390055eb"];
        var used = System.Text.RegularExpressions.Regex.Matches(Compiled.Main.ToJsonString(Plain), "'Microsoft.Authorization/roleDefinitions', '(?<id>[0-9a-f-]{36})'", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal);
        used.ShouldBe(known, ignoreOrder: true);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
