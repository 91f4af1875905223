using System.Text.RegularExpressions;

namespace RdpMedic.House.Tests;

/// <summary>What no committed text may hold, and that its links lead somewhere. The strings are put together from pieces, so that this file does not hold them.</summary>
public sealed class Texts
{
    private static readonly (string Pattern, string HowToComply)[] Banned =
    [
        (Regex.Escape("api.nu" + "get.org"), "ask the sources that the user configured (dotnet nuget list source)"),
        (Regex.Escape("registry." + "npmjs.org"), "use the npm that the user configured"),
        (Regex.Escape("registry." + "yarnpkg.com"), "use the npm that the user configured"),
        (Regex.Escape("pkgs.dev." + "azure.com"), "use the sources that the user configured"),
        ("(?:deb|security|ftp|cdn-fastly)\\." + "debian\\.org", "use the package sources of the machine"),
        (@"(?<![\w./-])/wo" + "rk/", "write paths relative to the repository"),
        (@"(?<![\w./-])/ro" + "ot/", "write paths relative to the repository"),
        (Regex.Escape("../sha" + "red"), "say the fact in our own words; nothing outside the repository is shipped"),
    ];

    [Fact]
    public void No_file_names_a_registry_or_a_path_of_one_machine() =>
        Rule.Holds(Repository.Files.Where(f => !IsBinary(f)).SelectMany(f => Unwanted(f, Repository.Read(f))), "These words must not stand in a committed file:");

    [Fact]
    public void An_unwanted_word_is_seen_with_its_line()
    {
        Unwanted("a.md", "fine\nsee https://api.nu" + "get.org/v3").ShouldHaveSingleItem().ShouldStartWith("a.md:2: ");
        Unwanted("a.sh", "cd /wo" + "rk/x && ls /ro" + "ot/.cache").Count().ShouldBe(2);
        Unwanted("a.sh", "curl http://deb." + "debian.org; see \"../sha" + "red/facts\"").Count().ShouldBe(2);
        Unwanted("a.md", "https://example.com/wo" + "rk/items and src/wo" + "rk/x and ./ro" + "ot/y").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_committed_that_is_fetched_or_kept_elsewhere() =>
        Rule.Holds(Repository.Files.SelectMany(f => Fetched(f, FirstLine(f))), "Packages are fetched when they are needed, and files are stored whole:");

    [Fact]
    public void A_committed_package_folder_or_pointer_is_seen()
    {
        Fetched("tests/Node/node_modules/a/index.js", "").ShouldHaveSingleItem();
        Fetched("a.bin", "version https://git-lfs.github.com/spec/v1").ShouldHaveSingleItem();
        Fetched("a.js", "export {};").ShouldBeEmpty();
    }

    [Fact]
    public void Relative_links_of_documents_lead_to_files_that_are_there()
    {
        var pages = Repository.Files.Where(f => f.EndsWith(".md", StringComparison.OrdinalIgnoreCase));

        Rule.Holds(pages.SelectMany(p => Broken(p, Repository.Read(p), there => Repository.Files.Any(f => f == there || f.StartsWith(there.TrimEnd('/') + "/", StringComparison.Ordinal)))), "Correct the link, or commit what it leads to:");
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_seen()
    {
        var page = "[a](b.md) [c](../README.md#x) [web](https://a.b/c) [here](#there) `[code](no.md)`\n```\n[block](no.md)\n```\n[d]: lost.md\n[up](../../out.md) <img src=\"gone.png\">";

        Broken("docs/page.md", page, there => there is "docs/b.md" or "README.md").ShouldBe(["docs/page.md: gone.png", "docs/page.md: ../../out.md", "docs/page.md: lost.md"], ignoreOrder: true);
    }

    private static IEnumerable<string> Unwanted(string file, string text) =>
        from ban in Banned
        from Match match in Regex.Matches(text, ban.Pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5))
        select $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value}': {ban.HowToComply}";

    private static IEnumerable<string> Fetched(string file, string firstLine)
    {
        if (file.Split('/').Contains("node_modules", StringComparer.Ordinal))
        {
            yield return $"{file} belongs to a package";
        }

        if (firstLine.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            yield return $"{file} is a pointer to large-file storage";
        }
    }

    private static IEnumerable<string> Broken(string page, string text, Func<string, bool> exists)
    {
        var prose = Regex.Replace(text, "^```.*?^```|`[^`\n]*`", "", RegexOptions.Multiline | RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        var links = Regex.Matches(prose, @"\]\((?<to>[^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(?<to>\S+)|(?:src|href)=""(?<to>[^""]+)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        return links.Select(m => m.Groups["to"].Value).Where(to => to[0] != '#' && !Regex.IsMatch(to, "^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
            .Where(to => Target(page, to) is not { } target || !exists(target)).Select(to => $"{page}: {to}");
    }

    /// <summary>The path from the root of the repository; null when the link leaves it.</summary>
    private static string? Target(string page, string to)
    {
        var parts = new List<string>();
        foreach (var part in (to[0] == '/' ? to : Path.GetDirectoryName(page)!.Replace('\\', '/') + "/" + to).Split('#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."))
        {
            if (part != "..")
            {
                parts.Add(Uri.UnescapeDataString(part));
            }
            else if (parts.Count == 0)
            {
                return null;
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    private static bool IsBinary(string file)
    {
        Span<byte> head = stackalloc byte[4096];
        using var stream = File.OpenRead(Repository.Full(file));
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)].Contains((byte)0);
    }

    private static string FirstLine(string file)
    {
        using var reader = new StreamReader(Repository.Full(file));
        var buffer = new char[64];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
