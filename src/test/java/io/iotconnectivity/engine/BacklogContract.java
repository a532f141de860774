package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How every engine reads a backlog: without alarms for what is already over, and without keeping silent for long. */
public abstract class BacklogContract extends EngineContract {
    private static final int DEVICES = 30;
    private static final Duration ABSENCE = Duration.ofHours(1);

    @Override
    protected Engine open() {
        Policy policy = Policy.defaults();
        return open(settings(policy.settle()), new PresenceMachine(policy)::step, new NoIncidents(), clock);
    }

    @Test
    void devicesThatCameBackWithinTheBacklogRaiseNoAlarmHoweverSlowlyItIsRead() {
        // In its grace when we stop, which is long over when we start.
        accept(dropped("returned-late", 0, START));
        accept(dropped("lost-before", 0, START));
        engine.close();
        clock.advance(ABSENCE);
        engine = open();
        List<Signal> backlog = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            Instant drop = START.plus(Duration.ofMinutes(i));
            backlog.add(dropped("lost-" + i, 1, drop));
            backlog.add(dropped("returned-" + i, 1, drop));
            backlog.add(cameBack("returned-" + i, 2, drop.plus(Duration.ofMinutes(25))));
        }
        backlog.add(cameBack("returned-late", 1, START.plus(Duration.ofMinutes(40))));
        backlog.sort(Comparator.comparing(Signal::at));

        for (int i = 0; i < backlog.size(); i++) {
            accept(backlog.get(i));
            if (i % 2 == 1) {
                clock.advance(Duration.ofSeconds(8));
            }
        }
        assertThat(engine.lateSignals())
                .hasValueSatisfying(warning -> assertThat(warning).contains("verdicts wait"));
        assertThat(engine.ledger().devicesByState()).doesNotContainKey(Verdict.OFFLINE);

        clock.advance(Backlog.QUIET);

        await().until(() -> engine.ledger().devicesByState().getOrDefault(Verdict.OFFLINE, 0L) == DEVICES + 1);
        for (int i = 0; i < DEVICES; i++) {
            assertThat(announced("returned-" + i)).isEmpty();
            assertThat(announced("lost-" + i)).containsExactly(EventType.DEVICE_OFFLINE);
            assertThat(since("lost-" + i)).isEqualTo(START.plus(Duration.ofMinutes(i)));
        }
        assertThat(announced("returned-late")).isEmpty();
        assertThat(since("lost-before")).isEqualTo(START);
    }

    @Test
    void newsThatStaysLateHoldsAlarmsForALimitedTimeOnly() {
        accept(dropped("gone", 0, START));
        trickle(Backlog.LONGEST.minusSeconds(30), 2);
        assertThat(state("gone")).isEqualTo(Verdict.SUSPECT);

        trickle(Duration.ofMinutes(1), 2);

        await().until(() -> state("gone") == Verdict.OFFLINE);
        assertThat(since("gone")).isEqualTo(START);
        assertThat(engine.lateSignals())
                .hasValueSatisfying(warning -> assertThat(warning).contains("no longer wait"));

        clock.advance(Backlog.REST);
        assertThat(engine.lateSignals()).isEmpty();
    }

    @Test
    void oneDeviceWithAWrongClockHoldsNoAlarm() {
        accept(dropped("gone", 0, START));

        trickle(Duration.ofMinutes(1), 1);

        await().until(() -> state("gone") == Verdict.OFFLINE);
        assertThat(engine.lateSignals()).isEmpty();
    }

    /** A signal every five seconds, each an hour late. */
    private void trickle(Duration during, int devices) {
        Instant end = clock.instant().plus(during);
        while (clock.instant().isBefore(end)) {
            long seconds = Duration.between(START, clock.instant()).toSeconds();
            accept(cameBack(
                    "late-" + seconds / 5 % devices, seconds, clock.instant().minus(ABSENCE)));
            clock.advance(Duration.ofSeconds(5));
        }
    }

    private List<EventType> announced(String client) {
        return engine.ledger().events(new ClientId(client), Optional.empty(), 100).items().stream()
                .map(Event::type)
                .filter(type -> type != EventType.DEVICE_SIGNAL)
                .toList();
    }

    private Instant since(String client) {
        return engine.ledger()
                .device(new ClientId(client))
                .orElseThrow()
                .since()
                .orElseThrow();
    }

    private static Signal dropped(String client, long version, Instant at) {
        return new Signal.Disconnected(new ClientId(client), at, connection(version), Reason.CONNECTION_LOST);
    }

    private static Signal cameBack(String client, long version, Instant at) {
        return new Signal.Connected(new ClientId(client), at, connection(version));
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
