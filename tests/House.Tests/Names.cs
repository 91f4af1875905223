using System.Text.RegularExpressions;
using Mono.Cecil;

namespace RdpMedic.House.Tests;

public sealed class Names
{
    /// <summary>Words that say nothing; a type that needs one has no idea of its own yet.</summary>
    private static readonly string[] Empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Impl", "Data", "Processor", "Info"];

    [Fact]
    public void Type_names_use_no_empty_word() =>
        Rule.Holds(Built.All.SelectMany(EmptyWords), "Name the type after what it is or does (a failure is a state, a gate a noun, a port the need in the plural), without:");

    [Fact]
    public void A_type_name_with_an_empty_word_is_seen()
    {
        Word("CaseManager").ShouldBe("Manager");
        Word("BaseGate`1").ShouldBe("Base");
        Word("IHostInfo").ShouldBe("Info");
        Word("DatabaseShape").ShouldBeNull();
        Word("Information").ShouldBeNull();
        EmptyWords(Built.Samples).ShouldContain(v => v.Contains(nameof(SampleHelper), StringComparison.Ordinal));
    }

    [Fact]
    public void No_namespace_ends_in_Azure() =>
        Rule.Holds(
            Repository.Sources().SelectMany(f => Namespaces(Repository.Read(f)).Where(EndsInAzure).Select(n => $"{f}: {n}")),
            "A namespace that ends in .Azure hides the SDK's Azure.* from everything beneath it; call it Cloud:");

    [Fact]
    public void A_namespace_that_ends_in_Azure_is_seen()
    {
        Namespaces("namespace RdpMedic." + "Azure;").ShouldHaveSingleItem();
        EndsInAzure("RdpMedic." + "Azure").ShouldBeTrue();
        EndsInAzure("Microsoft.Azure.Functions.Worker").ShouldBeFalse();
    }

    [Fact]
    public void No_public_type_is_named_like_its_namespace() =>
        Rule.Holds(Built.All.SelectMany(LikeItsNamespace), "A type with the name of its namespace cannot be named from a sibling namespace; rename the type:");

    [Fact]
    public void A_public_type_that_is_named_like_its_namespace_is_seen() => LikeItsNamespace(Built.Samples).ShouldContain(t => t == "RdpMedic.House.Tests.Echo.Echo");

    [Fact]
    public void Test_names_are_sentences() =>
        Rule.Holds(
            Repository.Sources("tests/").SelectMany(f => TestNames(Repository.Read(f)).Where(n => !IsSentence(n)).Select(n => $"{f}: {n}")),
            "Write what the product does as a sentence: a capital first, words joined by underscores (Refuses_when_a_third_of_the_pool_is_sick):");

    [Fact]
    public void A_test_name_that_is_no_sentence_is_seen()
    {
        TestNames("[Fact]\npublic void Works() { }\n[Theory]\n[InlineData(\"a()\")]\npublic async Task Heals_a_host(string s) { }").ShouldBe(["Works", "Heals_a_host"]);
        IsSentence("Works").ShouldBeFalse();
        IsSentence("heals_a_host").ShouldBeFalse();
        IsSentence("Heals_a_host").ShouldBeTrue();
    }

    private static IEnumerable<string> EmptyWords(ModuleDefinition module) => Built.Written(module).Select(t => (t.FullName, Word: Word(t.Name))).Where(t => t.Word is not null).Select(t => $"{t.FullName} ({t.Word})");

    /// <summary>The first or last word of a name, when it is an empty one.</summary>
    private static string? Word(string name)
    {
        var words = Regex.Matches(name.Split('`')[0], "[A-Z][a-z0-9]*|[a-z0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).SkipWhile(w => w == "I").ToList();
        return words.Count == 0 ? null : Array.Find(Empty, e => e == words[^1]) ?? Array.Find(Empty, e => e == words[0]);
    }

    private static IEnumerable<string> LikeItsNamespace(ModuleDefinition module) =>
        Built.Written(module).Where(t => t.IsPublic && t.Name.Split('`')[0] == t.Namespace.Split('.')[^1]).Select(t => t.FullName);

    private static IEnumerable<string> Namespaces(string source) =>
        Regex.Matches(source, @"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(m => m.Groups["name"].Value);

    private static bool EndsInAzure(string name) => name.EndsWith(".Azure", StringComparison.Ordinal) || name == "Azure";

    private static IEnumerable<string> TestNames(string source) =>
        Regex.Matches(SourceCode.Only(source), @"^\s*\[(?:Fact|Theory)\b[^\n]*\n?(?:\s*\[[^\n]*\n)*\s*public\s[^;{=]*?\b(?<name>\w+)\s*\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(m => m.Groups["name"].Value);

    private static bool IsSentence(string name) => char.IsUpper(name[0]) && name.Contains('_', StringComparison.Ordinal);
}

/// <summary>Has an empty word in its name on purpose.</summary>
internal static class SampleHelper;
