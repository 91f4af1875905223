using RdpMedic.Cli.LocalHost;

namespace RdpMedic.Functions.Tests.LocalHost;

public sealed class Refusals
{
    [Fact]
    public void Names_everything_that_is_wrong_at_once()
    {
        var message = Refused(typeof(TwinA), typeof(TwinB));

        message.ShouldContain("Twin (TwinA.Run): its schedule '0 * * * *' is no cron expression with six fields");
        message.ShouldContain("Twin (TwinA.Run): it returns String");
        message.ShouldContain("Twin (TwinB.Run): another function has the same name");
        message.ShouldContain("Twin (TwinB.Run): its trigger parameter 'timer' is String; the local host hands over TimerInfo");
        message.ShouldContain("Twin (TwinB.Run): the app setting 'NoSuchSetting' is missing");
    }

    [Fact]
    public void Asks_for_exactly_one_trigger()
    {
        Refused(typeof(NoTrigger)).ShouldContain("it has 0 trigger parameters");
        Refused(typeof(TwoTriggers)).ShouldContain("it has 2 trigger parameters");
    }

    [Fact]
    public void Refuses_parameters_that_it_cannot_bind_by_name_and_type()
    {
        var message = Refused(typeof(StrangeParameters));

        message.ShouldContain("StrangeBus (StrangeParameters.Bus): its parameter 'address' has the type Uri, which the local host cannot bind for a ServiceBus trigger");
        message.ShouldContain("there is no Service Bus client for its connection 'Bus'");
        message.ShouldContain("its parameter 'other' (String) stands in no segment of its route");
        message.ShouldContain("its parameter 'actions' has the type ServiceBusMessageActions, which the local host cannot bind for a Http trigger");
    }

    [Fact]
    public void Refuses_a_service_bus_setting_of_host_json_that_it_does_not_obey()
    {
        var refusal = Should.Throw<LocalHostException>(() => HostSettings.Parse("""{ "version": "2.0", "extensions": { "serviceBus": { "sessionHandlerOptions": {}, "prefetchCount": 3 } } }""", "host.json"));

        refusal.Message.ShouldContain("sessionHandlerOptions");
        refusal.Message.ShouldNotContain("prefetchCount");
    }

    [Fact]
    public void Refuses_a_host_json_that_is_missing_malformed_or_without_its_version()
    {
        Should.Throw<LocalHostException>(() => HostSettings.Read("/nowhere/host.json")).Message.ShouldContain("There is no host.json");
        Should.Throw<LocalHostException>(() => HostSettings.Parse("{", "host.json")).Message.ShouldContain("cannot be read");
        Should.Throw<LocalHostException>(() => HostSettings.Parse("{}", "host.json")).Message.ShouldContain("\"version\": \"2.0\"");
    }

    [Fact]
    public void Falls_back_to_the_defaults_of_the_functions_host()
    {
        var settings = HostSettings.Parse("""{ "version": "2.0", "extensions": { "servicebus": { "MaxConcurrentSessions": 3, "sessionIdleTimeout": "00:00:02" } } }""", "host.json");

        settings.ShouldBe(new HostSettings("api", AutoCompleteMessages: true, 0, 16 * Environment.ProcessorCount, 3, 1, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)));
    }

    private static string Refused(params Type[] classes) => Should.Throw<LocalHostException>(() => new LocalFunctionsHost(Stage.Options(classes))).Message;
}
