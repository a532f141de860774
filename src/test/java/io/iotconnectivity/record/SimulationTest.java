package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration DELAY = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Policy policy = Policy.defaults();
    private final Simulation simulation = new Simulation(
            new PresenceMachine(policy)::step,
            new IncidentMachine(IncidentPolicy.defaults()),
            policy.settle(),
            Set.of(),
            event -> {});
    private Instant now = START;
    private long version;

    @Test
    void deadlinesWaitForTheBacklogAfterARestartHoweverLongTheyHaveWaitedBefore() {
        readLateSignals(Backlog.LONGEST.plusMinutes(1));
        simulation.started(now);

        simulation.heard(
                new Signal.Disconnected(
                        new ClientId("pump"), now.minus(DELAY), Connection.UNKNOWN, Reason.CONNECTION_LOST),
                now);
        readLateSignals(Backlog.LONGEST.minusMinutes(1));
        assertThat(simulation.state().verdict(new ClientId("pump"))).isEqualTo(Verdict.SUSPECT);

        readLateSignals(Duration.ofMinutes(2));
        assertThat(simulation.state().verdict(new ClientId("pump"))).isEqualTo(Verdict.OFFLINE);
    }

    /** Of two devices in turn. */
    private void readLateSignals(Duration during) {
        Instant end = now.plus(during);
        while (now.isBefore(end)) {
            version++;
            Connection connection = new Connection(
                    OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            simulation.heard(
                    new Signal.Connected(new ClientId("valve-" + version % 2), now.minus(DELAY), connection), now);
            now = now.plus(PAUSE);
        }
    }
}
