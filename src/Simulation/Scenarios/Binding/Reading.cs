using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>The names that a scenario may refer to.</summary>
public enum Named
{
    Host,
    Pool,
    SecurityGroup,

    /// <summary>group/rule; the rule itself need not be there yet, or any more.</summary>
    Rule,
    LoadBalancer,

    /// <summary>balancer/pool/host.</summary>
    Member,
    Certificate,

    /// <summary>A failure class.</summary>
    Failure,

    Step,

    /// <summary>The name of a step, a kind of steps, or a risk such as R2.</summary>
    Doing,
    Gate,

    /// <summary>A kind of calls that the simulation counts.</summary>
    Call,

    /// <summary>A breakage of the world: failure/variant.</summary>
    Breakage,

    /// <summary>A log table.</summary>
    Table,

    /// <summary>A pool of either kind: an AVD host pool, or the resource group of plain machines.</summary>
    Group,
}

/// <summary>A name that stands somewhere and has to be declared somewhere else.</summary>
public sealed record Mention(Place Place, Named What, string Name);

/// <summary>One checking of a file: what is wrong with it, and which names it mentions.</summary>
public sealed class Reading(DateTimeOffset start)
{
    /// <summary>What moments are relative to.</summary>
    public DateTimeOffset Start { get; } = start;

    public List<Problem> Problems { get; } = [];

    public List<Mention> Mentions { get; } = [];

    public void Wrong(Node node, string said) => Problems.Add(new Problem(node.Place, said));

    public void Expected(string what, Node node) => Wrong(node, $"expected {what}, and here is {node.Called}");

    public void Mentioned(Node node, Named what, string name) => Mentions.Add(new Mention(node.Place, what, name));

    /// <summary>The known one that an unknown word is most like, as an end of a sentence.</summary>
    public static string Like(string word, IEnumerable<string> known)
    {
        var near = known.Select(one => (one, far: Distance(word, one))).OrderBy(pair => pair.far).ThenBy(pair => pair.one, StringComparer.Ordinal).FirstOrDefault();
        return near.one is not null && near.far <= Math.Max(1, word.Length / 3) ? $"; is it '{near.one}'?" : "";
    }

    /// <summary>Letters to insert, remove or change, without regard to case.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? corner : 1 + Math.Min(corner, Math.Min(above, row[j - 1]));
                corner = above;
            }
        }

        return row[^1];
    }
}
