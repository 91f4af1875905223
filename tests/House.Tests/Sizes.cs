using System.Text.RegularExpressions;
using Mono.Cecil;

namespace RdpMedic.House.Tests;

/// <summary>
/// Files and functions stay small; size-exceptions.txt is a ratchet. A function is measured by the lines between the first and last statement that the compiler noted in the symbols, its braces included;
/// lambdas and local functions are measured by themselves and as part of the function around them. The functions of src/ and of this test project are measured, those of other test projects only by their files.
/// Constructors count the lines of their own statements, because field initialisers stand elsewhere in the file; static constructors, which are tables, are left out.
/// </summary>
public sealed class Sizes
{
    private const int FileLimit = 300;
    private const int FunctionLimit = 70;
    private const int ProgramLimit = 60;

    [Fact]
    public void Files_and_functions_are_small_and_the_list_of_exceptions_shrinks()
    {
        var sizes = FileSizes().Concat(Built.All.Append(Built.Samples).SelectMany(Functions)).ToList();

        Rule.Holds(Judge(sizes, Exceptions(Repository.Read("tests/House.Tests/size-exceptions.txt"))), $"A file has at most {FileLimit} lines, a function {FunctionLimit}, src/Functions/Program.cs {ProgramLimit}; split by idea, not by length:");
    }

    [Fact]
    public void What_is_too_long_is_seen_and_an_exception_may_neither_grow_nor_outlive_its_need()
    {
        var sizes = new[] { new Size("file a.cs", 301, 300), new Size("file b.cs", 310, 300), new Size("file c.cs", 299, 300) };
        var exceptions = new Dictionary<string, int>(StringComparer.Ordinal) { ["file b.cs"] = 305, ["file c.cs"] = 320, ["file gone.cs"] = 400 };

        Judge(sizes, exceptions).ShouldBe([
            "file a.cs: 301 lines, the limit is 300",
            "file b.cs: 310 lines, its exception allows 305 and may only shrink",
            "file c.cs stands in size-exceptions.txt and needs no exception any more; delete its line",
            "file gone.cs stands in size-exceptions.txt and is not there any more; delete its line",
        ]);
    }

    [Fact]
    public void Functions_are_measured_whole_also_when_they_are_asynchronous()
    {
        var measured = Functions(Built.Samples).Where(s => s.What.Contains(nameof(Measured), StringComparison.Ordinal)).ToDictionary(s => s.What.Split("::")[1], s => s.Lines, StringComparer.Ordinal);

        measured["Plain"].ShouldBe(5);
        measured["Waits"].ShouldBe(6);
    }

    private static IEnumerable<Size> FileSizes() => Repository.Sources().Select(f => new Size($"file {f}", File.ReadLines(Repository.Full(f)).Count(), f == "src/Functions/Program.cs" ? ProgramLimit : FileLimit));

    private static IEnumerable<Size> Functions(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.Name != ".cctor" && method.DebugInformation.HasSequencePoints
        let points = method.DebugInformation.SequencePoints.Where(p => !p.IsHidden).ToList()
        where points.Count > 0 && !points[0].Document.Url.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal)
        let lines = method.IsConstructor ? points.SelectMany(p => Enumerable.Range(p.StartLine, p.EndLine - p.StartLine + 1)).Distinct().Count() : points.Max(p => p.EndLine) - points.Min(p => p.StartLine) + 1
        select new Size($"function {Name(type, method)}", lines, FunctionLimit);

    /// <summary>The body of an asynchronous method or iterator lies in a nested type that the compiler calls <c>&lt;Method&gt;d__1</c>.</summary>
    private static string Name(TypeDefinition type, MethodDefinition method)
    {
        var machine = Regex.Match(type.Name, "^<(?<name>.+)>d__", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return machine.Success ? $"{type.DeclaringType.FullName}::{machine.Groups["name"].Value}" : $"{type.FullName}::{method.Name}";
    }

    private static Dictionary<string, int> Exceptions(string list) => list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => line[0] != '#').ToDictionary(line => line[..line.LastIndexOf(' ')], line => int.Parse(line[(line.LastIndexOf(' ') + 1)..]), StringComparer.Ordinal);

    private static IEnumerable<string> Judge(IReadOnlyCollection<Size> sizes, Dictionary<string, int> exceptions)
    {
        foreach (var size in sizes.Where(s => s.Lines > s.Limit))
        {
            if (!exceptions.TryGetValue(size.What, out var allowed))
            {
                yield return $"{size.What}: {size.Lines} lines, the limit is {size.Limit}";
            }
            else if (size.Lines > allowed)
            {
                yield return $"{size.What}: {size.Lines} lines, its exception allows {allowed} and may only shrink";
            }
        }

        foreach (var listed in exceptions.Keys.Where(e => !sizes.Any(s => s.What == e && s.Lines > s.Limit)))
        {
            yield return sizes.Any(s => s.What == listed)
                ? $"{listed} stands in size-exceptions.txt and needs no exception any more; delete its line"
                : $"{listed} stands in size-exceptions.txt and is not there any more; delete its line";
        }
    }

    private sealed record Size(string What, int Lines, int Limit);

    private static class Measured
    {
        public static int Plain(int a)
        {
            var b = a;

            return b;
        }

        public static async Task<int> Waits()
        {
            await Task.Yield();
            Func<int> one = () => 1;
            return one();

        }
    }
}
