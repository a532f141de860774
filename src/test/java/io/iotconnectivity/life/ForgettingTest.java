package io.iotconnectivity.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.web.Served;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private static final Duration AFTER = Duration.ofDays(30);
    private static final Instant NOW = Served.NOW.plus(AFTER);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AutoClose
    private final Served served = Served.start();

    @AutoClose
    private final Forgetting forgetting = at(NOW);

    private Forgetting at(Instant now) {
        return new Forgetting(
                served.engine,
                AFTER,
                device -> device.client().value().startsWith("thing-"),
                Clock.fixed(now, ZoneOffset.UTC),
                meters);
    }

    private void thereIs(String client, Verdict state) {
        served.engine.listed.devices.add(Served.device(client, state));
    }

    @Test
    void devicesThatAreNotConnectedAndNotHeardOfAreForgotten() {
        thereIs("offline", Verdict.OFFLINE);
        thereIs("retired", Verdict.RETIRED);
        thereIs("unknown", Verdict.UNKNOWN);
        thereIs("online", Verdict.ONLINE);
        thereIs("stale", Verdict.STALE);
        thereIs("suspect", Verdict.SUSPECT);
        thereIs("thing-1", Verdict.OFFLINE);

        forgetting.look();

        assertThat(served.engine.accepted)
                .containsExactly(
                        new Signal.Forgotten(new ClientId("offline"), NOW, Served.NOW),
                        new Signal.Forgotten(new ClientId("retired"), NOW, Served.NOW),
                        new Signal.Forgotten(new ClientId("unknown"), NOW, Served.NOW));
        assertThat(meters.counter("iotc.forgotten").count()).isEqualTo(3);
    }

    @Test
    void devicesThatWereHeardOfSinceAreKept() {
        thereIs("offline", Verdict.OFFLINE);

        try (Forgetting early = at(NOW.minusMillis(1))) {
            early.look();
        }

        assertThat(served.engine.accepted).isEmpty();
    }
}
