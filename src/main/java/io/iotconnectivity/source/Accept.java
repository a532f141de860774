package io.iotconnectivity.source;

import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Reading;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.trace.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a source's messages to the engine. The exchange completes when the engine has made the message durable, and
 * fails if the engine fails, so that a source which acknowledges by the exchange's outcome loses nothing. Never blocks.
 * Retained messages are ignored: a will that the broker has kept is not news.
 */
public final class Accept extends AsyncProcessorSupport {
    /** Set by the MQTT consumer. */
    static final String TOPIC = "CamelMqttTopic";

    /** Set by the MQTT consumer: the broker retained the message for later subscribers. */
    static final String RETAINED = "ConnectivityMqttRetained";

    private static final Logger LOG = LoggerFactory.getLogger(Accept.class);
    private static final byte[] EMPTY = {};
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Source source;
    private final Predicate<ClientId> noDevices;
    private final Intake intake;
    private final Clock clock;
    private final Counter ignored;
    private volatile BiConsumer<Signal, Instant> listener = (signal, arrived) -> {};
    private volatile Optional<Tracing> tracing = Optional.empty();

    /**
     * @param noDevices clients whose signals are dropped
     * @param intake where signals go
     */
    public Accept(Source source, Predicate<ClientId> noDevices, Intake intake, Clock clock, MeterRegistry meters) {
        this.source = source;
        this.noDevices = noDevices;
        this.intake = intake;
        this.clock = clock;
        this.ignored = Counter.builder("iotc.ignored")
                .description(
                        "Ignored signals: from clients that are not devices, retained messages, and messages without"
                                + " information, such as a cleared will")
                .baseUnit("signals")
                .tag("source", source.name())
                .register(meters);
    }

    /** Returns the source whose messages it accepts. */
    public Source source() {
        return source;
    }

    /** Traces what is accepted from now on, if tracing is on. */
    public Accept traced(Optional<Tracing> with) {
        tracing = with;
        return this;
    }

    /** Notifies the listener of each signal from now on, and when it arrived. */
    public Accept heardBy(BiConsumer<Signal, Instant> one) {
        listener = one;
        return this;
    }

    /** Reads a message of this source again; signals of clients that are not devices are read but dropped. */
    SecondReading.Found readAgain(Unreadable message) {
        Reading reading = source.reader().read(message.topic(), message.payload(), message.arrived());
        if (reading instanceof Reading.Understood understood) {
            return new SecondReading.Found(ofDevices(understood.signals()), Optional.empty());
        }
        return reading instanceof Reading.Unreadable still
                ? new SecondReading.Found(ofDevices(still.others()), Optional.of(still.reason()))
                : new SecondReading.Found(List.of(), Optional.empty());
    }

    private List<Signal> ofDevices(List<Signal> signals) {
        return signals.stream()
                .filter(signal -> !noDevices.test(signal.client()))
                .toList();
    }

    /** Finds the source of each message. */
    public static SecondReading readingAgain(List<Accept> sources) {
        Map<String, Accept> bySource = sources.stream().collect(Collectors.toMap(one -> one.source.name(), one -> one));
        return message -> Optional.ofNullable(bySource.get(message.source()))
                .map(source -> source.readAgain(message))
                .orElseGet(() -> SecondReading.Found.unreadable(message.reason()));
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Void> durable = take(exchange);
        if (durable.isDone() && !durable.isCompletedExceptionally()) {
            callback.done(true);
            return true;
        }
        durable.whenComplete((nothing, failure) -> {
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        });
        return false;
    }

    private CompletableFuture<Void> take(Exchange exchange) {
        if (exchange.getMessage().getHeader(RETAINED, false, boolean.class)) {
            // It is about the past, and would be delivered again after each of our own reconnects.
            ignored.increment();
            return DONE;
        }
        String topic = exchange.getMessage().getHeader(TOPIC, "", String.class);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        byte[] payload = body == null ? EMPTY : body;
        Instant arrived = clock.instant();
        Reading reading = source.reader().read(topic, payload, arrived);
        if (reading instanceof Reading.Understood understood) {
            understood.signals().forEach(signal -> listener.accept(signal, arrived));
            return take(understood.signals(), exchange);
        }
        if (reading instanceof Reading.Unreadable unreadable) {
            // Both are started before either is awaited: readable messages are not held up by unreadable ones.
            CompletableFuture<Void> others = take(unreadable.others(), exchange);
            return CompletableFuture.allOf(others, keep(topic, payload, unreadable.reason(), arrived));
        }
        ignored.increment();
        return DONE;
    }

    private CompletableFuture<Void> keep(String topic, byte[] payload, String reason, Instant arrived) {
        if (!intake.keepsUnreadable(arrived)) {
            ignored.increment();
            return DONE;
        }
        LOG.warn(
                topic.isEmpty()
                        ? "A message of {}{} cannot be read and is kept as a dead letter: {}"
                        : "A message of {} on {} cannot be read and is kept as a dead letter: {}",
                source.name(),
                Printable.of(topic),
                reason);
        byte[] kept =
                payload.length <= Unreadable.MAX_PAYLOAD ? payload : Arrays.copyOf(payload, Unreadable.MAX_PAYLOAD);
        return intake.keep(new Unreadable(source.name(), topic, kept, payload.length, reason, arrived));
    }

    /** In order; done when all are durable. */
    private CompletableFuture<Void> take(List<Signal> signals, Exchange exchange) {
        if (signals.size() == 1) {
            return take(signals.get(0), exchange);
        }
        return CompletableFuture.allOf(
                signals.stream().map(signal -> take(signal, exchange)).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> take(Signal signal, Exchange exchange) {
        if (noDevices.test(signal.client())) {
            ignored.increment();
            return DONE;
        }
        if (tracing.isEmpty()) {
            return intake.accept(signal);
        }
        Tracing.Work work = tracing.get()
                .takingIn(source.name(), signal, exchange.getMessage().getHeader(Tracing.HEADER, String.class));
        return intake.accept(signal, work.traceparent())
                .whenComplete((nothing, failure) -> work.end(Optional.ofNullable(failure)));
    }
}
