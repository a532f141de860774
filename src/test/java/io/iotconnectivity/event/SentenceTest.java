package io.iotconnectivity.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {
    @Test
    void outageIsToldWithReasonCauseWillAndDoubt() {
        Event event =
                SampleEvents.offline("lwtThing").withLastWill().unverified().event();
        assertThat(Sentence.of(event))
                .isEqualTo("lwtThing is OFFLINE since 14:02:11Z: MQTT_KEEP_ALIVE_TIMEOUT (POWER), last will seen,"
                        + " unverified");
    }

    @Test
    void diagnosisIsToldWithAddressAndWhatTheLogSays() {
        Diagnosis found = new Diagnosis(
                Optional.of(SampleEvents.DROPPED),
                Optional.of(new Reason("DUPLICATE_CLIENTID")),
                Optional.of("a second\nconnection"),
                Optional.of("192.0.2.8"),
                OptionalInt.of(4711),
                Optional.empty(),
                Optional.empty());
        assertThat(Sentence.of(SampleEvents.offline("lwtThing")
                        .diagnosed(found)
                        .ofType(EventType.DEVICE_DIAGNOSED)
                        .event()))
                .isEqualTo("lwtThing is diagnosed: MQTT_KEEP_ALIVE_TIMEOUT (POWER), from 192.0.2.8:4711,"
                        + " log says a second\\u000aconnection");
        assertThat(Sentence.of(SampleEvents.rejected("lwtThing")
                        .diagnosed(found)
                        .ofType(EventType.DEVICE_DIAGNOSED)
                        .event()))
                .startsWith("lwtThing is diagnosed: DUPLICATE_CLIENTID");
    }

    @Test
    void silenceIsToldWithItsBeginning() {
        assertThat(Sentence.of(SampleEvents.offline("lwtThing")
                        .ofType(EventType.DEVICE_STALE)
                        .event()))
                .isEqualTo("lwtThing is connected but silent since 14:02:11Z");
    }

    @Test
    void outageOfAnotherDayIsToldWithTheDay() {
        Event event = SampleEvents.offline("lwtThing")
                .at(SampleEvents.TIME.plus(Duration.ofDays(1)))
                .event();
        assertThat(Sentence.of(event)).contains("since 2026-11-23T14:02:11Z:");
    }

    @Test
    void outageOfWhichNothingIsKnownIsToldAllTheSame() {
        Event event = SampleEvents.offline("lwtThing").withoutDetails().event();
        assertThat(Sentence.of(event)).isEqualTo("lwtThing is OFFLINE: no reason given");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "200, 3 min 20 s",
        "3600, 1 h",
        "3725, 1 h 2 min",
        "86400, 1 d",
        "190800, 2 d 5 h"
    })
    void returnIsToldWithTheLengthOfTheOutage(long seconds, String words) {
        Event event = SampleEvents.online("lwtThing").after(seconds).event();
        assertThat(Sentence.of(event)).isEqualTo("lwtThing is ONLINE again after " + words);
    }

    @Test
    void signalIsToldWithWhatItChanged() {
        assertThat(Sentence.of(
                        SampleEvents.disconnected("lwtThing", "CONNECTION_LOST").event()))
                .isEqualTo("lwtThing disconnected at 14:02:11Z: CONNECTION_LOST; it is SUSPECT now");
    }

    @Test
    void refusedConnectIsToldWithItsReason() {
        assertThat(Sentence.of(SampleEvents.rejected("lwtThing").event()))
                .isEqualTo("lwtThing was refused a connection at 14:02:11Z: AUTHORIZATION_FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "INCIDENT_OPENED,OPEN,is open",
        "INCIDENT_UPDATED,OPEN,is still open",
        "INCIDENT_RESOLVED,RESOLVED,is resolved"
    })
    void incidentIsToldWithItsTitle(EventType type, IncidentStatus status, String words) {
        IncidentData data = new IncidentData(
                "i1",
                "group/site-3",
                IncidentKind.GROUP,
                status,
                Optional.of(Severity.WARNING),
                "34 devices of site\\u000a3 are offline",
                SampleEvents.DROPPED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("site-3"),
                34,
                34,
                List.of("a"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);

        assertThat(Sentence.of(new Event("01", type, data.key(), SampleEvents.DROPPED, data)))
                .isEqualTo("incident group/site-3 " + words + ", warning: 34 devices of site\\u000a3 are offline");
    }

    @Property
    void nothingFromOutsideBreaksTheLine(
            @ForAll @StringLength(min = 1, max = 40) String client, @ForAll @StringLength(max = 64) String reason) {
        Event event = SampleEvents.offline(client)
                .reason(reason, Cause.UNKNOWN, Severity.WARNING)
                .event();
        assertThat(Sentence.of(event).codePoints())
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        || Character.getType(c) == Character.FORMAT);
    }
}
