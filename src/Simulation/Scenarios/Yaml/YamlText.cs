using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RdpMedic.Simulation.Scenarios.Yaml;

/// <summary>Reads one YAML document into nodes that know their place. What YAML itself forbids, and a key that stands twice in a mapping, become problems.</summary>
public sealed class YamlText
{
    private readonly string file;
    private readonly List<Problem> problems;
    private readonly Dictionary<string, Node> anchors = new(StringComparer.Ordinal);

    private YamlText(string file, List<Problem> problems) => (this.file, this.problems) = (file, problems);

    /// <summary>Null: there is no document, and <paramref name="problems"/> says why.</summary>
    public static Node? Read(string file, string text, List<Problem> problems)
    {
        var reader = new YamlText(file, problems);
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                problems.Add(new Problem(new Place(file, 1, 1), "the file is empty"));
                return null;
            }

            var node = reader.Next(parser);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second)) problems.Add(new Problem(reader.At(second.Start), "a file holds one scenario; a second document begins here"));
            return node;
        }
        catch (YamlException wrong)
        {
            problems.Add(new Problem(reader.At(wrong.Start), $"this is no YAML: {wrong.InnerException?.Message ?? wrong.Message}"));
            return null;
        }
    }

    private Node Next(Parser parser)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias)) return anchors.GetValueOrDefault(alias.Value.Value) ?? Unknown(alias);
        var begin = parser.Current as NodeEvent ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing");
        var node = Body(parser);
        if (!begin.Anchor.IsEmpty) anchors[begin.Anchor.Value] = node;
        return node;
    }

    private Node Body(Parser parser)
    {
        if (parser.TryConsume<YamlDotNet.Core.Events.Scalar>(out var scalar)) return new Scalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<Node>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Next(parser));
            return new Listing(At(list.Start), items);
        }

        var mapping = parser.Consume<MappingStart>();
        var entries = new List<Entry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Next(parser);
            var value = Next(parser);
            if (key is not Scalar name) problems.Add(new Problem(key.Place, "a key is a word"));
            else if (entries.Find(entry => entry.Key.Text == name.Text) is { } first) problems.Add(new Problem(name.Place, $"'{name.Text}' stands here a second time; the first is in line {first.Key.Place.Line}"));
            else entries.Add(new Entry(name, value));
        }

        return new Mapping(At(mapping.Start), entries);
    }

    private Scalar Unknown(AnchorAlias alias)
    {
        problems.Add(new Problem(At(alias.Start), $"nothing above is named &{alias.Value.Value}"));
        return new Scalar(At(alias.Start), "", Plain: true);
    }

    private Place At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
}
