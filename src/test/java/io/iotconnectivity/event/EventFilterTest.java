package io.iotconnectivity.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SampleReports;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final List<String> OUTAGES = List.of("device.offline", "device.online");

    @Test
    void exactTypesSelectThemselves() {
        EventFilter filter = EventFilter.of(OUTAGES, Severity.INFO);
        assertThat(filter).accepts(SampleEvents.offline("d").event());
        assertThat(filter).accepts(SampleEvents.online("d").event());
        assertThat(filter).rejects(SampleEvents.connected("d").event());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "device.*", " device.* "})
    void familyAndStarSelectEveryDeviceEvent(String pattern) {
        EventFilter filter = EventFilter.of(List.of(pattern), Severity.INFO);
        assertThat(filter).accepts(SampleEvents.offline("d").event());
        assertThat(filter).accepts(SampleEvents.connected("d").event());
        assertThat(filter).accepts(SampleEvents.rejected("d").event());
    }

    /** A ticket system might reopen a ticket that somebody has closed. */
    @Test
    void notesAreSelectedByTheirNameOnly() {
        assertThat(EventFilter.of(List.of("*", "incident.*"), Severity.INFO).types())
                .contains(EventType.INCIDENT_RESOLVED)
                .doesNotContain(EventType.INCIDENT_NOTED);
        assertThat(EventFilter.of(List.of("incident.noted"), Severity.INFO).types())
                .containsExactly(EventType.INCIDENT_NOTED);
    }

    /** Nothing has happened, and a ticket system could do nothing with it. */
    @Test
    void reportsAreSelectedByTheirFamilyOnly() {
        assertThat(EventFilter.of(List.of("*", "incident.*", "device.*"), Severity.INFO))
                .rejects(SampleReports.november());
        assertThat(EventFilter.of(List.of("report.*"), Severity.CRITICAL).ofKinds(Set.of(IncidentKind.GROUP)))
                .accepts(SampleReports.november());
    }

    @Test
    void plannedDisconnectIsNoTicket() {
        Event planned = SampleEvents.offline("d")
                .reason("CLIENT_INITIATED_DISCONNECT", Cause.PLANNED, Severity.NONE)
                .event();
        assertThat(EventFilter.of(OUTAGES, Severity.INFO)).rejects(planned);
        assertThat(EventFilter.of(OUTAGES, Severity.NONE)).accepts(planned);
    }

    @Test
    void lesserOutagesAreLeftOut() {
        EventFilter filter = EventFilter.of(OUTAGES, Severity.CRITICAL);
        assertThat(filter).rejects(SampleEvents.offline("d").event());
        assertThat(filter)
                .accepts(SampleEvents.offline("d")
                        .reason("AUTH_ERROR", Cause.CREDENTIALS, Severity.CRITICAL)
                        .event());
    }

    @Test
    void eventWithoutSeverityPasses() {
        assertThat(EventFilter.of(List.of("*"), Severity.CRITICAL))
                .accepts(SampleEvents.connected("d").event());
    }

    @ParameterizedTest
    @ValueSource(strings = {"device.ofline", "device", "device.", "dev*", "", "DEVICE.OFFLINE", "*.*"})
    void patternThatCanMatchNothingIsRefusedWithWhatThereIs(String pattern) {
        assertThatThrownBy(() -> EventFilter.of(List.of("device.online", pattern), Severity.INFO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'")
                .hasMessageContaining("device.offline");
    }

    @Test
    void noPatternIsRefused() {
        assertThatThrownBy(() -> EventFilter.of(List.of(), Severity.INFO)).hasMessageContaining("no event pattern");
    }

    @Test
    void incidentsMayBeChosenByKindAndGroup() {
        EventFilter all = EventFilter.of(List.of("incident.*"), Severity.INFO);
        Event device = SampleIncidents.opened("a", NOW);

        assertThat(all.ofKinds(Set.of(IncidentKind.DEVICE))).accepts(device);
        assertThat(all.ofKinds(Set.of(IncidentKind.GROUP, IncidentKind.BLIND))).rejects(device);
        assertThat(all.ofKinds(Set.of(IncidentKind.GROUP, IncidentKind.BLIND)).refusal(device))
                .contains("its kind is device, and the sink wants blind, group");
        assertThat(all.ofGroups(new Names(List.of("oslo-*", "fleet")))).accepts(device);
        assertThat(all.ofGroups(new Names(List.of("oslo-*"))).refusal(device))
                .contains("its group is fleet, and the sink wants oslo-*");
    }

    @Test
    void incidentsMayBeChosenByTheClassesOfTheirDevices() {
        EventFilter trucks =
                EventFilter.of(List.of("incident.*"), Severity.INFO).ofClasses(new Names(List.of("trucks")));
        Event usual = SampleIncidents.opened("a", NOW);

        assertThat(trucks.refusal(usual)).contains("it is about class default, and the sink wants trucks");
        assertThat(trucks).accepts(SampleIncidents.ofClasses(usual, List.of("trucks")));
        assertThat(trucks).accepts(SampleIncidents.ofClasses(usual, List.of("default", "meters", "trucks")));
        assertThat(trucks).rejects(SampleIncidents.ofClasses(usual, List.of("meters")));
        assertThat(trucks.ofClasses(new Names(List.of("default")))).accepts(usual);
    }

    @Test
    void incidentsMayBeChosenByWhatEnrichRoutesKnow() {
        EventFilter oslo = choosing("sites.site", "oslo", "Trond*");
        Event opened = SampleIncidents.opened("a", NOW);

        assertThat(oslo).accepts(SampleIncidents.known(opened, Map.of("sites", new Extra(Map.of("site", "Oslo")))));
        assertThat(oslo)
                .accepts(SampleIncidents.known(opened, Map.of("sites", new Extra(Map.of("site", "Trondheim")))));
        assertThat(oslo.refusal(SampleIncidents.known(opened, Map.of("sites", new Extra(Map.of("site", "Bergen"))))))
                .contains("its extra.sites.site is Bergen, and the sink wants oslo, Trond*");
        assertThat(oslo.refusal(opened)).contains("its extra.sites.site is unknown, and the sink wants oslo, Trond*");
        assertThat(choosing("sites.site", "oslo", "unknown")).accepts(opened);
    }

    @Test
    void anIncidentOfSeveralDevicesIsChosenByAnyOfThem() {
        Event storm = SampleIncidents.ofValues(
                SampleIncidents.opened("a", NOW), Map.of("sites", Map.of("site", List.of("Bergen", "Oslo"))));
        Event many = SampleIncidents.ofValues(
                SampleIncidents.opened("a", NOW), Map.of("sites", Map.of("site", List.of("Bergen", "*"))));

        assertThat(choosing("sites.site", "Oslo")).accepts(storm).accepts(many);
        assertThat(choosing("sites.site", "Trondheim")).rejects(storm).accepts(many);
        assertThat(choosing("sites.site", "Oslo").ofExtra(List.of(choice("sites.site", "Oslo"), choice("a.b", "c"))))
                .rejects(storm);
    }

    private static EventFilter choosing(String field, String... values) {
        return EventFilter.of(List.of("incident.*"), Severity.INFO).ofExtra(List.of(choice(field, values)));
    }

    private static ExtraChoice choice(String field, String... values) {
        return new ExtraChoice(ExtraField.of(field).orElseThrow(), new Names(List.of(values)));
    }

    @Test
    void aRefusalSaysWhich() {
        Event opened = SampleIncidents.opened("a", NOW);

        assertThat(EventFilter.of(List.of("incident.*"), Severity.INFO).refusal(opened))
                .isEmpty();
        assertThat(EventFilter.of(List.of("device.*"), Severity.INFO).refusal(opened))
                .contains("the sink does not want incident.opened");
        assertThat(EventFilter.of(List.of("*"), Severity.CRITICAL).refusal(opened))
                .contains("its severity is warning, and the sink wants critical or more");
    }

    @ParameterizedTest
    @CsvSource({
        "oslo-*, oslo-1, true",
        "oslo-*, oslo-, true",
        "oslo-*, xoslo-1, false",
        "*-north, oslo-north, true",
        "o*o, oslo, true",
        "o.lo, oslo, false",
        "oslo, oslo, true",
        "*, anything, true"
    })
    void aStarStandsForAnyCharacters(String pattern, String name, boolean included) {
        assertThat(new Names(List.of(pattern)).include(name)).isEqualTo(included);
    }
}
