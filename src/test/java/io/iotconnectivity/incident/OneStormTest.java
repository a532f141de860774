package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Storms whose events are read slowly, late or in two parts. */
class OneStormTest {
    private static final Instant STORM = Fleet.START.plus(Duration.ofMinutes(30));
    private static final List<String> SITE = List.of("site/a", "site/b", "site/c", "site/d", "site/e", "site/f");

    private static Fleet fleet(int threshold) {
        Fleet fleet = Fleet.with(Fleet.grouped(threshold, Optional.empty()));
        SITE.forEach(fleet::connects);
        return fleet.passes(Duration.between(Fleet.START, STORM));
    }

    private static List<String> opened(Fleet fleet) {
        return fleet.incidents(EventType.INCIDENT_OPENED).stream()
                .map(IncidentData::key)
                .toList();
    }

    private static SlowReading dropAll(SlowReading reading) {
        for (int i = 0; i < SITE.size(); i++) {
            reading.drops(SITE.get(i), STORM.plusSeconds(i), Duration.ZERO);
        }
        return reading;
    }

    @Test
    void aStormOfWhichADropIsReadEveryTwentySecondsIsOneIncident() {
        Fleet fleet =
                dropAll(new SlowReading(fleet(6), 1, Duration.ofSeconds(20))).read();

        assertThat(opened(fleet)).endsWith("group/site").containsOnlyOnce("group/site");
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED)).allSatisfy(own -> assertThat(own.mergedInto())
                .contains(fleet.last(EventType.INCIDENT_OPENED).incidentId()));
        assertThat(fleet.desk().group("site").storm().orElseThrow().down()).isEqualTo(6);
    }

    @Test
    void incidentsOpenedBeforeARestartGoOnInAStormThatIsReadAfterIt() {
        SlowReading reading = new SlowReading(fleet(6), 6, Duration.ZERO);
        for (int i = 0; i < SITE.size(); i++) {
            reading.drops(SITE.get(i), STORM.plusSeconds(i), i < 3 ? Duration.ZERO : Duration.ofMinutes(5));
        }
        Fleet fleet =
                reading.isDown(STORM.plusSeconds(100), Duration.ofMinutes(2)).read();

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/b", "device/site/c", "group/site");
    }

    @Test
    void dropsThatAreReadElevenMinutesLateAreNoStormWithThoseThatWereReadInTime() {
        SlowReading reading = new SlowReading(fleet(6), 6, Duration.ZERO);
        for (int i = 0; i < SITE.size(); i++) {
            reading.drops(SITE.get(i), STORM.plusSeconds(i), i < 3 ? Duration.ZERO : Duration.ofMinutes(12));
        }

        assertThat(opened(reading.read())).hasSize(6).allMatch(key -> key.startsWith("device/"));
    }

    @Test
    void aStormIsNotOverWhileItsOtherHalfIsYetToBeRead() {
        Fleet fleet = fleet(4);
        List<String> first = List.of("site/1", "site/2", "site/3", "site/4");
        first.forEach(fleet::connects);
        SlowReading reading = new SlowReading(fleet, 1, Duration.ofSeconds(10));
        first.forEach(id -> reading.drops(id, STORM, Duration.ZERO));
        first.forEach(id -> reading.connects(id, STORM.plusSeconds(40), Duration.ZERO));
        SITE.forEach(id -> reading.drops(id, STORM.plusSeconds(50), Duration.ofSeconds(35)));
        reading.isDown(STORM.plusSeconds(84), Duration.ofSeconds(90)).read();

        assertThat(opened(fleet)).containsOnlyOnce("group/site");
        assertThat(fleet.desk().group("site").storm().orElseThrow().down()).isEqualTo(6);
    }

    @Test
    void aStormEndsThoughAllNewsComesLateForEver() {
        Fleet fleet = fleet(3);
        Duration late = Duration.ofHours(3);
        SlowReading reading = new SlowReading(fleet, 10, Duration.ZERO);
        SITE.forEach(id -> reading.drops(id, STORM, late));
        SITE.forEach(id -> reading.connects(id, STORM.plusSeconds(300), late));
        for (int i = 0; i < 60; i++) {
            reading.connects("other/1", STORM.plusSeconds(300 + 20L * i), late);
        }
        reading.read();

        assertThat(opened(fleet)).containsExactly("group/site");
        Instant back = STORM.plusSeconds(300).plus(late);
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolvedAt().orElseThrow())
                .isBetween(back.plus(Duration.ofMinutes(10)), back.plus(Duration.ofMinutes(12)));
    }
}
