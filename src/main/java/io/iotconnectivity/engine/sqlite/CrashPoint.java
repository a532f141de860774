package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The moments between two side effects. A test that has to prove what a crash leaves behind starts the application with
 * {@code -Diotc.crash=<point>:<n>}: the JVM then halts, as if killed, when it comes to that point for the n-th time.
 */
enum CrashPoint {
    /** All of a batch is written, nothing is durable. */
    BEFORE_COMMIT,
    /** The batch is durable, nobody has been told. */
    AFTER_COMMIT,
    /** On the thread that tells the sources. */
    BEFORE_ACK,
    AFTER_ACK,
    BEFORE_DELIVERY,
    /** The sink has the event, nobody has noted it. */
    AFTER_DELIVERY,
    /** A sink's progress is durable. */
    AFTER_CURSOR;

    /** Called whenever a point is passed. */
    @FunctionalInterface
    interface Watch {
        Watch NONE = point -> {};

        void passed(CrashPoint point);

        /**
         * @throws StoreException if the property is set to something that is no point
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
