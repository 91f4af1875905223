using System.Diagnostics;
using System.Globalization;
using System.Text;
using RdpMedic.Cloud.Tables;
using RdpMedic.EndToEnd.Tests.Processes;
using RdpMedic.Healing;
using RdpMedic.Healing.Shared;
using RdpMedic.Tests.Storage;

namespace RdpMedic.EndToEnd.Tests.Kills;

/// <summary>
/// The workflow never loses a case and never repeats a step: the app dies by kill -9 again and again, while its Azure and its storage live on. Judged by the world's own book, not by what the app says.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    /// <summary>A limit that only a defect reaches, or a machine that has no time at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly List<Kill> kills = [];

    [Fact]
    public async Task Twenty_kills_lose_no_case_and_repeat_no_step()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "7");
        using var limit = new CancellationTokenSource(Patience);
        await using var azurite = await AzuriteProcess.StartAsync();
        var speed = await SpeedAsync();
        await using var emulator = await EmulatorProcess.StartAsync("--hosts", "40", "--seed", $"{seed}", "--speed", speed);
        var wall = Stopwatch.StartNew();
        var said = "";
        try
        {
            foreach (var moment in Moment.Draw(seed, Kills)) await LiveAndDieAsync(emulator, azurite, moment, limit.Token);
            said = $"after the kills {wall.Elapsed.TotalSeconds:0} s";
            await using var last = AppProcess.Start(emulator.Admin, azurite.Address);
            var (code, text, error) = await last.EndAsync(limit.Token);
            said += $"\nended with {code} at {wall.Elapsed.TotalSeconds:0} s\n{text}{error}";
        }
        catch (OperationCanceledException)
        {
            said += $"\nafter {Patience.TotalMinutes:0} minutes it was not over";
        }

        var store = new TableCases(TableStore.Local(azurite.ConnectionString));
        var (cases, effects, world) = (await store.ListAsync(1000, CancellationToken.None), await emulator.EffectsAsync(0), await emulator.WorldAsync());
        var dump = await DumpAsync(store, cases, effects, said + " speed " + speed);
        output.WriteLine(dump);
        var books = new Books(cases, effects, world, kills);
        string[] wrong = [.. books.Lost(), .. books.Repeated(), .. books.Unbooked(), .. books.Broken(), .. world.Unsafe, .. world.LeftBehind, .. world.Refused];
        wrong.ShouldBeEmpty(dump);
    }

    /// <summary>The number of the newest effect; 0: none.</summary>
    private static async Task<long> LastAsync(EmulatorProcess emulator) => await emulator.EffectsAsync(0) is [.., var last] ? last.Number : 0;

    private async Task LiveAndDieAsync(EmulatorProcess emulator, AzuriteProcess azurite, Moment moment, CancellationToken cancellationToken)
    {
        var (begun, seen) = (await emulator.MessagesAsync(), await LastAsync(emulator));
        var lived = Stopwatch.StartNew();
        await using var app = AppProcess.Start(emulator.Admin, azurite.Address);
        // Who never saw a host well cannot call it healed.
        if (kills.Count == 0) while (!await AllReachedAsync(emulator, azurite)) await Task.Delay(100, cancellationToken);
        var hit = false;
        while (!hit && !app.Ended && await emulator.MessagesAsync() is var messages && messages < begun + moment.Messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!moment.AtWrite) await emulator.MessagesAsync(messages, TimeSpan.FromSeconds(1));
            else
            {
                var news = await emulator.EffectsAsync(seen, TimeSpan.FromMilliseconds(500));
                hit = news.Any(effect => effect.Run is null || (effect.Step == "run-command put" && Books.IsWrite(effect.Run)));
                if (news.Count > 0) seen = news[^1].Number;
            }
        }

        await Task.Delay(moment.Then, cancellationToken);
        await app.KillAsync();
        var world = await emulator.WorldAsync();
        kills.Add(new Kill(moment, world.Now, lived.Elapsed, await emulator.MessagesAsync() - begun, await LastAsync(emulator)));
    }

    /// <summary>World time has to suit the machine: a start of the app may not cost minutes of the fleet's time. Measured by a start of the emulator.</summary>
    private static async Task<string> SpeedAsync()
    {
        var start = Stopwatch.StartNew();
        await using (await EmulatorProcess.StartAsync()) { }
        return Math.Clamp(50 / start.Elapsed.TotalSeconds, 6, 25).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static async Task<bool> AllReachedAsync(EmulatorProcess emulator, AzuriteProcess azurite)
    {
        var shared = new SharedState(new TableDocuments(TableStore.Local(azurite.ConnectionString)));
        var plain = (await emulator.WorldAsync()).Hosts.Where(host => host.SecurityGroup is not null).ToList();
        var reached = await Task.WhenAll(plain.Select(async host => await shared.ReachedAsync(new HostId(host.Id), CancellationToken.None) is not null));
        // One belongs to nobody here, and is not knocked at.
        return reached.Count(one => one) >= plain.Count - 1;
    }

    private async Task<string> DumpAsync(TableCases store, IReadOnlyList<Healing.Cases.Case> cases, IReadOnlyList<Emulator.World.WorldEffect> effects, string said)
    {
        var dump = new StringBuilder(said).AppendLine().AppendLine("Kills:");
        foreach (var kill in kills) dump.AppendLine(CultureInfo.InvariantCulture, $"  {kill}");
        foreach (var c in cases.Reverse())
        {
            dump.AppendLine(CultureInfo.InvariantCulture, $"{c.Id} {c.HostName} {c.State} {c.Failure} {c.Ending?.Reason}");
            foreach (var e in await store.JournalAsync(c.Id, CancellationToken.None)) dump.AppendLine(CultureInfo.InvariantCulture, $"    {e.At:HH:mm:ss} {e.To} {e.Said}");
        }

        dump.AppendLine("Took hold:");
        foreach (var e in effects) dump.AppendLine(CultureInfo.InvariantCulture, $"  {e.Number} {e.At:HH:mm:ss} {e.On} {e.Step} {e.Value} {e.Run}");
        return dump.ToString();
    }
}
