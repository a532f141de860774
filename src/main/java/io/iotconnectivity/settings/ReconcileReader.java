package io.iotconnectivity.settings;

import io.iotconnectivity.aws.fleet.ReconcileSettings;
import java.time.Duration;

/** Reads {@code reconcile.*}: whether the known state is reconciled with the fleet index. */
final class ReconcileReader {
    /** AWS's own limit. */
    private static final int LONGEST_QUERY = 1000;

    private final Values values;

    ReconcileReader(Values values) {
        this.values = values;
    }

    ReconcileSettings read() {
        String query = values.required("reconcile.query");
        if (query.length() > LONGEST_QUERY) {
            values.report("reconcile.query", "is longer than AWS allows, " + LONGEST_QUERY + " characters");
        }
        return new ReconcileSettings(
                values.flag("reconcile.enabled"),
                values.duration("reconcile.every", Duration.ofMinutes(1), Duration.ofDays(31)),
                query,
                values.duration("reconcile.wait", Duration.ZERO, Duration.ofMinutes(15)),
                values.calls("reconcile.max-calls-per-second"),
                new LifeReader(values).retiring());
    }
}
