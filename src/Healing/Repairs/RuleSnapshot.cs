using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Repairs;

/// <summary>A security rule as it is, in a form that can be stored and compared.</summary>
public sealed record RuleSnapshot
{
    /// <summary>100 to 4096; lower numbers win.</summary>
    public required int Priority { get; init; }

    /// <summary>Allow or Deny.</summary>
    public required string Access { get; init; }

    /// <summary>Inbound or Outbound.</summary>
    public required string Direction { get; init; }

    public required string Protocol { get; init; }

    public required IReadOnlyList<string> Sources { get; init; }

    public required IReadOnlyList<string> SourcePorts { get; init; }

    public required IReadOnlyList<string> Destinations { get; init; }

    public required IReadOnlyList<string> Ports { get; init; }

    public string? Description { get; init; }

    /// <summary>A listed rule as ARM takes it. Listed rules are allows, and nothing else is ever written.</summary>
    public static RuleSnapshot AsListed(DesiredRule rule) => new()
    {
        Priority = rule.Priority,
        Access = "Allow",
        Direction = rule.Direction,
        Protocol = rule.Protocol,
        Sources = rule.Sources,
        SourcePorts = ["*"],
        Destinations = rule.Destinations,
        Ports = rule.Ports,
        Description = rule.Description,
    };

    /// <summary>Each property that differs, with this and the present value; empty: the same. Descriptions are for people and do not count.</summary>
    public IReadOnlyList<string> DifferencesFrom(RuleSnapshot present)
    {
        var found = new List<string>();
        Compare("priority", $"{Priority}", $"{present.Priority}");
        Compare("access", Access, present.Access);
        Compare("direction", Direction, present.Direction);
        Compare("protocol", Protocol, present.Protocol);
        Compare("sources", Join(Sources), Join(present.Sources));
        Compare("source ports", Join(SourcePorts), Join(present.SourcePorts));
        Compare("destinations", Join(Destinations), Join(present.Destinations));
        Compare("ports", Join(Ports), Join(present.Ports));
        return found;

        void Compare(string name, string one, string other)
        {
            if (!string.Equals(one, other, StringComparison.OrdinalIgnoreCase)) found.Add($"{name} listed {one}, is {other}");
        }
    }

    /// <summary>How a listed rule stands among the rules of its group.</summary>
    /// <param name="address">Of the machine that it is asked for: a Deny of other machines is not above the rule then. Null: of any.</param>
    public static RuleFacts Standing(DesiredRule rule, IReadOnlyDictionary<string, RuleSnapshot> present, string? address = null)
    {
        var found = present.FirstOrDefault(other => string.Equals(other.Key, rule.Name, StringComparison.OrdinalIgnoreCase)).Value;
        var differences = found is null ? [] : AsListed(rule).DifferencesFrom(found);
        var state = found is null ? RuleState.Missing : differences.Count > 0 ? RuleState.Altered : RuleState.AsListed;
        var deny = present
            .Where(other => !string.Equals(other.Key, rule.Name, StringComparison.OrdinalIgnoreCase) && other.Value.Access == "Deny" && string.Equals(other.Value.Direction, rule.Direction, StringComparison.OrdinalIgnoreCase) && other.Value.Priority < rule.Priority && Covers(other.Value, rule, address))
            .OrderBy(other => other.Value.Priority)
            .Select(other => other.Key)
            .FirstOrDefault();
        return new RuleFacts(rule, state, differences, deny);
    }

    /// <summary>Could the deny win over the listed rule? Anything but a clearly different port, protocol or machine counts as yes: closed when in doubt.</summary>
    private static bool Covers(RuleSnapshot deny, DesiredRule rule, string? address) =>
        (deny.Direction == "Outbound" || Prefixes.May(deny.Destinations, address)) && (deny.Protocol is "*" || string.Equals(deny.Protocol, rule.Protocol, StringComparison.OrdinalIgnoreCase)) && deny.Ports.Any(range => rule.Ports.Any(port => PortRanges.Overlap(range, port)));

    private static string Join(IReadOnlyList<string> values) => string.Join(' ', values.Order(StringComparer.OrdinalIgnoreCase));
}
