using Mono.Cecil;

namespace RdpMedic.House.Tests;

/// <summary>The compiled projects of src/, read with their symbols and never loaded.</summary>
public static class Built
{
    /// <summary>Every folder of src/ that holds a project, by name.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f))];

    public static IReadOnlyList<ModuleDefinition> All { get; } = [.. Projects.Select(Open)];

    public static ModuleDefinition Healing => All.Single(m => m.Assembly.Name.Name == "RdpMedic.Healing");

    /// <summary>This test assembly: it holds samples that break rules on purpose, so that each rule is seen to turn red.</summary>
    public static ModuleDefinition Samples { get; } = ModuleDefinition.ReadModule(typeof(Built).Assembly.Location, Reading);

    public static string DocumentationOf(ModuleDefinition module) => Path.ChangeExtension(module.FileName, ".xml");

    /// <summary>Types that a person wrote.</summary>
    public static IEnumerable<TypeDefinition> Written(ModuleDefinition module) =>
        module.GetTypes().Where(t => !t.Name.Contains('<', StringComparison.Ordinal) && t.Namespace.Length + (t.DeclaringType?.FullName.Length ?? 0) > 0 && !IsGenerated(t));

    private static ReaderParameters Reading => new() { ReadSymbols = true, InMemory = true };

    private static bool IsGenerated(TypeDefinition type) =>
        Outermost(type).Namespace.StartsWith("System.", StringComparison.Ordinal)
        || Outermost(type).Namespace.StartsWith("Microsoft.", StringComparison.Ordinal)
        || type.CustomAttributes.Any(a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "EmbeddedAttribute");

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static ModuleDefinition Open(string project)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"RdpMedic.{project}.dll");
        return File.Exists(path)
            ? ModuleDefinition.ReadModule(path, Reading)
            : throw new InvalidOperationException($"RdpMedic.{project}.dll does not lie beside these tests: reference src/{project} from tests/House.Tests, so that its rules are kept too.");
    }
}
