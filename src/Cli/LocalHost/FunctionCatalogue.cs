using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using NCrontab;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Finds the functions of an assembly, and refuses at the start whatever this host would run differently from Azure; all reasons at once, by name.</summary>
internal static class FunctionCatalogue
{
    /// <exception cref="LocalHostException">At least one function cannot be run.</exception>
    public static IReadOnlyList<BoundFunction> Find(LocalHostOptions options, HostSettings host)
    {
        var settings = new SettingExpressions(options.Settings);
        var refusals = new List<string>();
        var found = new List<BoundFunction>();
        var methods = options.Assembly.GetTypes()
            .Where(type => (type.IsPublic || type.IsNestedPublic) && options.Includes(type))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, Method: method))
            .Where(function => function.Name is not null)
            .OrderBy(function => function.Name, StringComparer.Ordinal)
            .Select(function => (function.Name!, function.Method));
        foreach (var (name, method) in methods)
        {
            var reasons = new List<string>();
            if (found.Exists(other => string.Equals(other.Description.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                reasons.Add("another function has the same name");
            }

            if (Bind(name, method, host, settings, options, reasons) is { } bound)
            {
                found.Add(bound);
            }

            refusals.AddRange(reasons.Select(reason => $"{name} ({method.DeclaringType!.Name}.{method.Name}): {reason}."));
        }

        if (refusals.Count > 0)
        {
            throw new LocalHostException($"{options.Assembly.GetName().Name} has functions that the local host cannot run:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", refusals)}");
        }

        return found;
    }

    private static BoundFunction? Bind(string name, MethodInfo method, HostSettings host, SettingExpressions settings, LocalHostOptions options, List<string> reasons)
    {
        var triggers = method.GetParameters().SelectMany(p => p.GetCustomAttributes().Where(a => a is TimerTriggerAttribute or ServiceBusTriggerAttribute or HttpTriggerAttribute).Select(a => (Parameter: p, Attribute: a))).ToList();
        if (triggers.Count != 1)
        {
            reasons.Add($"it has {triggers.Count} trigger parameters; exactly one is needed ([TimerTrigger], [ServiceBusTrigger] or [HttpTrigger])");
            return null;
        }

        var (parameter, attribute) = triggers[0];
        var missing = new List<string>();
        var bound = attribute switch
        {
            TimerTriggerAttribute timer => Timer(timer),
            ServiceBusTriggerAttribute bus => ServiceBus(bus),
            _ => Http((HttpTriggerAttribute)attribute),
        };
        reasons.AddRange(missing.Distinct(StringComparer.Ordinal).Select(setting => $"the app setting '{setting}' is missing"));
        return bound;

        BoundFunction Timer(TimerTriggerAttribute timer)
        {
            var schedule = settings.Resolve(timer.Schedule, missing);
            if (missing.Count == 0 && CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
            {
                reasons.Add($"its schedule '{schedule}' is no cron expression with six fields (second minute hour day month weekday)");
            }

            return Of(TriggerKind.Timer, schedule) with { Timer = timer };
        }

        BoundFunction ServiceBus(ServiceBusTriggerAttribute bus)
        {
            var queue = settings.Resolve(bus.QueueName ?? "", missing);
            var connection = settings.Resolve(bus.Connection ?? "", missing);
            if (queue.Length == 0)
            {
                reasons.Add("it names no queue; the local host runs queue triggers only");
            }

            if (!options.ServiceBusClients.ContainsKey(connection))
            {
                reasons.Add($"there is no Service Bus client for its connection '{connection}'");
            }

            return Of(TriggerKind.ServiceBus, queue) with { ServiceBus = bus, Connection = connection };
        }

        BoundFunction Http(HttpTriggerAttribute http)
        {
            var route = settings.Resolve(http.Route ?? name, missing).TrimStart('/');
            return Of(TriggerKind.Http, host.RoutePrefix.Length == 0 ? route : $"{host.RoutePrefix}/{route}") with { Http = http };
        }

        BoundFunction Of(TriggerKind kind, string source) =>
            new(new FunctionDescription(name, kind, source, method), Binding.For(method, parameter, kind, source, reasons));
    }
}
