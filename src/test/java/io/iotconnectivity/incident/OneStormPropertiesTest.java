package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One storm is one incident of its group, at any processing speed, and across blind times and restarts. */
class OneStormPropertiesTest {
    private static final Instant STORM = Fleet.START.plus(Duration.ofMinutes(30));
    private static final List<Duration> PACES = List.of(
            Duration.ZERO, Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(10));

    /** Some groups, of which some lose enough devices for a storm. */
    private static final class Scene {
        private final Random random;
        private final int threshold;
        private final Fleet fleet;
        private final SlowReading reading;
        private final List<Integer> sizes = new ArrayList<>();

        Scene(Random random) {
            this.random = random;
            this.threshold = 3 + random.nextInt(4);
            this.fleet = Fleet.with(Fleet.grouped(threshold, Optional.empty()));
            this.reading = new SlowReading(fleet, 1 + random.nextInt(8), PACES.get(random.nextInt(PACES.size())));
            for (int group = 0; group < 1 + random.nextInt(3); group++) {
                sizes.add(1 + random.nextInt(random.nextBoolean() ? 9 : 20));
                devices(group).forEach(fleet::connects);
            }
            fleet.passes(Duration.between(Fleet.START, STORM));
        }

        List<String> devices(int group) {
            List<String> all = new ArrayList<>();
            for (int device = 0; device < sizes.get(group); device++) {
                all.add("g" + group + '/' + device);
            }
            return all;
        }

        /** All of them drop within a few seconds, and the events arrive in nearly that order. */
        void drop() {
            for (int group = 0; group < sizes.size(); group++) {
                devices(group).forEach(id -> reading.drops(id, within(STORM, 20_000), jitter()));
            }
        }

        Instant within(Instant from, int millis) {
            return from.plusMillis(random.nextInt(millis));
        }

        Duration jitter() {
            return Duration.ofMillis(random.nextInt(2_000));
        }

        /** Blind times and restarts. */
        void disturb(int withinSeconds) {
            for (int i = random.nextInt(3); i > 0; i--) {
                Instant from = within(STORM.minusSeconds(10), withinSeconds * 1000);
                Duration length = Duration.ofSeconds(1 + random.nextInt(90));
                if (random.nextBoolean()) {
                    reading.isBlind(from, length);
                } else {
                    reading.isDown(from, length);
                }
            }
        }

        List<IncidentData> incidents(EventType type, IncidentKind kind, int group) {
            return fleet.incidents(type).stream()
                    .filter(incident -> incident.kind() == kind)
                    .filter(incident -> incident.key().startsWith(kind.word() + "/g" + group))
                    .toList();
        }
    }

    @Property(tries = 400)
    void oneStormIsOneIncidentAGroup(@ForAll Random random) {
        Scene scene = new Scene(random);
        scene.drop();
        scene.disturb(400);
        boolean back = random.nextBoolean();
        if (back) {
            Instant end = STORM.plus(Duration.ofMinutes(20));
            for (int group = 0; group < scene.sizes.size(); group++) {
                scene.devices(group)
                        .forEach(id -> scene.reading.connects(id, scene.within(end, 60_000), scene.jitter()));
            }
        }
        scene.reading.read();

        for (int group = 0; group < scene.sizes.size(); group++) {
            boolean storm = scene.sizes.get(group) >= scene.threshold;
            List<IncidentData> opened = scene.incidents(EventType.INCIDENT_OPENED, IncidentKind.GROUP, group);
            List<IncidentData> resolved = scene.incidents(EventType.INCIDENT_RESOLVED, IncidentKind.GROUP, group);
            String what = "group " + group + " of " + scene.sizes + ", threshold " + scene.threshold + ": "
                    + scene.fleet.told();
            assertThat(opened).as(what).hasSize(storm ? 1 : 0);
            assertThat(resolved).as(what).hasSize(storm && back ? 1 : 0);
            List<IncidentData> own = scene.incidents(EventType.INCIDENT_RESOLVED, IncidentKind.DEVICE, group);
            List<IncidentData> ownOpened = scene.incidents(EventType.INCIDENT_OPENED, IncidentKind.DEVICE, group);
            if (storm) {
                assertThat(own).as(what).hasSameSizeAs(ownOpened).allSatisfy(incident -> assertThat(
                                incident.mergedInto())
                        .contains(opened.get(0).incidentId()));
            } else {
                assertThat(ownOpened).as(what).hasSize(scene.sizes.get(group));
            }
        }
    }

    /** Each device stays away for as long as it likes, perhaps until others of the same outage have dropped. */
    @Property(tries = 400)
    void oneStormIsNeverTwoIncidentsOfAGroup(@ForAll Random random) {
        Scene scene = new Scene(random);
        scene.disturb(600);
        for (int group = 0; group < scene.sizes.size(); group++) {
            scene.devices(group).forEach(id -> {
                boolean early = random.nextBoolean();
                scene.reading.drops(id, scene.within(early ? STORM : STORM.plusSeconds(45), 5_000), Duration.ZERO);
                if (random.nextInt(5) > 0) {
                    Instant back = scene.within(STORM.plusSeconds(31), 14_000);
                    scene.reading.connects(
                            id,
                            early ? back : back.plusSeconds(random.nextInt(300)).plusSeconds(20),
                            scene.jitter());
                }
            });
        }
        scene.reading.read();

        for (int group = 0; group < scene.sizes.size(); group++) {
            assertThat(scene.incidents(EventType.INCIDENT_OPENED, IncidentKind.GROUP, group))
                    .as("group %d of %s, threshold %d: %s", group, scene.sizes, scene.threshold, scene.fleet.told())
                    .hasSizeLessThanOrEqualTo(scene.sizes.get(group) >= scene.threshold ? 1 : 0);
        }
    }
}
