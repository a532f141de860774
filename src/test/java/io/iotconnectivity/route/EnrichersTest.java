package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.enrich.EnrichSettings;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.Enriched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user's route file of the group enrich, dropped in and asked; and the two that ship. */
class EnrichersTest {
    private static final String ROUTE =
            """
            - route:
                id: enrich-mine
                group: enrich
                description: A route of the user's own
                from:
                  uri: direct
                  parameters:
                    name: enrich-mine
                  steps:
                    - process: {id: know, ref: knower}
            """;
    private static final ClientId HOSTILE = new ClientId("../a?b=c&d\r\nHost: evil");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final EnrichRoutes routes =
            new EnrichRoutes(Duration.ofSeconds(10), Clock.systemUTC(), new SimpleMeterRegistry());
    private final Map<String, EnrichSettings> settings = new HashMap<>();
    private final List<Signal> answers = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> headers = new CopyOnWriteArrayList<>();
    private Processor knowing = exchange -> exchange.getMessage().setBody(Map.of("site", "Oslo"));

    @BeforeEach
    void start() throws Exception {
        routes.answerTo(answers::add);
        context.getRegistry().bind("knower", (Processor) exchange -> {
            headers.add(Map.copyOf(exchange.getMessage().getHeaders()));
            knowing.process(exchange);
        });
        context.getManagementStrategy()
                .addEventNotifier(new Enrichers(
                        routes,
                        name -> settings.getOrDefault(
                                name,
                                new EnrichSettings(true, Duration.ofHours(1), 100, 1000, Duration.ofSeconds(60)))));
        context.start();
    }

    @AfterEach
    void stop() {
        routes.close();
        context.stop();
    }

    @Test
    void routeThatIsDroppedInIsAskedUntilItStops() throws Exception {
        drop(ROUTE);
        assertThat(routes.routes()).containsExactly(Map.entry("mine", Duration.ofHours(1)));

        context.getRouteController().stopRoute("enrich-mine");
        assertThat(routes.routes()).isEmpty();

        context.getRouteController().startRoute("enrich-mine");
        assertThat(routes.routes()).containsOnlyKeys("mine");
    }

    @Test
    void editedRouteAnswersInPlaceOfThePreviousOne() throws Exception {
        drop(ROUTE);
        assertThat(told(new ClientId("a"))).hasValue(new Extra(Map.of("site", "Oslo")));

        PluginHelper.getRoutesLoader(context)
                .updateRoutes(List.of(ResourceHelper.fromString(
                        "file:enrich-mine.camel.yaml",
                        ROUTE.replace(
                                "process: {id: know, ref: knower}",
                                "setBody: {id: say, constant: '{\"site\":\"Rome\"}'}"))));

        assertThat(told(new ClientId("b"))).hasValue(new Extra(Map.of("site", "Rome")));
    }

    @Test
    void routesOfOtherGroupsOfOtherOriginsAndThoseSwitchedOffAreNotAsked() throws Exception {
        settings.put("off", new EnrichSettings(false, Duration.ofHours(1), 1, 1, Duration.ofSeconds(60)));
        drop(ROUTE.replace("group: enrich", "group: other"));
        drop(ROUTE.replace("enrich-mine", "enrich-off").replace("id: know", "id: know-2"));
        drop(ROUTE.replace("id: enrich-mine", "id: enrich-other")
                .replace("name: enrich-mine", "name: elsewhere")
                .replace("id: know", "id: know-3"));
        drop(ROUTE.replace("enrich-mine", "enrich-a.b").replace("id: know", "id: know-4"));

        assertThat(routes.routes()).isEmpty();
    }

    @Test
    void idsAreInTheBodyAndInVariablesAndInNoHeaderThatAComponentCouldSendOn() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        knowing = exchange -> {
            seen.add(exchange.getMessage().getBody(String.class));
            seen.add(String.valueOf(exchange.getVariable("clientIds")));
            seen.add(exchange.getVariable("clientId", String.class));
            seen.add(exchange.getVariable("clientIdInUrl", String.class));
            exchange.getMessage().setBody(Map.of("site", "Oslo"));
        };
        drop(ROUTE);

        assertThat(told(HOSTILE)).hasValue(new Extra(Map.of("site", "Oslo")));
        assertThat(seen)
                .containsExactly(
                        "[\"../a?b=c&d\\r\\nHost: evil\"]",
                        "[" + HOSTILE.value() + "]",
                        HOSTILE.value(),
                        "..%2Fa%3Fb%3Dc%26d%0D%0AHost%3A%20evil");
        assertThat(headers).allSatisfy(each -> assertThat(each.values()).doesNotContain(HOSTILE.value()));
    }

    @Test
    void serverThatDoesNotKnowTheOneDeviceKnowsNothingOfIt() throws Exception {
        knowing = exchange -> {
            throw new HttpOperationFailedException("https://example.com", 404, "Not Found", null, Map.of(), null);
        };
        drop(ROUTE);

        assertThat(told(new ClientId("a"))).hasValue(Extra.NONE);
    }

    @Test
    void routeThatLeavesNoBodyHasGivenNoAnswer() throws Exception {
        knowing = exchange -> exchange.getMessage().setBody(null);
        drop(ROUTE);
        routes.ask(new Effect.Enrich(new ClientId("a"), "mine"), true);

        await().until(() -> routes.statuses().get(0).lastError().isPresent());
        assertThat(routes.statuses().get(0).lastError()).hasValue("it returned nothing");
    }

    @Test
    void routesThatShipHandTheirQuestionsToThoseWhoAnswerLater() throws Exception {
        List<Effect> searched = new CopyOnWriteArrayList<>();
        List<Effect> checked = new CopyOnWriteArrayList<>();
        context.getRegistry().bind("logSearch", new AnsweredLater(searched::add));
        context.getRegistry().bind("connectionCheck", new AnsweredLater(checked::add));
        context.getPropertiesComponent().addOverrideProperty("enrichment.enabled", "true");
        context.getPropertiesComponent().addOverrideProperty("verify", "connection");
        Effect.LookUp cause =
                new Effect.LookUp(new ClientId("a"), Effect.Subject.DISCONNECT, Instant.EPOCH, Optional.empty());
        Effect.Check connection = new Effect.Check(new ClientId("a"));
        load("src/main/routes/route-configuration.camel.yaml");
        load("src/main/routes/enrich-cause.camel.yaml");
        load("src/main/routes/enrich-connection.camel.yaml");

        routes.ask(cause, true);
        routes.ask(connection, true);

        await().until(() -> searched.equals(List.of(cause)) && checked.equals(List.of(connection)));
        assertThat(routes.routes()).isEmpty();
        assertThat(answers).isEmpty();
    }

    @Test
    void routesThatShipDoNotRunWhileTheirSettingsAreOff() throws Exception {
        context.getPropertiesComponent().addOverrideProperty("enrichment.enabled", "false");
        context.getPropertiesComponent().addOverrideProperty("verify", "OFF");
        load("src/main/routes/route-configuration.camel.yaml");
        load("src/main/routes/enrich-cause.camel.yaml");
        load("src/main/routes/enrich-connection.camel.yaml");

        assertThat(context.getRoutes()).isEmpty();
    }

    private Optional<Extra> told(ClientId client) {
        answers.clear();
        routes.ask(new Effect.Enrich(client, "mine"), true);
        await().until(() -> !answers.isEmpty());
        return ((Enriched) answers.get(0)).told();
    }

    private void drop(String route) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("file:enrich-mine.camel.yaml", route));
    }

    private void load(String file) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, "file:" + file));
    }
}
