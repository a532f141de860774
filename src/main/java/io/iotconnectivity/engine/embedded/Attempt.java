package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.Delivery;
import io.iotconnectivity.engine.RetryLater;
import io.iotconnectivity.engine.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one call of a sink.
 *
 * @param error absent if it was delivered
 * @param hopeless no further attempt can help
 * @param pause how long the sink asks to be left alone
 */
record Attempt(Optional<String> error, boolean hopeless, Optional<Duration> pause) {
    private static final int LONGEST_ERROR = 1000;
    private static final Attempt DELIVERED = new Attempt(Optional.empty(), false, Optional.empty());

    static Attempt at(Delivery delivery, List<Event> events, int attempt, CrashPoint.Watch watch) {
        try {
            watch.passed(CrashPoint.BEFORE_DELIVERY);
            delivery.deliver(events, attempt, Optional.empty());
            watch.passed(CrashPoint.AFTER_DELIVERY);
            return DELIVERED;
        } catch (Undeliverable e) {
            return new Attempt(Optional.of(text(e)), true, Optional.empty());
        } catch (RetryLater e) {
            return new Attempt(Optional.of(text(e)), false, Optional.of(Backoff.asked(e.pause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(Optional.of("interrupted"), false, Optional.empty());
        } catch (Exception | LinkageError | StackOverflowError e) {
            return new Attempt(Optional.of(text(e)), false, Optional.empty());
        }
    }

    boolean delivered() {
        return error.isEmpty();
    }

    private static String text(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = Printable.of(message.length() > LONGEST_ERROR ? message.substring(0, LONGEST_ERROR) : message);
        return line.isEmpty() ? e.getClass().getSimpleName() : line;
    }
}
