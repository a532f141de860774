package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.process.SpanCollector.Span;
import io.iotconnectivity.sandbox.Answer;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace leads from the source through the store to every sink, also where the process ends in between. */
class TracingIT {
    private static final String CLIENT = "sensor-of-which-no-span-may-tell";

    @TempDir
    Path directory;

    @Test
    void aTraceGoesOnThroughTheStoreToEachSinkAndThroughARestart() {
        try (Broker broker = Broker.builder().start();
                WebhookInbox inbox = WebhookInbox.start(0);
                SpanCollector collector = SpanCollector.start()) {
            PresenceFeed feed = new PresenceFeed(broker);
            Setup setup = Setup.in(directory, broker.url())
                    .withWebhook("well", inbox.uri("well"))
                    .withWebhook("ill", inbox.uri("ill"))
                    .with("tracing.endpoint", collector.uri().toString())
                    .with("tracing.ratio", "1");
            inbox.answer("ill", Answer.status(503));
            String trace;
            try (RunningProduct product = setup.start().awaitUp()) {
                feed.connects(CLIENT, 1);
                eventually(() -> assertThat(product.stateOf(CLIENT)).isEqualTo("ONLINE"));
                feed.drops(CLIENT, 1);
                eventually(() -> {
                    assertThat(deliveries(collector, "webhook-well")).isNotEmpty();
                    assertThat(deliveries(collector, "webhook-ill")).isNotEmpty();
                });
                trace = deliveries(collector, "webhook-well").get(0).trace();
                product.kill();
            }
            Span well = deliveries(collector, "webhook-well").get(0);
            Span ill = deliveries(collector, "webhook-ill").get(0);
            List<Span> ofTrace = of(collector, trace);
            assertThat(ill.trace()).isEqualTo(trace);
            assertThat(well.attributes())
                    .containsEntry("iotc.sink", "webhook-well")
                    .containsEntry("iotc.attempt", "1")
                    .containsEntry("iotc.event.type", "device.offline");
            assertThat(well.error()).isEmpty();
            assertThat(ill.error()).contains("503").contains("code 2");
            Span taken = ofTrace.stream()
                    .filter(span -> span.name().equals("take in presence"))
                    .findFirst()
                    .orElseThrow();
            assertThat(taken.attributes()).containsEntry("iotc.signal", "disconnected");
            assertThat(List.of(well.parent(), ill.parent()))
                    .as("what was stored leads on")
                    .containsOnly(taken.id());
            assertThat(ancestors(ofTrace, taken))
                    .as("the exchange of the source, and the route that takes in")
                    .extracting(Span::name)
                    .contains("paho-mqtt5", "accept-presence");
            assertThat(ofTrace)
                    .as("the route of the sink belongs to the attempt")
                    .anyMatch(span ->
                            span.parent().equals(well.id()) && span.scope().equals("camel"));

            inbox.answer("ill", Answer.status(200));
            try (RunningProduct product = setup.start().awaitUp()) {
                eventually(() -> assertThat(deliveries(collector, "webhook-ill"))
                        .anyMatch(span -> span.error().isEmpty()));
                assertThat(product.isAlive()).isTrue();
            }
            Span later = deliveries(collector, "webhook-ill").stream()
                    .filter(span -> span.error().isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(later.trace()).isEqualTo(trace);
            assertThat(later.parent()).isEqualTo(taken.id());
            assertThat(Integer.parseInt(later.attributes().get("iotc.attempt"))).isGreaterThan(1);
            assertThat(collector.spans().toString())
                    .doesNotContain(CLIENT, inbox.uri("well").toString());
            assertThat(collector.spans())
                    .filteredOn(span -> span.scope().equals("camel"))
                    .allMatch(span -> span.events() == 0);
        }
    }

    @Test
    void spansNameTheDeviceIfThatIsAskedForAndNoneIsMadeWhereNothingIsSampled() {
        try (Broker broker = Broker.builder().start();
                SpanCollector collector = SpanCollector.start()) {
            Setup setup = Setup.in(directory, broker.url())
                    .with("tracing.endpoint", collector.uri().toString())
                    .with("tracing.ratio", "1")
                    .with("tracing.client-ids", "true");
            try (RunningProduct product = setup.start().awaitUp()) {
                new PresenceFeed(broker).connects("a", 1);
                eventually(() -> assertThat(collector.spans())
                        .anyMatch(span -> "a".equals(span.attributes().get("iotc.client_id"))));
                assertThat(product.isAlive()).isTrue();
            }
            int before = collector.spans().size();
            try (RunningProduct product =
                    setup.with("tracing.ratio", "0").start().awaitUp()) {
                new PresenceFeed(broker).connects("b", 1);
                new PresenceFeed(broker).drops("b", 1);
                eventually(() -> assertThat(product.output()).contains("b is OFFLINE"));
                assertThat(product.stop()).isNotNegative();
            }
            assertThat(collector.spans()).hasSize(before);
        }
    }

    private static List<Span> deliveries(SpanCollector collector, String sink) {
        return collector.spans().stream()
                .filter(span -> span.name().equals("deliver to " + sink))
                .toList();
    }

    private static List<Span> of(SpanCollector collector, String trace) {
        return collector.spans().stream()
                .filter(span -> span.trace().equals(trace))
                .toList();
    }

    private static List<Span> ancestors(List<Span> spans, Span span) {
        return spans.stream()
                .filter(one -> one.id().equals(span.parent()))
                .findFirst()
                .map(parent -> {
                    List<Span> all = new ArrayList<>(ancestors(spans, parent));
                    all.add(parent);
                    return List.copyOf(all);
                })
                .orElse(List.of());
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
