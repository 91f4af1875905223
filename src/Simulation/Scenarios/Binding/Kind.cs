using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Reference;
using RdpMedic.Simulation.Scenarios.Yaml;

namespace RdpMedic.Simulation.Scenarios.Binding;

/// <summary>What a piece of a scenario is read for.</summary>
public enum Use
{
    /// <summary>Makes something new: what it cannot do without has to be there.</summary>
    Make,

    /// <summary>Changes something that is there.</summary>
    Change,

    /// <summary>Is compared with something that is there; what is only computed can be asked for too.</summary>
    Compare,
}

/// <summary>How one type of value is written, checked, made, compared and described. A file is first checked as a whole, so that everything wrong with it is said at once; only then is anything made of it.</summary>
public abstract class Kind
{
    /// <summary>For a sentence: "expected ...".</summary>
    public abstract string Called { get; }

    /// <summary>Notes what is wrong.</summary>
    public abstract void Check(Node node, Use use, Reading reading);

    /// <summary>The value of a node that was checked.</summary>
    public abstract object? Read(Node node, Making making);

    /// <summary>What takes the place of <paramref name="present"/>; for what is changed where it is, that itself.</summary>
    public virtual object? Fill(Node node, object? present, Making making) => Read(node, making);

    /// <summary>Notes in what the actual value differs from the node.</summary>
    public virtual void Compare(Node node, object? actual, string path, Comparison comparison)
    {
        var wanted = Read(node, comparison.Making);
        if (!Equals(wanted, actual)) comparison.Differs(path, Show(wanted, comparison.Making), Show(actual, comparison.Making));
    }

    /// <summary>As a JSON Schema.</summary>
    public abstract JsonObject Schema(Schemas schemas, Use use);

    /// <summary>In a table of fields.</summary>
    public virtual string Word => Called;

    /// <summary>A value as its author would write it.</summary>
    public virtual string Show(object? value, Making making) => Words.Of(value, making.Start);
}

/// <summary>What the differences between a wish and the world were.</summary>
public sealed class Comparison(Making making)
{
    public Making Making { get; } = making;

    public List<(string Path, string Expected, string Actual)> Differences { get; } = [];

    public void Differs(string path, string expected, string actual) => Differences.Add((path, expected, actual));
}
