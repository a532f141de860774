package io.iotconnectivity.incident;

import java.time.Instant;

/**
 * Why no incident is opened for a trouble: something suppresses it.
 *
 * @param kind as in {@link Suppression}
 * @param name as in {@link Suppression}
 * @param recheck when to check whether it still does
 */
public record Held(String kind, String name, Instant recheck) {

    boolean isBy(Suppression suppression) {
        return kind.equals(suppression.kind()) && name.equals(suppression.name());
    }
}
