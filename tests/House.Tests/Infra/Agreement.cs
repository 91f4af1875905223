using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Cloud;
using RdpMedic.Functions.Settings;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;

namespace RdpMedic.House.Tests.Infra;

/// <summary>What stands in Bicep, host.json, azure.yaml, the local template and the code, and has to be the same.</summary>
public sealed partial class Agreement
{
    private const string Template = "src/Functions/local.settings.template.json";

    /// <summary>For the local run and tests only; refused in Azure by not being there.</summary>
    private static readonly string[] OnlyLocal = ["RdpMedic__AllowMemoryStorage"];

    /// <summary>Settings that Flex Consumption replaces by functionAppConfig, or ignores.</summary>
    private static readonly string[] Forbidden =
        ["FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD", "WEBSITE_TIME_ZONE", "TZ", "linuxFxVersion"];

    private static readonly Lazy<IReadOnlySet<string>> InBicep = new(() => Named(Settings().SelectMany(Keys).Concat(Defaults("schedules")).Concat(Defaults("tagNames")).Concat(PolicyNames())));

    /// <summary>Names that the code reads: of every %placeholder% and connection of a trigger, and of everything under RdpMedic.</summary>
    private static readonly Lazy<IReadOnlySet<string>> InCode = new(() => Named(Triggers().Concat(AppSettings.Names.Select(name => $"RdpMedic__{name.Replace(":", "__", StringComparison.Ordinal)}"))));

    private static SortedSet<string> Named(IEnumerable<string> names) => new(names, StringComparer.Ordinal);

    [Fact]
    public void Every_setting_that_the_code_reads_is_in_Bicep() =>
        Rule.Holds(InCode.Value.Except(InBicep.Value, StringComparer.Ordinal).Except(OnlyLocal, StringComparer.Ordinal).Select(Missing), "Add the setting there, or to infra/app/settings.bicep:");

    [Fact]
    public void A_setting_that_is_missing_is_told_with_where_it_belongs_and_what_reads_it()
    {
        Missing("RdpMedic__KeeperClientId").ShouldMatch(@"^infra/app/functions\.bicep:[0-9]+: RdpMedic__KeeperClientId is missing, and src/Functions/Settings/AppSettings\.cs:[0-9]+ reads it$");
        Missing("RdpMedic__Authentication__Skew").ShouldMatch(@"AppSettings\.cs:[0-9]+ reads it$");
        Missing("CasesQueue").ShouldMatch(@"src/Functions/Triggers/[A-Za-z]+\.cs:[0-9]+ reads it$");
        Stands("RdpMedic__KeeperClientId").ShouldMatch(@"^infra/app/functions\.bicep:[0-9]+$");
        Stands("RdpMedic__MaxActing").ShouldMatch(@"^infra/app/settings\.bicep:[0-9]+$");
    }

    [Fact]
    public void Every_setting_in_Bicep_is_read_by_the_code() =>
        Rule.Holds(InBicep.Value.Where(name => name.StartsWith("RdpMedic__", StringComparison.Ordinal) || name.EndsWith("Schedule", StringComparison.Ordinal) || name.EndsWith("Queue", StringComparison.Ordinal)).Except(InCode.Value, StringComparer.Ordinal).Select(name => $"{Stands(name)}: {name} is read by nothing"), "Delete the setting from Bicep:");

    [Fact]
    public void The_local_template_has_every_setting_and_no_other()
    {
        var local = Named(JsonNode.Parse(Repository.Read(Template))!["Values"]!.AsObject().Select(pair => pair.Key).Where(key => !key.StartsWith("AzureWebJobs", StringComparison.Ordinal) && !key.StartsWith("FUNCTIONS_", StringComparison.Ordinal)));
        Rule.Holds(InCode.Value.Except(local, StringComparer.Ordinal).Select(name => $"{Place.Of(Template, "\"Values\"")}: {name} is missing"), "Add it to the template:");
        Rule.Holds(local.Except(InCode.Value, StringComparer.Ordinal).Where(name => !name.StartsWith("ServiceBusConnection", StringComparison.Ordinal)).Select(name => $"{Place.Of(Template, $"\"{name}\"")}: {name} is read by nothing"), "Delete it from the template:");
    }

    [Fact]
    public void No_setting_is_there_that_Flex_Consumption_forbids() => Rule.Holds(InBicep.Value.Intersect(Forbidden, StringComparer.OrdinalIgnoreCase).Select(name => $"{Stands(name)}: {name}"), "functionAppConfig replaces these:");

    [Fact]
    public void Defaults_that_Bicep_tells_are_those_of_the_code()
    {
        var policy = new Policy();
        foreach (var (name, schema) in PolicyType())
        {
            var said = DefaultSaid().Match((string)schema["metadata"]!["description"]!);
            if (!said.Success || typeof(Policy).GetProperty(name)?.GetValue(policy) is not { } value) continue;
            var wanted = value switch
            {
                TimeSpan { TotalHours: < 1 } time => $"{time.TotalMinutes:0} minutes",
                TimeSpan { TotalHours: 1 } => "1 hour",
                TimeSpan { TotalDays: > 1 } time => $"{time.TotalDays:0} days",
                TimeSpan time => $"{time.TotalHours:0} hours",
                bool flag => flag ? "true" : "false",
                _ => value.ToString()!,
            };
            said.Groups["value"].Value.ShouldBe(wanted, $"{Place.Of("infra/app/settings.bicep", $" {name}:")}: what is said of {name} in the line above");
        }
    }

    [Fact]
    public void Queues_are_declared_as_triggers_senders_and_locks_need_them()
    {
        const string bus = "infra/app/bus.bicep";
        var queues = Compiled.Of("Microsoft.ServiceBus/namespaces/queues").ShouldHaveSingleItem()["properties"]!;
        ((bool)queues["requiresSession"]!).ShouldBe(ServiceBusTriggers().Where(trigger => !trigger.QueueName!.Contains("DeadLetter", StringComparison.Ordinal)).All(trigger => trigger.IsSessionsEnabled), Place.Of(bus, "requiresSession"));
        ((bool)queues["requiresDuplicateDetection"]!).ShouldBeTrue(Place.Of(bus, "requiresDuplicateDetection"));
        ((bool)queues["deadLetteringOnMessageExpiration"]!).ShouldBeTrue(Place.Of(bus, "deadLetteringOnMessageExpiration"));
        ((int)queues["maxDeliveryCount"]!).ShouldBe(100, $"{Place.Of(bus, "maxDeliveryCount")}: the case machine counts on this many deliveries while table and bus are down");
        var host = JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["serviceBus"]!;
        var @lock = XmlConvert.ToTimeSpan((string)queues["lockDuration"]!);
        @lock.ShouldBeLessThanOrEqualTo(TimeSpan.Parse((string)host["maxAutoLockRenewalDuration"]!, System.Globalization.CultureInfo.InvariantCulture), $"{Place.Of(bus, "lockDuration")}: a lock that is longer than {Place.Of("host.json", "maxAutoLockRenewalDuration")} renews it");
        @lock.ShouldBeGreaterThan(TimeSpan.FromSeconds(30), $"{Place.Of(bus, "lockDuration")}: a turn's budget is 30 seconds");
        ((int)host["maxConcurrentCallsPerSession"]!).ShouldBe(1, Place.Of("host.json", "maxConcurrentCallsPerSession"));
        ((bool)host["autoCompleteMessages"]!).ShouldBeFalse(Place.Of("host.json", "autoCompleteMessages"));
    }

    [Fact]
    public void The_namespace_holds_the_queues_of_the_code_and_nothing_that_nobody_sends_to()
    {
        const string bus = "infra/app/bus.bicep";
        var declared = QueueNames().Match(Repository.Read(bus)).Groups["names"].Value.Split(',').Select(name => name.Trim().Trim('\'')).ToList();
        Rule.Holds(declared.Except([Queues.Cases, Queues.Certificates], StringComparer.Ordinal).Select(name => $"{Place.Of(bus, "queueNames =")}: nothing sends to {name}"), "Delete the queue:");
        Rule.Holds(new[] { Queues.Cases, Queues.Certificates }.Except(declared, StringComparer.Ordinal).Select(name => $"{Place.Of(bus, "queueNames =")}: {name} is missing"), "Add the queue:");
        var topic = TopicName().Match(Repository.Read(bus)).Groups["name"].Value;
        Rule.Holds(topic == Announcement.Topic ? [] : [$"{Place.Of(bus, "topicName =")}: the code tells {Announcement.Topic}, and nothing sends to {topic}"], "Name the topic as the code does:");
        ((bool)Compiled.Of("Microsoft.ServiceBus/namespaces/topics").ShouldHaveSingleItem()["properties"]!["requiresDuplicateDetection"]!).ShouldBeTrue($"{Place.Of(bus, "'topics'")}: what a crash sends again is told twice");
    }

    [Fact]
    public void Tables_are_those_that_the_code_opens()
    {
        var declared = Compiled.Of("Microsoft.Storage/storageAccounts/tableServices/tables").Select(table => LastWord().Match((string)table["name"]!).Groups["name"].Value).ToList();
        var opened = Directory.EnumerateFiles(Repository.Full("src/Cloud/Tables"), "*.cs").SelectMany(file => Opened().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal);
        declared.ShouldBe(opened, ignoreOrder: true);
    }

    [Fact]
    public void Azure_yaml_names_the_project_the_host_and_the_site_that_Bicep_tags()
    {
        var text = Repository.Read("azure.yaml").ReplaceLineEndings("\n");
        var keys = TopKeys().Matches(text).Select(match => match.Groups["key"].Value).ToList();
        keys.Except(["name", "resourceGroup", "metadata", "infra", "services", "resources", "pipeline", "hooks", "requiredVersions", "state", "platform", "workflows", "cloud"], StringComparer.Ordinal).ShouldBeEmpty("azure.yaml: a key that azd does not know");
        text.ShouldContain("    host: function\n");
        text.ShouldContain("    language: dotnet\n");
        var project = Project().Match(text).Groups["path"].Value;
        Directory.Exists(Repository.Full(project)).ShouldBeTrue($"azure.yaml: there is no project {project}");
        var service = ServiceName().Match(text).Groups["name"].Value;
        ((string)Compiled.Of("Microsoft.Web/sites").ShouldHaveSingleItem()["tags"]!).ShouldContain($"'azd-service-name', '{service}'");
    }

    [Fact]
    public void Parameters_that_azd_fills_in_are_parameters_of_the_template()
    {
        var given = JsonNode.Parse(Repository.Read("infra/main.parameters.json"))!["parameters"]!.AsObject().Select(pair => pair.Key).ToList();
        given.Except(Compiled.Main["parameters"]!.AsObject().Select(pair => pair.Key), StringComparer.Ordinal).ShouldBeEmpty("infra/main.parameters.json: no such parameter in main.bicep");
        Compiled.Main["parameters"]!.AsObject().Where(pair => pair.Value!["defaultValue"] is null).Select(pair => pair.Key).Except(given, StringComparer.Ordinal).ShouldBeEmpty("infra/main.parameters.json: a required parameter is missing");
    }

    private static string Missing(string name)
    {
        var read = name.Replace("RdpMedic__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal);
        return $"{Place.Of("infra/app/functions.bicep", "resource settings 'config'")}: {name} is missing, and {Place.In(Repository.Sources("src/Functions/"), $"\"{read}\"", $"%{read}%") ?? "the code"} reads it";
    }

    /// <summary>Where Bicep has it: among the settings, the schedules and tags, or the policy.</summary>
    private static string Stands(string name) =>
        Place.In(["infra/app/functions.bicep", "infra/main.bicep"], $" {name}:") ?? Place.In(["infra/app/settings.bicep"], $" {name.Replace("RdpMedic__", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal)}:", $" {name.Split("__")[^1]}:") ?? "infra/app";

    private static IEnumerable<JsonNode> Settings() => Compiled.Of("Microsoft.Web/sites/config").Select(config => config["properties"]!);

    /// <summary>The keys of the objects that an ARM expression joins: createObject('a', …).</summary>
    private static IEnumerable<string> Keys(JsonNode expression) => expression is JsonObject plain
        ? plain.Select(pair => pair.Key)
        : SettingName().Matches((string)expression!).Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Defaults(string parameter) => Compiled.Main["parameters"]![parameter]!["defaultValue"]!.AsObject().Select(pair => pair.Key);

    private static IEnumerable<string> PolicyNames() => PolicyType().Select(pair => pair.Name switch
    {
        "FourEyes" => "RdpMedic__Approvals__FourEyes",
        "AuthenticationSkew" => "RdpMedic__Authentication__Skew",
        var name => $"RdpMedic__{name}",
    });

    private static IEnumerable<(string Name, JsonObject Schema)> PolicyType() =>
        Compiled.Main["definitions"]!.AsObject().Single(pair => pair.Key.EndsWith("policyType", StringComparison.Ordinal)).Value!["properties"]!.AsObject().Select(pair => (pair.Key, pair.Value!.AsObject()));

    private static IEnumerable<ServiceBusTriggerAttribute> ServiceBusTriggers() => Parameters().SelectMany(parameter => parameter.GetCustomAttributes(typeof(ServiceBusTriggerAttribute), inherit: false)).Cast<ServiceBusTriggerAttribute>();

    private static IEnumerable<string> Triggers()
    {
        var timers = Parameters().SelectMany(parameter => parameter.GetCustomAttributes(typeof(TimerTriggerAttribute), inherit: false)).Cast<TimerTriggerAttribute>().Select(timer => timer.Schedule);
        var queues = ServiceBusTriggers().Select(trigger => trigger.QueueName!);
        return timers.Concat(queues).SelectMany(text => Placeholder().Matches(text)).Select(match => match.Groups["name"].Value);
    }

    private static IEnumerable<System.Reflection.ParameterInfo> Parameters() => typeof(AppSettings).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters());

    [GeneratedRegex("topicName = '(?<name>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex TopicName();

    [GeneratedRegex("queueNames = \\[(?<names>[^\\]]+)\\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex QueueNames();

    [GeneratedRegex("%(?<name>[A-Za-z]+)%", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("(?:createObject\\(|, )'(?<name>[A-Za-z]+(?:__[A-Za-z]+)+|[A-Z][A-Z_]+[A-Z]|[A-Z][A-Za-z]+(?:Queue|Homepage))', ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SettingName();

    [GeneratedRegex("Default (?<value>[^.]+)\\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DefaultSaid();

    [GeneratedRegex("'(?<name>[a-z]+)'\\)\\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastWord();

    [GeneratedRegex("GetTableClient\\(\"(?<name>[a-z]+)\"\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opened();

    [GeneratedRegex("^(?<key>[A-Za-z]+):", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TopKeys();

    [GeneratedRegex("project: \\./(?<path>\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Project();

    [GeneratedRegex("^services:\\n  (?<name>[a-z]+):", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ServiceName();
}
