package io.iotconnectivity.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.settings.ShippedSettings;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.DeviceTopic;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.SignOfLifeParser;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.WillParser;
import io.iotconnectivity.source.Source.Carries;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped routes behind the sources, with an engine that the test holds in its hand. */
class AcceptTest {
    private static final String CONNECTED =
            "{\"clientId\":\"%s\",\"timestamp\":1795413057310,\"eventType\":\"connected\",\"versionNumber\":0}";

    private final HeldEngine engine = new HeldEngine();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate sources;

    @BeforeEach
    void start() throws Exception {
        LifecycleParser presence = new LifecycleParser();
        NoDevices noDevices = new NoDevices("own", ClientPattern.of("iotconsole-.*"));
        bind(
                "presence",
                Carries.PRESENCE_EVENTS,
                (topic, payload, arrived) -> presence.read(payload, arrived),
                noDevices);
        bind(
                "last-will",
                Carries.LAST_WILLS,
                new WillParser(
                        new DeviceTopic("lwt/+", ""),
                        ShippedSettings.with().sources().willWords())::read,
                noDevices);
        bind(
                "queue",
                Carries.PRESENCE_EVENTS,
                (topic, payload, arrived) -> new LifecycleParser().read(payload, arrived),
                noDevices);
        context.getRegistry()
                .bind(
                        "acceptSignOfLife",
                        new Accept(
                                new Source(
                                        "sign-of-life",
                                        Carries.SIGNS_OF_LIFE,
                                        new SignOfLifeParser(new DeviceTopic("telemetry/+", ""))::read),
                                noDevices,
                                new SignsOfLife(engine, StalePolicy.ALLOWED, meters),
                                Clock.systemUTC(),
                                meters));
        for (String file : List.of("route-configuration", "accept")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(context, "file:src/main/routes/" + file + ".camel.yaml"));
        }
        context.start();
        sources = context.createProducerTemplate();
    }

    private void bind(String name, Carries carries, SignalReader reader, NoDevices noDevices) {
        Source source = new Source(name, carries, reader);
        context.getRegistry()
                .bind(source.bean(), new Accept(source, noDevices, Intake.of(engine), Clock.systemUTC(), meters));
    }

    @AfterEach
    void stop() {
        // What is under way would hold the stop up.
        engine.durable.complete(null);
        context.stop();
    }

    @Test
    void exchangeIsDoneOnlyWhenTheSignalIsDurable() throws Exception {
        CompletableFuture<Exchange> exchange = presence(String.format(Locale.ROOT, CONNECTED, "dev"));

        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
        assertThat(exchange).isNotDone();

        engine.durable.complete(null);

        assertThat(exchange.get(60, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void exchangeFailsWhenTheEngineFails() throws Exception {
        CompletableFuture<Exchange> exchange = presence(String.format(Locale.ROOT, CONNECTED, "dev"));

        engine.durable.completeExceptionally(new IllegalStateException("closing"));

        assertThat(exchange.get(60, TimeUnit.SECONDS).getException()).hasMessage("closing");
    }

    @Test
    void eachMessageIsReadAgainAsItsSourceReadsIt() {
        Instant came = Instant.parse("2026-11-23T00:00:00Z");
        NoDevices noDevices = new NoDevices("own", ClientPattern.of("iotconsole-.*"));
        LifecycleParser presence = new LifecycleParser();
        SecondReading reading = Accept.readingAgain(Stream.of(
                        new Source(
                                "presence",
                                Carries.PRESENCE_EVENTS,
                                (topic, payload, arrived) -> presence.read(payload, arrived)),
                        new Source(
                                "last-will",
                                Carries.LAST_WILLS,
                                new WillParser(
                                        new DeviceTopic("lwt/+", ""),
                                        ShippedSettings.with().sources().willWords())::read))
                .map(source -> new Accept(source, noDevices, Intake.of(engine), Clock.systemUTC(), meters))
                .toList());

        assertThat(reading.read(message("presence", "t", String.format(Locale.ROOT, CONNECTED, "dev"), came))
                        .signals())
                .singleElement()
                .isInstanceOf(Signal.Connected.class);
        assertThat(reading.read(message("presence", "t", String.format(Locale.ROOT, CONNECTED, "iotconsole-1"), came)))
                .isEqualTo(SecondReading.Found.of(List.of()));
        assertThat(reading.read(message("presence", "t", "{", came)).refusal()).isPresent();
        assertThat(reading.read(message("last-will", "lwt/dev", "offline", came))
                        .signals())
                .containsExactly(new Signal.LastWill(new ClientId("dev"), came));
        assertThat(reading.read(message("a-route-of-once", "t", "", came)).refusal())
                .contains("as before");
    }

    private static Unreadable message(String source, String topic, String payload, Instant came) {
        byte[] bytes = payload.getBytes(UTF_8);
        return new Unreadable(source, topic, bytes, bytes.length, "as before", came);
    }

    @Test
    void unreadableMessageIsKeptWithItsBytesAndItsTopic() throws Exception {
        CompletableFuture<Exchange> exchange = presence("{\"clientId\"");

        assertThat(exchange).isNotDone();
        engine.durable.complete(null);
        assertThat(exchange.get(60, TimeUnit.SECONDS).getException()).isNull();
        assertThat(engine.accepted).isEmpty();
        Unreadable kept = engine.kept.get(0);
        assertThat(kept.source()).isEqualTo("presence");
        assertThat(kept.topic()).isEqualTo("some/topic");
        assertThat(kept.payload()).asString(UTF_8).isEqualTo("{\"clientId\"");
        assertThat(kept.reason()).isNotBlank();
    }

    @Test
    void messageOfSeveralEventsIsDoneWhenAllAreDurable() throws Exception {
        CompletableFuture<Exchange> exchange = presence("[" + String.format(Locale.ROOT, CONNECTED, "a") + ","
                + String.format(Locale.ROOT, CONNECTED, "b") + "]");

        assertThat(engine.accepted)
                .extracting(signal -> signal.client().value())
                .containsExactly("a", "b");
        assertThat(exchange).isNotDone();
        engine.durable.complete(null);
        assertThat(exchange.get(60, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void messageWhoseEventsCanBeReadInPartIsTakenInAndKept() throws Exception {
        String payload = "[" + String.format(Locale.ROOT, CONNECTED, "a") + ",{}]";
        CompletableFuture<Exchange> exchange = presence(payload);

        assertThat(exchange).isNotDone();
        engine.durable.complete(null);
        assertThat(exchange.get(60, TimeUnit.SECONDS).getException()).isNull();
        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
        assertThat(engine.kept)
                .singleElement()
                .satisfies(kept -> assertThat(kept.payload()).asString(UTF_8).isEqualTo(payload));
    }

    @Test
    void hugeMessageIsKeptCut() {
        presence("x".repeat(Unreadable.MAX_PAYLOAD + 1));

        assertThat(engine.kept.get(0).payload()).hasSize(Unreadable.MAX_PAYLOAD);
        assertThat(engine.kept.get(0).originalSize()).isEqualTo(Unreadable.MAX_PAYLOAD + 1);
    }

    @Test
    void clientsThatAreNoDevicesAreDroppedAndCounted() throws Exception {
        for (String client : List.of("own-presence", "own-last-will", "own-sign-of-life", "iotconsole-17")) {
            assertThat(presence(String.format(Locale.ROOT, CONNECTED, client))
                            .get(60, TimeUnit.SECONDS)
                            .getException())
                    .isNull();
        }

        presence(String.format(Locale.ROOT, CONNECTED, "owner"));

        assertThat(engine.accepted)
                .extracting(signal -> signal.client().value())
                .containsExactly("owner");
        assertThat(meters.counter("iotc.ignored", "source", "presence").count()).isEqualTo(4);
    }

    @Test
    void deviceWhoseIdOnlyBeginsLikeOursIsTakenIn() {
        presence(String.format(Locale.ROOT, CONNECTED, "own-sensor-0001"));

        assertThat(engine.accepted)
                .extracting(signal -> signal.client().value())
                .containsExactly("own-sensor-0001");
    }

    @Test
    void clearedWillIsCountedAndNothingElse() {
        Exchange done = sources.request(
                "direct:accept-last-will", exchange -> exchange.getMessage().setHeader(Accept.TOPIC, "lwt/dev"));

        assertThat(done.getException()).isNull();
        assertThat(engine.accepted).isEmpty();
        assertThat(engine.kept).isEmpty();
        assertThat(meters.counter("iotc.ignored", "source", "last-will").count())
                .isEqualTo(1);
    }

    @Test
    void lastWillTakesItsDeviceFromTheTopic() {
        sources.asyncSend("direct:accept-last-will", exchange -> {
            exchange.getMessage().setHeader(Accept.TOPIC, "lwt/dev");
            exchange.getMessage().setBody("Offline".getBytes(UTF_8));
        });

        await().untilAsserted(() -> assertThat(engine.accepted)
                .singleElement()
                .satisfies(signal -> assertThat(signal.client().value()).isEqualTo("dev")));
    }

    @Test
    void willInTheNameOfAnotherIsADeadLetterAndNoSignal() {
        engine.durable.complete(null);
        sources.request("direct:accept-last-will", exchange -> {
            exchange.getMessage().setHeader(Accept.TOPIC, "lwt/mallory");
            exchange.getMessage().setBody("{\"state\":{\"reported\":{\"client_id\":\"gateway\"}}}".getBytes(UTF_8));
        });

        assertThat(engine.accepted).isEmpty();
        assertThat(engine.kept).singleElement().satisfies(kept -> assertThat(kept.reason())
                .contains("may not speak for another"));
    }

    /** The device that published is alive, and it is once a minute that the rest is kept. */
    @Test
    void floodInTheNameOfOthersIsOneSignOfLifeOfThePublisherAndOneDeadLetter() {
        engine.durable.complete(null);
        for (int i = 0; i < 50; i++) {
            telemetry("telemetry/mallory", "{\"clientId\":\"invented-" + i + "\"}");
        }

        assertThat(engine.accepted)
                .singleElement()
                .satisfies(signal -> assertThat(signal.client().value()).isEqualTo("mallory"));
        assertThat(engine.kept).hasSize(1);
    }

    @Test
    void floodOfTelemetryIsOneSignOfLifeAndIsAcknowledgedAtOnce() {
        engine.durable.complete(null);
        for (int i = 0; i < 50; i++) {
            assertThat(telemetry("telemetry/dev", "21.5").getException()).isNull();
        }

        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.SignOfLife.class);
    }

    @Test
    void floodThatNamesNoDeviceIsOneDeadLetter() {
        engine.durable.complete(null);
        for (int i = 0; i < 50; i++) {
            telemetry("telemetry/", "21.5");
        }

        assertThat(engine.kept).singleElement().satisfies(kept -> assertThat(kept.source())
                .isEqualTo("sign-of-life"));
        assertThat(meters.counter("iotc.ignored", "source", "sign-of-life").count())
                .isEqualTo(49);
    }

    private Exchange telemetry(String topic, String payload) {
        return sources.request("direct:accept-sign-of-life", exchange -> {
            exchange.getMessage().setHeader(Accept.TOPIC, topic);
            exchange.getMessage().setBody(payload.getBytes(UTF_8));
        });
    }

    @Test
    void willThatTheBrokerHasKeptIsNoNews() {
        Exchange done = sources.request("direct:accept-last-will", exchange -> {
            exchange.getMessage().setHeader(Accept.TOPIC, "lwt/dev");
            exchange.getMessage().setHeader(Accept.RETAINED, true);
        });

        assertThat(done.getException()).isNull();
        assertThat(engine.accepted).isEmpty();
        assertThat(meters.counter("iotc.ignored", "source", "last-will").count())
                .isEqualTo(1);
    }

    /** Sends on this thread; the future is done when the route is. */
    private CompletableFuture<Exchange> presence(String payload) {
        Exchange exchange = context.getEndpoint("direct:accept-presence").createExchange();
        exchange.getMessage().setBody(payload.getBytes(UTF_8));
        exchange.getMessage().setHeader(Accept.TOPIC, "some/topic");
        try {
            return context.getEndpoint("direct:accept-presence")
                    .createAsyncProducer()
                    .processAsync(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
