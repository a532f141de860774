package io.iotconnectivity.settings;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads {@code policy.<REASON>.*}, {@code grace.default}, {@code settle} and {@code never-connected.after}: how a
 * disconnect, or its absence, becomes a verdict.
 */
final class PolicyReader {
    static final KeyFamily FAMILY = KeyFamily.of("policy", "grace", "severity", "cause");

    private static final Duration DAY = Duration.ofDays(1);

    private static final String NEVER_CONNECTED = "never-connected.after";

    private final Values values;

    PolicyReader(Values values) {
        this.values = values;
    }

    /**
     * @param presenceEvents whether a source of them is enabled
     */
    Policy read(boolean presenceEvents, Asking asking, StalePolicy stale) {
        Duration grace = values.duration("grace.default", Duration.ZERO, DAY);
        Duration settle = values.duration("settle", Duration.ZERO, DAY);
        Policy policy = new Policy(Policy.defaults().reasons(), grace, settle, presenceEvents, asking, stale);
        for (String name : values.names(FAMILY)) {
            Reason reason = new Reason(name);
            policy = policy.with(reason, of("policy." + name + ".", policy.of(reason)));
        }
        return policy.withNeverConnected(neverConnected());
    }

    private Optional<Duration> neverConnected() {
        if (!values.isSet(NEVER_CONNECTED)) {
            return Optional.empty();
        }
        if (!values.flag("reconcile.enabled")) {
            values.report(
                    NEVER_CONNECTED,
                    "needs reconcile.enabled=true: only the fleet index tells of things that have never connected");
        }
        return Optional.of(values.duration(NEVER_CONNECTED, Duration.ZERO, Duration.ofDays(3660)));
    }

    private ReasonPolicy of(String key, ReasonPolicy absent) {
        return new ReasonPolicy(
                values.word(key + "cause", absent.cause(), Cause.class, Cause::name),
                notNegative(values.duration(key + "grace", absent.grace(), Duration.ZERO, DAY)),
                values.word(key + "severity", absent.severity(), Severity.class, Severity::word));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
