package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EscalationTest {
    private static final Escalation STEPS = new Escalation(List.of(Duration.ofHours(1), Duration.ofHours(4)));
    private final Fleet fleet = Fleet.with(Fleet.grouped().escalating(STEPS));

    @Test
    void anOutageThatLastsBecomesMoreSevereStepByStep() {
        fleet.connects("pump").drops("pump", Reason.SERVER_INITIATED_DISCONNECT).passesMinutes(10);
        Instant opened = fleet.last(EventType.INCIDENT_OPENED).openedAt();
        fleet.passesMinutes(24 * 60);

        assertThat(fleet.told()).containsExactly("opened device/pump", "updated device/pump", "updated device/pump");
        assertThat(severities()).containsExactly(Severity.INFO, Severity.WARNING, Severity.CRITICAL);
        assertThat(fleet.events().stream()
                        .filter(event -> event.type() == EventType.INCIDENT_UPDATED)
                        .map(Event::time))
                .containsExactly(opened.plus(Duration.ofHours(1)), opened.plus(Duration.ofHours(4)));
    }

    @Test
    void aClassRisesAtTimesOfItsOwn() {
        Fleet classed = Fleet.with(
                classes("slow", "never"),
                Fleet.grouped()
                        .escalating(
                                STEPS,
                                Map.of(
                                        "slow",
                                        new Escalation(List.of(Duration.ofHours(12))),
                                        "never",
                                        Escalation.NEVER)));
        List.of("slow-1", "never-1", "pump")
                .forEach(device -> classed.connects(device).drops(device));
        classed.passesMinutes(2 * 60);
        assertThat(classed.told()).endsWith("updated device/pump");

        classed.passesMinutes(24 * 60);

        assertThat(classed.told())
                .containsExactlyInAnyOrder(
                        "opened device/slow-1",
                        "opened device/never-1",
                        "opened device/pump",
                        "updated device/pump",
                        "updated device/slow-1");
    }

    @Test
    void theIncidentOfSeveralClassesRisesWithTheFirstOfThem() {
        Fleet classed = Fleet.with(
                classes("slow"),
                Fleet.grouped()
                        .escalating(Escalation.NEVER, Map.of("slow", new Escalation(List.of(Duration.ofHours(1))))));
        List<String> site = IntStream.range(0, 30)
                .mapToObj(number -> number < 15 ? "site/slow-" + number : "site/" + number)
                .toList();
        site.forEach(classed::connects);
        classed.passesMinutes(20);
        site.forEach(classed::drops);
        classed.passesMinutes(59);
        assertThat(classed.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.WARNING);

        classed.passesMinutes(10);

        assertThat(classed.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.CRITICAL);
    }

    private static DeviceClasses classes(String... names) {
        return new DeviceClasses(
                Policy.defaults(),
                Stream.of(names).map(ClassesOfIncidentsTest::entry).toList());
    }

    @Test
    void nothingIsMoreSevereThanCritical() {
        fleet.connects("pump").drops("pump").passesMinutes(24 * 60);

        assertThat(severities()).containsExactly(Severity.WARNING, Severity.CRITICAL);
        assertThat(fleet.desk().device(fleet.presence("pump").client()).deadline())
                .isEmpty();
    }

    @Test
    void whatIsOverBeforeIsNotRaised() {
        fleet.connects("pump").drops("pump").passesMinutes(59).connects("pump").passesMinutes(24 * 60);

        assertThat(severities()).containsExactly(Severity.WARNING, Severity.WARNING);
        assertThat(fleet.told()).containsExactly("opened device/pump", "resolved device/pump");
    }

    @Test
    void theEndHasTheSeverityThatWasReached() {
        fleet.connects("pump").drops("pump").passesMinutes(90).connects("pump").passesMinutes(5);

        assertThat(severities()).containsExactly(Severity.WARNING, Severity.CRITICAL, Severity.CRITICAL);
    }

    @Test
    void theIncidentOfAGroupIsRaisedToo() {
        List<String> site =
                IntStream.range(0, 30).mapToObj(number -> "site/" + number).toList();
        site.forEach(fleet::connects);
        fleet.passesMinutes(20);
        site.forEach(fleet::drops);
        fleet.passesMinutes(59);
        assertThat(severities()).containsOnly(Severity.WARNING);

        fleet.passesMinutes(60 * 24);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.CRITICAL);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).key()).isEqualTo("group/site");
        site.forEach(fleet::connects);
        fleet.passesMinutes(5);
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).severity()).contains(Severity.CRITICAL);
        assertThat(fleet.desk().groups()).isEmpty();
    }

    @Test
    void refusedConnectsAreRaisedAndStayAtMostCritical() {
        for (int i = 0; i < 3; i++) {
            fleet.isRefused("pump").passesSeconds(1);
        }
        for (int hours = 0; hours < 6; hours++) {
            fleet.passesMinutes(5).isRefused("pump");
        }

        assertThat(severities()).containsOnly(Severity.CRITICAL);
    }

    @Test
    void withoutTimesNothingIsRaised() {
        Fleet plain = Fleet.with(Fleet.grouped());
        plain.connects("pump").drops("pump").passesMinutes(30 * 24 * 60);

        assertThat(plain.told()).containsExactly("opened device/pump");
    }

    @Test
    void nothingButTheSeverityChanges() {
        Map<String, Extra> known = Map.of("assets", new Extra(Map.of("site", "oslo")));
        IncidentFacts facts = IncidentFacts.of(
                        new ClientId("pump"),
                        Severity.WARNING,
                        "pump is offline",
                        Optional.empty(),
                        Optional.of("oslo"),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(known);

        IncidentFacts raised =
                new Escalations(STEPS, Map.of()).raised(facts, Fleet.START, Fleet.START.plus(Duration.ofHours(1)));

        assertThat(raised.severity()).contains(Severity.CRITICAL);
        assertThat(raised.with(Optional.of(Severity.WARNING))).isEqualTo(facts);
    }

    @Test
    void timesMustAscend() {
        assertThatThrownBy(() -> new Escalation(List.of(Duration.ofHours(4), Duration.ofHours(1))))
                .hasMessageContaining("ascend");
        assertThatThrownBy(() -> new Escalation(List.of(Duration.ZERO))).hasMessageContaining("positive");
    }

    private List<Severity> severities() {
        return fleet.events().stream()
                .flatMap(event -> event.incident().stream())
                .map(IncidentData::severity)
                .map(severity -> severity.orElseThrow())
                .toList();
    }
}
