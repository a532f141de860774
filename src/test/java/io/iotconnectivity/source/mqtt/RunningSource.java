package io.iotconnectivity.source.mqtt;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.source.SourceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;

/** An application with one source route, whose other end is in the hands of the test. */
final class RunningSource implements AutoCloseable {
    static final String ROUTE = "source-test";

    /** As in the product, but impatient. */
    private static final Limits IMPATIENT = new Limits(
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            0);

    private final CamelContext context = new DefaultCamelContext();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** What the route does with an exchange: completes it, now or later. */
    interface End {
        boolean process(Exchange exchange, AsyncCallback done) throws Exception;
    }

    /** Completes at once. */
    static RunningSource accepting(MqttSettings settings, String topic, Map<String, Object> options) {
        return new RunningSource(settings, topic, options, (exchange, done) -> true);
    }

    RunningSource(MqttSettings settings, String topic, Map<String, Object> options, End end) {
        context.getRegistry().bind("meters", meters);
        context.getShutdownStrategy().setTimeout(5);
        context.addComponent("paho-mqtt5", new HardenedPahoMqtt5Component(settings, IMPATIENT));
        String query = "?clientId=" + settings.clientId() + "&manualAcksEnabled=true&maxReconnectDelay=500"
                + options.entrySet().stream()
                        .map(option -> "&" + option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining());
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("paho-mqtt5:" + topic + query).routeId(ROUTE).process(new Recorder(end));
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    RunningSource start() {
        context.start();
        return this;
    }

    RunningSource awaitConnected() {
        await().atMost(Duration.ofSeconds(60)).until(() -> status().connected());
        return this;
    }

    CamelContext context() {
        return context;
    }

    HardenedPahoMqtt5Consumer consumer() {
        return (HardenedPahoMqtt5Consumer) context.getRoute(ROUTE).getConsumer();
    }

    SourceStatus status() {
        return consumer().status();
    }

    /** Every body that came, repeated ones included, in order. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Waits until each of the numbers from 0 (inclusive) to the count (exclusive) has come at least once. */
    void awaitNumbers(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> missing(count).isEmpty());
    }

    Set<String> missing(int count) {
        Set<String> missing =
                IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toCollection(TreeSet::new));
        bodies.forEach(missing::remove);
        return missing;
    }

    double counter(String name) {
        return meters.get(name).tag("route", ROUTE).counter().count();
    }

    double gauge(String name) {
        return meters.get(name).tag("route", ROUTE).gauge().value();
    }

    @Override
    public void close() {
        context.stop();
    }

    private final class Recorder extends AsyncProcessorSupport {
        private final End end;

        private Recorder(End end) {
            this.end = end;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback done) {
            bodies.add(new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8));
            boolean finished;
            try {
                finished = end.process(exchange, done);
            } catch (Exception e) {
                exchange.setException(e);
                finished = true;
            }
            if (finished) {
                done.done(true);
            }
            return finished;
        }
    }
}
