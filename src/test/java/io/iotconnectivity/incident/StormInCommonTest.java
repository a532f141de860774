package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StormInCommonTest {
    private static final Common FIRMWARE = new Common(
            "attribute.firmware",
            "2.3",
            24,
            25,
            30,
            100,
            1e-9,
            Optional.of("site-3"),
            "96 % of them run firmware 2.3; 30 % of the group do");

    private final Fleet fleet = Fleet.with(Fleet.grouped());

    private List<String> storm() {
        List<String> site =
                IntStream.range(0, 25).mapToObj(number -> "site-3/" + number).toList();
        site.forEach(fleet::connects);
        fleet.passesMinutes(20);
        site.forEach(fleet::drops);
        fleet.passesMinutes(3);
        return site;
    }

    private IncidentData opened() {
        return fleet.last(EventType.INCIDENT_OPENED);
    }

    @Test
    void everyLaterEventSaysWhatTheDevicesHaveInCommon() {
        List<String> site = storm();
        int before = fleet.told().size();

        fleet.compares(opened(), Optional.of(FIRMWARE));

        assertThat(fleet.told()).hasSize(before + 1);
        IncidentData updated = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(updated.common()).contains(FIRMWARE);
        assertThat(Sentence.of(fleet.events().get(fleet.events().size() - 1)))
                .endsWith("; 96 % of them run firmware 2.3; 30 % of the group do");
        site.forEach(fleet::connects);
        fleet.passesMinutes(5);
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).common()).contains(FIRMWARE);
        assertThat(opened().common()).isEmpty();
    }

    @Test
    void whatIsSaidAlreadyIsNoNews() {
        storm();
        fleet.compares(opened(), Optional.of(FIRMWARE));
        int before = fleet.told().size();

        fleet.compares(opened(), Optional.of(FIRMWARE));

        assertThat(fleet.told()).hasSize(before);
    }

    @Test
    void whatNoLongerStandsOutIsTakenBack() {
        storm();
        fleet.compares(opened(), Optional.of(FIRMWARE));

        fleet.compares(opened(), Optional.empty());

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).common()).isEmpty();
    }

    @Test
    void anotherStormOfTheGroupBeginsWithoutIt() {
        List<String> site = storm();
        IncidentData first = opened();
        fleet.compares(first, Optional.of(FIRMWARE));
        site.forEach(fleet::connects);
        fleet.passesMinutes(30);
        site.forEach(fleet::drops);
        fleet.passesMinutes(3);
        int before = fleet.told().size();

        fleet.compares(first, Optional.of(FIRMWARE));

        assertThat(fleet.told()).hasSize(before);
        assertThat(opened().incidentId()).isNotEqualTo(first.incidentId());
        assertThat(opened().common()).isEmpty();
    }
}
