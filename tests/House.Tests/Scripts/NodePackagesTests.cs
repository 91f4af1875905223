using System.Text;
using System.Text.RegularExpressions;

namespace RdpMedic.House.Tests.Scripts;

public sealed class NodePackagesTests
{
    [Fact]
    public void Says_what_to_install_when_node_is_missing() =>
        Should.Throw<InvalidOperationException>(() => ChildProcess.Run("no-such-node", ["--version"], Repository.Root)).Message.ShouldContain("'no-such-node' could not be started");

    [Fact]
    public void Says_what_a_program_said_that_failed()
    {
        var failure = Should.Throw<InvalidOperationException>(() => ChildProcess.Run("node", ["-e", "console.error('no such package'); process.exit(3)"], Repository.Root));

        failure.Message.ShouldContain("code 3");
        failure.Message.ShouldContain("no such package");
    }

    [Fact]
    public void Refuses_a_package_with_another_content_and_names_both_hashes()
    {
        var content = Encoding.UTF8.GetBytes("abc");
        var right = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";

        NodePackages.RequireIntegrity("abc", content, right);
        Should.Throw<InvalidOperationException>(() => NodePackages.RequireIntegrity("abd", Encoding.UTF8.GetBytes("abd"), right)).Message.ShouldMatch($"abd has integrity sha512-.+, and {Regex.Escape(right)} was pinned");
    }

    [Fact]
    public void The_lock_file_keeps_a_hash_of_every_package_and_the_address_of_none()
    {
        var text = Repository.Read("tests/Node/package-lock.json");

        Regex.Count(text, "\"node_modules/", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(Regex.Count(text, "\"integrity\": \"sha512-", RegexOptions.None, TimeSpan.FromSeconds(1)));
        text.ShouldNotContain("\"resolved\"");
        Repository.Read("tests/Node/package.json").ShouldNotContain("^");
    }
}
