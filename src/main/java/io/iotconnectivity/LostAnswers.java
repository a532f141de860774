package io.iotconnectivity;

import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.SignalKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the answers about devices that the engine did not accept, and warns of them once a minute. Thread-safe. */
final class LostAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LostAnswers.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<SignalKind, Counter> counters = new EnumMap<>(SignalKind.class);
    private Instant warned = Instant.EPOCH;
    private boolean closed;

    LostAnswers(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        for (SignalKind kind : SignalKind.values()) {
            if (!kind.isAnswer()) {
                continue;
            }
            counters.put(
                    kind,
                    Counter.builder("iotc.lost.answers")
                            .description("Answers about devices that the engine did not accept; the questions are asked"
                                    + " again at the next start")
                            .baseUnit("answers")
                            .tag("kind", kind.word())
                            .register(meters));
        }
    }

    void count(Signal answer, Throwable failure) {
        counters.get(answer.kind()).increment();
        if (mayWarn()) {
            LOG.warn(
                    "An answer about {} ({}) was not stored, so it is asked for again at the next start; others of the next minute"
                            + " are only counted (iotc_lost_answers_total): {}",
                    answer.client(),
                    answer.kind().word(),
                    failure.toString());
        } else {
            LOG.debug("The answer about {} was not accepted", answer.client(), failure);
        }
    }

    /** An engine that stops accepts nothing. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized boolean mayWarn() {
        Instant now = clock.instant();
        if (closed || now.isBefore(warned.plus(QUIET))) {
            return false;
        }
        warned = now;
        return true;
    }
}
