using Mono.Cecil;
using Mono.Cecil.Cil;

namespace RdpMedic.House.Tests;

/// <summary>
/// What Healing may not call, checked in the compiled assembly; src/Healing/BannedSymbols.txt breaks the build earlier and with a line number, this cannot be switched off there.
/// <c>text.GetHashCode()</c> is compiled to a call of <c>Object.GetHashCode</c>: it is told by the value that is pushed just before, so a detour through <c>?.</c> escapes this test, though not the analyzer.
/// </summary>
public sealed class BannedSymbols
{
    private static readonly Dictionary<string, string> Banned = new(StringComparer.Ordinal)
    {
        ["System.DateTime::get_Now"] = "time is handed in",
        ["System.DateTime::get_UtcNow"] = "time is handed in",
        ["System.DateTime::get_Today"] = "time is handed in",
        ["System.DateTimeOffset::get_Now"] = "time is handed in",
        ["System.DateTimeOffset::get_UtcNow"] = "time is handed in",
        ["System.TimeProvider::get_System"] = "take a TimeProvider from whoever composes the product",
        ["System.Threading.Tasks.Task::Delay"] = "waiting is a scheduled message",
        ["System.Threading.Thread::Sleep"] = "waiting is a scheduled message",
        ["System.Threading.Tasks.Task::Run"] = "the simulation is single-threaded",
        ["System.Random::get_Shared"] = "chance is handed in",
        ["System.Guid::NewGuid"] = "chance is handed in",
        ["System.String::GetHashCode"] = "it differs between processes; use StableHash",
    };

    [Fact]
    public void Healing_has_no_clock_no_dice_and_no_threads_of_its_own() =>
        Rule.Holds(Found(Built.Healing.GetTypes()), "Healing must give the same answer for the same facts, time and seed:");

    [Theory]
    [InlineData(nameof(Forbidden.Clock), "DateTimeOffset::get_UtcNow")]
    [InlineData(nameof(Forbidden.LocalClock), "DateTime::get_Now")]
    [InlineData(nameof(Forbidden.SystemClock), "TimeProvider::get_System")]
    [InlineData(nameof(Forbidden.Watch), "Stopwatch")]
    [InlineData(nameof(Forbidden.Wait), "Task::Delay")]
    [InlineData(nameof(Forbidden.Thread), "Task::Run")]
    [InlineData(nameof(Forbidden.Configured), "ConfigureAwait")]
    [InlineData(nameof(Forbidden.Dice), "Random::get_Shared")]
    [InlineData(nameof(Forbidden.Chance), "Guid::NewGuid")]
    [InlineData(nameof(Forbidden.Hash), "String::GetHashCode")]
    [InlineData(nameof(Forbidden.HashOfAnArgument), "String::GetHashCode")]
    public void A_banned_call_is_seen_in_the_compiled_code(string method, string symbol)
    {
        var samples = Built.Samples.GetTypes().Single(t => t.Name == nameof(Forbidden));

        Found([samples, .. samples.NestedTypes]).ShouldContain(v => v.Contains(method, StringComparison.Ordinal) && v.Contains(symbol, StringComparison.Ordinal));
    }

    [Fact]
    public void The_hash_of_a_record_with_text_is_not_banned()
    {
        var record = Built.Samples.GetTypes().Single(t => t.Name == nameof(Worded));

        Found([record]).ShouldBeEmpty();
    }

    private static IEnumerable<string> Found(IEnumerable<TypeDefinition> types) =>
        from type in types
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let called = instruction.Operand as MethodReference
        where called is not null
        let why = Why(called, instruction, method)
        where why is not null
        select $"{type.FullName}::{method.Name}: {why}";

    private static string? Why(MethodReference called, Instruction at, MethodDefinition within)
    {
        var type = called.DeclaringType.GetElementType().FullName;
        if (type == "System.Diagnostics.Stopwatch")
        {
            return "System.Diagnostics.Stopwatch (take a TimeProvider from whoever composes the product)";
        }

        if (called.Name == "ConfigureAwait" && type.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal))
        {
            return "ConfigureAwait (the simulation has its own SynchronizationContext)";
        }

        var name = called.Name == "GetHashCode" && type == "System.Object" && at.Previous is { } before && Pushed(before, within)?.FullName == "System.String" ? "System.String::GetHashCode" : $"{type}::{called.Name}";
        return Banned.TryGetValue(name, out var why) ? $"{name} ({why})" : null;
    }

    /// <summary>The type of the value that an instruction leaves on the stack, where it is plain to see.</summary>
    private static TypeReference? Pushed(Instruction instruction, MethodDefinition within) => instruction.OpCode.Code switch
    {
        Code.Ldstr => within.Module.TypeSystem.String,
        Code.Call or Code.Callvirt => ((MethodReference)instruction.Operand).ReturnType,
        Code.Ldfld or Code.Ldsfld => ((FieldReference)instruction.Operand).FieldType,
        Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3 => within.Body.Variables[instruction.OpCode.Code - Code.Ldloc_0].VariableType,
        Code.Ldloc_S or Code.Ldloc => ((VariableDefinition)instruction.Operand).VariableType,
        Code.Ldarg_S or Code.Ldarg => ((ParameterDefinition)instruction.Operand).ParameterType,
        Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3 => Argument(instruction.OpCode.Code - Code.Ldarg_0, within),
        _ => null,
    };

    private static TypeReference? Argument(int index, MethodDefinition within) =>
        within.HasThis ? index == 0 ? within.DeclaringType : within.Parameters[index - 1].ParameterType : within.Parameters[index].ParameterType;

    private sealed record Worded(string Text, int Number);

    /// <summary>Calls everything that is banned; nobody calls it.</summary>
    private static class Forbidden
    {
        public static DateTimeOffset Clock() => DateTimeOffset.UtcNow;

        public static DateTime LocalClock() => DateTime.Now;

        public static TimeProvider SystemClock() => TimeProvider.System;

        public static long Watch() => System.Diagnostics.Stopwatch.GetTimestamp();

        public static Task Wait() => Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

        public static Task<int> Thread() => Task.Run(static () => 1);

        public static async Task Configured() => await Task.CompletedTask.ConfigureAwait(false);

        public static int Dice() => Random.Shared.Next();

        public static Guid Chance() => Guid.NewGuid();

        public static int Hash() => new Worded("a", 1).Text.GetHashCode(StringComparison.Ordinal);

#pragma warning disable MA0021 // It is here to be found.
        public static int HashOfAnArgument(string text) => text.Trim().GetHashCode();
#pragma warning restore MA0021
    }
}
