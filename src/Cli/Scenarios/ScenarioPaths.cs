using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Cli.Scenarios;

/// <summary>Reads the files and folders that a command names.</summary>
internal static class ScenarioPaths
{
    /// <summary>Null: not every one can be read; what is wrong was said.</summary>
    public static IReadOnlyList<ScenarioFile>? Read(IReadOnlyList<string> paths, TextWriter errors)
    {
        var files = new List<ScenarioFile>();
        var wrong = false;
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) Say($"{path}: there is no such file or folder");
            foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : File.Exists(path) ? [path] : Enumerable.Empty<string>())
            {
                try
                {
                    files.Add(ScenarioFile.Load(file));
                }
                catch (ScenarioException problems)
                {
                    foreach (var problem in problems.Problems) Say(problem.ToString());
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    Say($"{file}: {unreadable.Message}");
                }
            }
        }

        if (files.Count == 0 && !wrong) Say("There is no scenario here.");
        return wrong ? null : files;

        void Say(string what)
        {
            wrong = true;
            errors.WriteLine(what);
        }
    }
}
