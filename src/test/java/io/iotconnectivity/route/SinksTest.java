package io.iotconnectivity.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.source.HeldEngine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's route file, dropped in and delivered to. */
class SinksTest {
    private static final String ROUTE =
            """
            - route:
                id: sink-mine
                group: sink
                description: A sink of the user's own
                routeConfigurationId: sink
                from:
                  uri: direct
                  parameters:
                    name: sink-mine
                  steps:
                    - process: {id: take, ref: taker}
            """;
    private static final SinkSettings USUAL = new SinkSettings(true, event -> true, 10, 2, Optional.empty());

    @TempDir
    private Path folder;

    private final HeldEngine engine = new HeldEngine();
    private final CloudEvents json = new CloudEvents("iot-connectivity/test");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, SinkSettings> settings = new HashMap<>();
    private final Sinks sinks = new Sinks(
            engine,
            name -> settings.getOrDefault(name, USUAL),
            json,
            Clock.systemUTC(),
            Optional.empty(),
            Secrets.of(parts -> parts.secret("Tr0ub4dor&3")));
    private Processor taking = exchange -> {};
    private Exchange taken;

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("taker", (Processor) exchange -> {
            taken = ExchangeHelper.createCopy(exchange, true);
            taking.process(exchange);
        });
        context.getManagementStrategy().addEventNotifier(sinks);
        load("src/main/routes/route-configuration.camel.yaml");
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void routeThatIsDroppedInIsAttachedAndDetachedWithItsRoute() throws Exception {
        settings.put("mine", new SinkSettings(true, event -> false, 3, 5, Optional.empty()));
        drop(ROUTE);

        Sink sink = engine.sinks.get("mine");
        assertThat(sink.maxAttempts()).isEqualTo(3);
        assertThat(sink.concurrency()).isEqualTo(5);
        assertThat(sink.wants().test(SampleEvents.offline("a").event())).isFalse();
        assertThat(sinks.attached()).containsExactly("mine");

        context.getRouteController().stopRoute("sink-mine");
        assertThat(engine.sinks).isEmpty();

        context.getRouteController().startRoute("sink-mine");
        assertThat(engine.sinks).containsOnlyKeys("mine");
    }

    @Test
    void routesOfOtherGroupsAndSinksThatAreSwitchedOffAreLeftAlone() throws Exception {
        drop(ROUTE.replace("group: sink", "group: other"));
        assertThat(engine.sinks).isEmpty();

        settings.put("off", new SinkSettings(false, event -> true, 1, 1, Optional.empty()));
        drop(ROUTE.replace("sink-mine", "sink-off").replace("id: take", "id: take-off"));
        assertThat(engine.sinks).isEmpty();
    }

    @Test
    void sinkThatDoesNotStartFromItsOwnDirectEndpointGetsNothing() throws Exception {
        drop(ROUTE.replace("name: sink-mine", "name: elsewhere"));

        assertThat(engine.sinks).isEmpty();
    }

    @Test
    void routeGetsTheEventWithItsHeaders() throws Exception {
        Event event = SampleEvents.offline("dev/1").event();
        drop(ROUTE);

        engine.deliveries.get("mine").deliver(List.of(event), 4, Optional.empty());

        assertThat(taken.getMessage().getBody()).isEqualTo(new String(json.write(event), UTF_8));
        assertThat(taken.getProperty("ConnectivityEvent")).isSameAs(event);
        assertThat(taken.getMessage().getHeaders())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ConnectivityEventId", event.id(),
                        "ConnectivityEventType", "io.iotconnectivity.device.offline",
                        "ConnectivityClientId", "dev/1",
                        "ConnectivityState", "OFFLINE",
                        "ConnectivityReason", "MQTT_KEEP_ALIVE_TIMEOUT",
                        "ConnectivitySeverity", "warning",
                        "ConnectivityIncidentId", "incident-1",
                        "ConnectivityAttempt", 4));
    }

    @Test
    void headersOfWhatIsAbsentAreNotSet() throws Exception {
        drop(ROUTE);

        engine.deliveries
                .get("mine")
                .deliver(List.of(SampleEvents.connected("a").withoutDetails().event()), 1, Optional.empty());

        assertThat(taken.getMessage().getHeaders()).doesNotContainKeys("ConnectivityReason", "ConnectivitySeverity");
    }

    @Test
    void sinkWithAnIntervalGetsTheListOfEvents() throws Exception {
        settings.put("mine", new SinkSettings(true, event -> true, 1, 1, Optional.of(Duration.ofSeconds(60))));
        drop(ROUTE);

        engine.deliveries.get("mine").deliver(List.of(), 1, Optional.empty());

        assertThat(engine.sinks.get("mine").interval()).contains(Duration.ofSeconds(60));
        assertThat(taken.getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void failureOfTheRouteIsTheFailureOfTheDelivery() throws Exception {
        drop(ROUTE);

        taking = exchange -> {
            throw new IllegalStateException("not today");
        };
        assertThatThrownBy(this::deliver)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");

        taking = exchange -> {
            throw new RuntimeException(new Undeliverable("never"));
        };
        assertThatThrownBy(this::deliver).isInstanceOf(Undeliverable.class).hasMessage("never");

        taking = exchange -> exchange.setRollbackOnly(true);
        assertThatThrownBy(this::deliver).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void retryAfterOfAnHttpAnswerIsHonouredAndItsAddressNotTold() throws Exception {
        drop(ROUTE);
        taking = exchange -> {
            throw new HttpOperationFailedException(
                    "https://example.com/secret", 429, "Slow down", null, Map.of("retry-after", "17"), null);
        };

        assertThatThrownBy(this::deliver).asInstanceOf(type(RetryLater.class)).satisfies(later -> {
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(17));
            assertThat(later).hasMessageNotContaining("secret");
        });

        taking = exchange -> {
            throw new HttpOperationFailedException("https://example.com/secret", 500, "No", null, Map.of(), null);
        };
        assertThatThrownBy(this::deliver)
                .isNotInstanceOf(RetryLater.class)
                .hasMessageContaining("500")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatCertainlyDidNotArriveIsToldApart() throws Exception {
        drop(ROUTE);
        for (Exception notTaken : List.of(
                new NotTaken("refused", null),
                new ConnectException("Connection refused"),
                new UnknownHostException("nowhere.example"),
                answer(404))) {
            taking = exchange -> {
                throw new RuntimeException(notTaken);
            };
            assertThatThrownBy(this::deliver).isInstanceOf(NotTaken.class);
        }
        for (Exception perhapsTaken :
                List.of(new SocketTimeoutException("Read timed out"), answer(408), answer(409), answer(502))) {
            taking = exchange -> {
                throw new RuntimeException(perhapsTaken);
            };
            assertThatThrownBy(this::deliver).isNotInstanceOf(NotTaken.class);
        }
        taking = exchange -> {
            throw answer(410);
        };
        assertThatThrownBy(this::deliver).isInstanceOf(SinkGone.class).hasMessageNotContaining("secret");
    }

    private static HttpOperationFailedException answer(int status) {
        return new HttpOperationFailedException("https://example.com/secret", status, "No", null, Map.of(), null);
    }

    @Test
    void routeFindsItsReceiptAndLeavesANewOneWithItsAnswer() throws Exception {
        drop(ROUTE);
        taking = exchange -> {
            exchange.setProperty(
                    "ConnectivityReceipt", exchange.getProperty("ConnectivityReceipt", String.class) + "!");
            exchange.setProperty("ConnectivityAnswer", "x".repeat(2000));
        };

        Receipt receipt = deliver(Optional.of("ticket-7"));

        assertThat(receipt.kept()).contains("ticket-7!");
        assertThat(receipt.answer()).hasValueSatisfying(text -> assertThat(text).hasSize(Receipt.LONGEST_ANSWER));
    }

    @Test
    void receiptThatTheRouteLeavesAloneIsKeptAndOneThatIsTooLongIsNot() throws Exception {
        drop(ROUTE);
        assertThat(deliver(Optional.of("ticket-7")).kept()).contains("ticket-7");

        taking = exchange -> exchange.setProperty("ConnectivityReceipt", "x".repeat(Receipt.LONGEST_KEPT + 1));
        assertThat(deliver(Optional.of("ticket-7")).kept()).isEmpty();

        taking = exchange -> exchange.removeProperty("ConnectivityReceipt");
        assertThat(deliver(Optional.of("ticket-7"))).isEqualTo(Receipt.NONE);
    }

    private Receipt deliver(Optional<String> receipt) throws Exception {
        return engine.deliveries
                .get("mine")
                .deliver(List.of(SampleEvents.offline("a").event()), 1, receipt);
    }

    @Test
    void secretsOfTheSettingsAndOfAddressesAreInNothingThatASinkSays() throws Exception {
        drop(ROUTE);
        for (Exception failure : List.of(
                new IllegalStateException("kafka:events?password=Tr0ub4dor&3&user=a refused"),
                new IllegalStateException("http://ops:0ther-pa55@example.com/x: Tr0ub4dor%263"),
                new ConnectException("connect to http://Tr0ub4dor&3@example.com"),
                new NotTaken("bad Tr0ub4dor&amp;3", null),
                new NotThisOne("bad Tr0ub4dor&3", Optional.empty(), true),
                new RetryLater("bad Tr0ub4dor&3", Duration.ofSeconds(3), true),
                new Undeliverable("bad Tr0ub4dor&3", null, true),
                new SinkGone("bad Tr0ub4dor&3", true))) {
            taking = exchange -> {
                throw failure;
            };
            Class<?> kind = failure instanceof ConnectException
                    ? NotTaken.class
                    : failure instanceof IllegalStateException ? IOException.class : failure.getClass();

            assertThatThrownBy(this::deliver)
                    .isInstanceOf(kind)
                    .message()
                    .contains("***")
                    .doesNotContain("Tr0ub", "b4dor", "pa55");
        }
        taking = exchange -> exchange.setProperty("ConnectivityAnswer", "thanks, Tr0ub4dor&3");
        assertThat(deliver(Optional.empty()).answer()).contains("thanks, ***");
    }

    @Test
    void onlySinksOfTicketsPairTheOutagesOfDevices() throws Exception {
        drop(ROUTE);
        drop(ROUTE.replace("sink-mine", "sink-webhook-mine").replace("id: take", "id: take-2"));

        assertThat(engine.sinks.get("mine").pairsDevices()).isFalse();
        assertThat(engine.sinks.get("webhook-mine").pairsDevices()).isTrue();
    }

    @Test
    void fileOfTheUserReplacesTheShippedOneOfItsName() throws Exception {
        Path shipped = Files.createDirectory(folder.resolve("shipped"));
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(
                shipped.resolve("sink-mine.camel.yaml"), ROUTE.replace("description: A", "description: The shipped"));
        Files.writeString(own.resolve("sink-mine.camel.yaml"), ROUTE);
        DefaultCamelContext other = new DefaultCamelContext();
        other.getPropertiesComponent().setInitialProperties(RoutePlaceholders.allOff());

        new RouteFolders(true, List.of(shipped, own, folder.resolve("none"))).load(other);

        assertThat(other.getRouteDefinition("sink-mine").getDescriptionText()).isEqualTo("A sink of the user's own");
    }

    @Test
    void inAnUnpackedReleaseTheRoutesAreThoseOfItsFolderAndOnesOwn() throws Exception {
        unpackRelease();
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(folder.resolve("routes/sink-mine.camel.yaml"), ROUTE);
        Files.writeString(
                own.resolve("sink-other.camel.yaml"),
                ROUTE.replace("sink-mine", "sink-other").replace("id: take", "id: take-2"));
        DefaultCamelContext other = new DefaultCamelContext();
        other.getPropertiesComponent().setInitialProperties(RoutePlaceholders.allOff());

        RouteFolders.of(folder, Path.of("own")).load(other);

        assertThat(other.getRouteDefinitions())
                .as("a route of the jar that is not in the folder was deleted there")
                .extracting(RouteDefinition::getId)
                .containsExactly("sink-mine", "sink-other");
    }

    @Test
    void releaseWhoseRoutesAreAllGoneCannotStart() throws Exception {
        unpackRelease();

        assertThatThrownBy(() -> RouteFolders.of(folder, Path.of("routes")).load(new DefaultCamelContext()))
                .isInstanceOf(BrokenRoutes.class)
                .hasMessageContaining(folder.resolve("routes").toString());
    }

    private void unpackRelease() throws IOException {
        Files.createDirectory(folder.resolve("routes"));
        Files.createFile(folder.resolve("iot-connectivity.jar"));
        Files.createFile(Files.createDirectory(folder.resolve("bin")).resolve("iot-connectivity"));
    }

    @Test
    void brokenFileIsToldByItsName() throws Exception {
        Files.writeString(folder.resolve("sink-bad.camel.yaml"), "- route:\n    id: x\n    form: y\n");
        DefaultCamelContext other = new DefaultCamelContext();
        other.getPropertiesComponent().setInitialProperties(RoutePlaceholders.allOff());

        assertThatThrownBy(() -> new RouteFolders(true, List.of(folder)).load(other))
                .isInstanceOf(BrokenRoutes.class)
                .hasMessageContaining("sink-bad.camel.yaml")
                .hasMessageContaining("form");
    }

    private void deliver() throws Exception {
        engine.deliveries.get("mine").deliver(List.of(SampleEvents.offline("a").event()), 1, Optional.empty());
    }

    private void drop(String route) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "sink", ".camel.yaml"), route);
        load(file.toString());
    }

    private void load(String file) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, "file:" + file));
    }
}
