package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.engine.kafka.DrivenStages;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The two stages, each with its own state, decide the same as the decider in one go. */
class StagesPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");
    private static final IncidentPolicy INCIDENTS = Fleet.grouped(4, Optional.empty());
    private static final int DEVICES = 10;

    @Property(tries = 20)
    void stagesAndDeciderDecideTheSame(@ForAll Random random) throws IOException {
        try (Both both = new Both()) {
            for (int turn = 0; turn < 120; turn++) {
                both.goesOn(turn, random);
            }
            both.comesToRest();

            List<Event> told = both.stages.events().stream()
                    .filter(event -> event.incident().isPresent())
                    .toList();
            for (int i = 0; i < Math.min(told.size(), both.told.size()); i++) {
                assertThat(text(told.get(i))).isEqualTo(text(both.told.get(i)));
            }
            assertThat(told).hasSameSizeAs(both.told);
            both.clients.forEach(
                    client -> assertThat(both.stages.presence(client)).isEqualTo(both.state.presence(client)));
            assertThat(both.stages.letters()).isZero();
            assertThat(told).extracting(event -> event.subject().split("/")[0]).contains("device", "group");
        }
    }

    private static String text(Event event) {
        return new String(EVENTS.write(event), StandardCharsets.UTF_8);
    }

    private static final class Both implements AutoCloseable {
        private final PresenceMachine rules = new PresenceMachine(Policy.defaults());
        private final IncidentMachine incidents = new IncidentMachine(INCIDENTS);
        private final Decider decider = new Decider(rules::step, IncidentRules.of(incidents));
        private final DeadlineQueue deadlines = new DeadlineQueue(due -> false);
        private final List<Event> told = new ArrayList<>();
        private final MemoryState state = new MemoryState(incidents.noDrops(), deadlines, told::add);
        private final DrivenStages stages = new DrivenStages(rules::step, IncidentRules.of(incidents), START);
        private final List<ClientId> clients = new ArrayList<>();
        private final long[] versions = new long[DEVICES];
        private final boolean[] there = new boolean[DEVICES];
        private Instant now = START;

        Both() throws IOException {
            for (int i = 0; i < DEVICES; i++) {
                clients.add(new ClientId((i % 2 == 0 ? "a/" : "b/") + i));
                toggle(i, Reason.CONNECTION_LOST);
            }
            // At least one storm.
            for (int i = 0; i < DEVICES; i += 2) {
                toggle(i, Reason.CONNECTION_LOST);
            }
            passes(Duration.ofSeconds(45));
        }

        void goesOn(int turn, Random random) {
            passes(Duration.ofMillis(1 + random.nextInt(turn % 3 == 0 ? 90_000 : 3_000)));
            int device = random.nextInt(DEVICES);
            int dice = random.nextInt(24);
            Reason reason = random.nextInt(4) == 0 ? Reason.MQTT_KEEP_ALIVE_TIMEOUT : Reason.CONNECTION_LOST;
            if (dice < 10) {
                toggle(device, reason);
            } else if (dice < 13) {
                for (int i = device % 2; i < DEVICES; i += 2) {
                    if (there[i] == dice < 12) {
                        toggle(i, reason);
                    }
                }
            } else if (dice < 15) {
                accept(new Signal.LastWill(clients.get(device), now));
            } else if (dice < 17) {
                accept(new Signal.ConnectFailed(
                        clients.get(device), now, Connection.UNKNOWN, new Reason("AUTHORIZATION_FAILED")));
            } else if (dice < 19) {
                isTakenOver(device, random);
            } else if (dice == 19) {
                silence(turn, random);
            } else if (dice == 23) {
                SloReading reading = reading(random, now);
                decider.measured(reading, state, now);
                stages.measured(reading);
            } else {
                sight(Sight.State.values()[random.nextInt(4)]);
            }
        }

        private void toggle(int device, Reason reason) {
            ClientId client = clients.get(device);
            if (there[device]) {
                accept(new Signal.Disconnected(client, now, connection(versions[device], Optional.empty()), reason));
            } else {
                versions[device]++;
                accept(new Signal.Connected(client, now, connection(versions[device], Optional.empty())));
            }
            there[device] = !there[device];
        }

        private void isTakenOver(int device, Random random) {
            ClientId client = clients.get(device);
            for (int i = 0; i < 3; i++) {
                long before = versions[device]++;
                Optional<String> principal = Optional.of("certificate-" + random.nextInt(2));
                accept(new Signal.Connected(client, now, connection(versions[device], principal)));
                accept(new Signal.Disconnected(
                        client, now, connection(before, Optional.empty()), Reason.DUPLICATE_CLIENTID));
                passes(Duration.ofMillis(500));
            }
            there[device] = true;
        }

        private void accept(Signal signal) {
            decider.take(signal, state, now);
            stages.accept(signal);
            if (signal.identity().isPresent()) {
                // Delivered again, it changes nothing.
                stages.accept(signal);
            }
        }

        private void silence(int turn, Random random) {
            if (random.nextBoolean()) {
                String id = "s" + random.nextInt(turn + 1);
                state.endSilence(id);
                stages.endSilence(id);
                return;
            }
            Silence silence = new Silence(
                    "s" + turn,
                    Optional.of(ClientPattern.of(random.nextBoolean() ? "a/.*" : "b/1")),
                    Optional.empty(),
                    now,
                    now.plusSeconds(60),
                    "ann",
                    "works");
            state.put(silence);
            stages.silence(silence);
        }

        private SloReading reading(Random random, Instant at) {
            List<SloReading.Rates> rates = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                rates.add(new SloReading.Rates(random.nextInt(30), random.nextInt(30)));
            }
            Optional<Double> left =
                    random.nextInt(4) == 0 ? Optional.empty() : Optional.of(1.5 * random.nextDouble() - 0.5);
            return new SloReading(at, random.nextBoolean() ? "a" : "b", 0.999, left, rates, DEVICES, 1, List.of("a/0"));
        }

        private void sight(Sight.State seen) {
            Sight sight = new Sight("source-presence", seen, Sight.Carries.CONNECTIONS, now, Optional.empty());
            decider.sighted(sight, state, now);
            stages.sighted(sight);
        }

        private void passes(Duration time) {
            Instant until = now.plus(time);
            for (Optional<Due> next = deadlines.next(); next.isPresent(); next = deadlines.next()) {
                // Neither fires early, and both count in milliseconds.
                Instant comes = Instant.ofEpochMilli(
                        next.get().deadline().plusNanos(999_999).toEpochMilli());
                comes = comes.isAfter(now) ? comes : now;
                if (comes.isAfter(until)) {
                    break;
                }
                now = comes;
                fire();
                stages.passTo(now);
            }
            now = until;
            stages.passTo(now);
        }

        /** Fires what is due, as the stages do: devices first. */
        private void fire() {
            for (Optional<Due> next = deadlines.next();
                    next.isPresent() && !next.get().deadline().isAfter(now);
                    next = deadlines.next()) {
                Due due = next.get();
                deadlines.drop(due.of(), due.name());
                switch (due.of()) {
                    case DEVICE -> decider.deviceDue(new ClientId(due.name()), state, now);
                    case CASE -> decider.caseDue(new ClientId(due.name()), state, now);
                    case GROUP -> decider.groupDue(due.name(), state, now);
                }
            }
        }

        void comesToRest() {
            sight(Sight.State.SEES);
            for (int i = 0; i < DEVICES; i++) {
                if (!there[i]) {
                    toggle(i, Reason.CONNECTION_LOST);
                }
            }
            passes(Duration.ofHours(3));
        }

        @Override
        public void close() throws IOException {
            stages.close();
        }

        private static Connection connection(long version, Optional<String> principal) {
            return new Connection(
                    OptionalLong.of(version), Optional.empty(), principal, Optional.empty(), Optional.empty());
        }
    }
}
