package io.iotconnectivity.presence;

import java.time.Duration;
import java.util.Map;

/** The enrich routes that can be asked now. They may change while the application runs, as routes start and stop. */
public interface Enriching {
    /** There are none. */
    Enriching NOBODY = new Enriching() {
        @Override
        public Map<String, Duration> routes() {
            return Map.of();
        }

        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    };

    /** For how long an answer of each route is good, by the names of the routes. Called often, so it must be cheap. */
    Map<String, Duration> routes();

    /** How long a verdict waits for the answers. */
    Duration patience();
}
