package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is heard of a device that is retired, and whatever was: there is no alarm, and nothing waits to come due. */
class RetiredPropertiesTest {
    private static final ClientId CLIENT = new ClientId("a");
    private static final Set<EventType> QUIET =
            EnumSet.of(EventType.DEVICE_SIGNAL, EventType.DEVICE_RETURNED, EventType.DEVICE_FORGOTTEN);
    private static final Policy ASKING = new Policy(
            Policy.defaults().reasons(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            true,
            new Asking(
                    Optional.of(Duration.ofSeconds(10)),
                    Optional.of(Duration.ofSeconds(10)),
                    Optional.of(Duration.ofSeconds(10))),
            new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(5))));

    @Property(tries = 5000)
    void retiredDeviceNeverAlarms(@ForAll Random random) {
        PresenceMachine machine = new PresenceMachine(random.nextBoolean() ? ASKING : Policy.defaults());
        Presence presence = Presence.unseen(CLIENT);
        Instant now = Story.START;
        for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(random.nextInt(120));
            Optional<Instant> due = presence.deadline().filter(now::isAfter);
            Signal signal = due.isPresent() ? new Signal.TimerDue(CLIENT, due.get()) : any(random, now);
            boolean retired = presence.isRetired();

            Step step = machine.step(presence, signal, now);

            if (retired) {
                assertThat(step.events()).extracting(Event::type).isSubsetOf(QUIET);
                assertThat(step.effects()).isEmpty();
            }
            presence = step.after();
            if (presence.isRetired()) {
                assertThat(presence.deadline()).isEmpty();
                assertThat(presence.outage()).isEmpty();
                assertThat(presence.overlays()).isEmpty();
                assertThat(presence.unanswered()).isEmpty();
                assertThat(presence.reason()).isEmpty();
            }
            assertThat(presence.lifeChange().isPresent()).isEqualTo(presence.state() == Verdict.RETIRED);
        }
    }

    private static Signal any(Random random, Instant now) {
        Instant at = now.minusSeconds(random.nextInt(600) - 60L);
        Connection connection = new Connection(
                random.nextInt(5) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(12)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        List<Reason> reasons = List.copyOf(Policy.defaults().reasons().keySet());
        Reason reason = reasons.get(random.nextInt(reasons.size()));
        Connectivity found = Connectivity.of(
                Connectivity.Status.values()[random.nextInt(3)],
                Optional.of(at).filter(known -> random.nextBoolean()),
                Optional.of(reason).filter(known -> random.nextBoolean()));
        LifeChange change =
                new LifeChange(LifeChange.By.values()[random.nextInt(3)], Optional.empty(), Optional.empty());
        return switch (random.nextInt(15)) {
            case 0, 1 -> new Signal.Connected(CLIENT, at, connection);
            case 2, 3 -> new Signal.Disconnected(CLIENT, at, connection, reason);
            case 4 -> new Signal.ConnectFailed(CLIENT, at, connection, new Reason("AUTHORIZATION_FAILED"));
            case 5 -> new Signal.LastWill(CLIENT, at);
            case 6 -> new Signal.SignOfLife(CLIENT, at);
            case 7 -> new Signal.Checked(CLIENT, at, found);
            case 8 -> new Signal.Reconciled(CLIENT, at, found);
            case 9 -> new Signal.Diagnosed(CLIENT, at, Diagnosis.NOT_FOUND);
            case 10 -> new Signal.Probed(CLIENT, at, Signal.ProbeResult.values()[random.nextInt(4)]);
            case 11 -> new Signal.Marked(CLIENT, at, Overlay.values()[random.nextInt(2)], random.nextBoolean());
            case 12 ->
                random.nextInt(4) > 0
                        ? new Signal.Restored(CLIENT, now, change)
                        : new Signal.Forgotten(CLIENT, now, now);
            default -> new Signal.Retired(CLIENT, now, change);
        };
    }
}
