package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is asked, and what is answered. */
final class Asked {
    static final Duration CHECK = Duration.ofSeconds(5);
    static final Duration LOG = Duration.ofSeconds(10);
    static final Duration KEEP = Duration.ofHours(24);
    static final Duration SILENT = Duration.ofMinutes(15);

    private Asked() {}

    static Policy check() {
        return policy(new Asking(Optional.of(CHECK), Optional.empty(), Optional.empty()), StalePolicy.ALLOWED);
    }

    static Policy log() {
        return policy(new Asking(Optional.empty(), Optional.of(LOG), Optional.empty()), StalePolicy.ALLOWED);
    }

    static Policy checkAndLog() {
        return policy(new Asking(Optional.of(CHECK), Optional.of(LOG), Optional.empty()), StalePolicy.ALLOWED);
    }

    static Policy routes(String... names) {
        return Policy.defaults().with(enriching(names));
    }

    static Enriching enriching(String... names) {
        return new Enriching() {
            @Override
            public Map<String, Duration> routes() {
                return Stream.of(names).collect(Collectors.toMap(name -> name, name -> KEEP));
            }

            @Override
            public Duration patience() {
                return LOG;
            }
        };
    }

    static Policy silence() {
        return policy(Asking.NOBODY, new StalePolicy(List.of(), Optional.of(SILENT)));
    }

    static Policy everybody() {
        return policy(
                new Asking(Optional.of(CHECK), Optional.of(LOG), Optional.of(CHECK)),
                new StalePolicy(List.of(), Optional.of(SILENT)));
    }

    static Policy policy(Asking asking, StalePolicy silence) {
        Policy usual = Policy.defaults();
        return new Policy(
                usual.reasons(), usual.defaultGrace(), usual.settle(), usual.presenceEvents(), asking, silence);
    }

    static Connectivity connected(Instant since) {
        return Connectivity.of(Status.CONNECTED, Optional.of(since), Optional.empty());
    }

    static Connectivity gone(Instant since, Reason reason) {
        return Connectivity.of(Status.NOT_CONNECTED, Optional.of(since), Optional.of(reason));
    }

    static Connectivity withKeepAlive(Duration keepAlive) {
        return new Connectivity(
                Status.CONNECTED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(keepAlive),
                Optional.of("thing"),
                Optional.of("192.0.2.7"));
    }

    static Diagnosis logged(Instant at, Reason reason) {
        return new Diagnosis(
                Optional.of(at),
                Optional.of(reason),
                Optional.of("in words"),
                Optional.of("192.0.2.8"),
                OptionalInt.of(4711),
                Optional.of("principal"),
                Optional.of("trace"));
    }
}
