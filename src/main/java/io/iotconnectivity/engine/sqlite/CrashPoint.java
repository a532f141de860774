package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The moments between two side effects. A test that proves what a crash leaves behind starts the application with
 * {@code -Diotc.crash=<point>:<n>}: the JVM then halts, as if killed, when it reaches that point for the n-th time.
 */
enum CrashPoint {
    /** The whole batch is written, but nothing is durable. */
    BEFORE_COMMIT,
    /** The batch is durable, but nobody has been notified. */
    AFTER_COMMIT,
    /** On the thread that acknowledges to the sources. */
    BEFORE_ACK,
    AFTER_ACK,
    BEFORE_DELIVERY,
    /** The sink has the event, but this has not been recorded. */
    AFTER_DELIVERY,
    /** The sink's progress is durable. */
    AFTER_CURSOR;

    /** Called each time a point is passed. */
    @FunctionalInterface
    interface Watch {
        Watch NONE = point -> {};

        void passed(CrashPoint point);

        /**
         * @throws StoreException if the property does not name a point
         */
        static Watch configured() {
            String property = System.getProperty("iotc.crash", "");
            return property.isEmpty() ? NONE : haltAt(property);
        }

        private static Watch haltAt(String property) {
            try {
                String[] parts = property.split(":", 2);
                CrashPoint wanted =
                        CrashPoint.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_'));
                AtomicInteger left = new AtomicInteger(parts.length < 2 ? 1 : Integer.parseInt(parts[1]));
                return point -> {
                    if (point == wanted && left.decrementAndGet() == 0) {
                        Runtime.getRuntime().halt(137);
                    }
                };
            } catch (IllegalArgumentException e) {
                throw new StoreException(
                        "-Diotc.crash=" + property + ": write <point>:<n>, for example after-commit:3", e);
            }
        }
    }
}
