package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.web.Explanation.Kind;
import io.iotconnectivity.web.Explanation.Told;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant DROP = SampleEvents.DROPPED;
    private static final Presence PUMP = Served.device("pump-7", Verdict.ONLINE);

    @Test
    void storyOfADeafDeviceTellsWhatItLacks() {
        Explanation story = Explanation.of(
                Served.device("pump-7", Verdict.ONLINE, List.of("cmd/pump-7")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                DeviceClasses.none(Policy.defaults()),
                Optional.empty());

        assertThat(story.missing()).containsExactly("cmd/pump-7");
    }

    @Test
    void storyGoesFromTheDropToTheTicketAndBack() {
        List<Event> events = List.of(
                SampleEvents.online("pump-7").at(at(200)).event(),
                SampleEvents.offline("pump-7").at(at(30)).event(),
                SampleEvents.disconnected("pump-7", "MQTT_KEEP_ALIVE_TIMEOUT")
                        .at(at(1))
                        .event());
        List<Decision> decisions = List.of(
                decision(at(200), Decision.What.RESOLVED, "the incident of pump-7 is resolved: recovered"),
                decision(at(90), Decision.What.OPENED, "an incident is opened: the silence is over"),
                decision(at(30), Decision.What.SUPPRESSED, "no incident for now: silenced by anna: move"));
        List<Sent> sent = List.of(
                sent("webhook-desk", EventType.INCIDENT_RESOLVED, at(201), 1, Sent.Result.DELIVERED, "HTTP 202"),
                sent("webhook-desk", EventType.INCIDENT_OPENED, at(95), 3, Sent.Result.DELIVERED, "202: a\\u000ab"));

        Explanation story = explain(events, decisions, sent);

        assertThat(story.sentences())
                .containsExactly(
                        told(
                                1,
                                Kind.EVENT,
                                "pump-7 disconnected at 14:02:11Z: MQTT_KEEP_ALIVE_TIMEOUT; it is SUSPECT now"),
                        told(30, Kind.EVENT, "pump-7 is OFFLINE since 14:02:11Z: MQTT_KEEP_ALIVE_TIMEOUT (POWER)"),
                        told(30, Kind.DECISION, "no incident for now: silenced by anna: move"),
                        told(90, Kind.DECISION, "an incident is opened: the silence is over"),
                        told(
                                95,
                                Kind.DELIVERY,
                                "webhook-desk was told incident.opened of device/pump-7 at attempt 3: 202: a\\u000ab"),
                        told(200, Kind.EVENT, "pump-7 is ONLINE again after 3 min 20 s"),
                        told(200, Kind.DECISION, "the incident of pump-7 is resolved: recovered"),
                        told(201, Kind.DELIVERY, "webhook-desk was told incident.resolved of device/pump-7: HTTP 202"));
        assertThat(story.sent()).extracting(SentView::type).containsExactly("incident.opened", "incident.resolved");
        assertThat(story.clientId()).isEqualTo("pump-7");
        assertThat(story.state()).isEqualTo(Verdict.ONLINE);
        assertThat(story.toldFrom()).isEmpty();
    }

    @Test
    void whatOneMomentHeldIsToldInTheOrderInWhichItFollowed() {
        List<Event> events = List.of(
                SampleEvents.offline("pump-7").at(DROP).event(),
                SampleEvents.disconnected("pump-7", "X").at(DROP).event());

        Explanation story = explain(
                events,
                List.of(decision(DROP, Decision.What.OPENED, "opened")),
                List.of(sent("sns", EventType.DEVICE_OFFLINE, DROP, 1, Sent.Result.DELIVERED, "")));

        assertThat(story.sentences())
                .extracting(Told::text)
                .satisfiesExactly(
                        first -> assertThat(first).contains("disconnected"),
                        second -> assertThat(second).contains("OFFLINE"),
                        third -> assertThat(third).isEqualTo("opened"),
                        fourth -> assertThat(fourth).isEqualTo("sns was told device.offline"));
    }

    @Test
    void whatASinkWasNotToldIsTold() {
        Explanation story = explain(
                List.of(),
                List.of(),
                List.of(
                        sent("desk", EventType.INCIDENT_OPENED, at(3), 1, Sent.Result.LOST, "HTTP 400"),
                        sent("desk", EventType.INCIDENT_OPENED, at(2), 9, Sent.Result.LOST, ""),
                        sent("desk", EventType.INCIDENT_OPENED, at(1), 0, Sent.Result.DROPPED, "it was over")));

        assertThat(story.sentences())
                .extracting(Told::text)
                .containsExactly(
                        "desk was not told incident.opened of device/pump-7: it was over",
                        "desk could not be told incident.opened of device/pump-7 in 9 attempts; it is a dead letter",
                        "desk could not be told incident.opened of device/pump-7 at the one attempt; it is a dead"
                                + " letter: HTTP 400");
    }

    @Test
    void answerOfASinkCannotForgeALine() {
        Explanation story = explain(
                List.of(),
                List.of(),
                List.of(sent(
                        "desk", EventType.INCIDENT_OPENED, at(1), 1, Sent.Result.DELIVERED, "ok\npump-7 is ONLINE")));

        assertThat(story.sentences()).singleElement().satisfies(told -> assertThat(told.text())
                .endsWith("ok\\u000apump-7 is ONLINE"));
    }

    @Test
    void storyBeginsWhereNothingOfItIsMissing() {
        List<Event> events = IntStream.range(0, Explanation.MOST)
                .mapToObj(i -> SampleEvents.offline("pump-7").at(at(1000 - i)).event())
                .toList();
        Instant oldest = at(1000 - Explanation.MOST + 1);

        Explanation story = explain(
                events,
                List.of(
                        decision(oldest, Decision.What.OPENED, "kept"),
                        decision(oldest.minusSeconds(1), Decision.What.OPENED, "left out")),
                List.of(sent("desk", EventType.INCIDENT_OPENED, oldest.minusSeconds(1), 1, Sent.Result.LOST, "")));

        assertThat(story.toldFrom()).contains(oldest);
        assertThat(story.sentences()).hasSize(Explanation.MOST + 1);
        assertThat(story.sentences()).extracting(Told::text).contains("kept").doesNotContain("left out");
        assertThat(story.sent()).isEmpty();
    }

    @Test
    void sinksThatDoNotTakeWhatIsDueAreNamed() {
        Explanation story = Explanation.of(
                PUMP,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        Served.waiting("desk", 3, "HTTP 503\nall is well"),
                        Served.waiting("shop", 0, "of long ago"),
                        Served.sink("gone", true, Optional.of("HTTP 410"))),
                DeviceClasses.none(Policy.defaults()),
                Optional.empty());

        assertThat(story.failing())
                .containsExactly(
                        "desk fails, and 3 events wait for it: HTTP 503\\u000aall is well",
                        "gone gets nothing until it is enabled: HTTP 410");
    }

    @Test
    void whatPeopleDidAboutItsIncidentsIsTold() throws Exception {
        try (Served served = Served.start()) {
            served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));
            served.engine.listed.decisions.add(decision(DROP, Decision.What.OPENED, "opened"));
            Note note = new Note(
                    "n",
                    DROP.plusSeconds(60),
                    Note.Kind.ACKNOWLEDGE,
                    "ada",
                    Optional.of("desk"),
                    Optional.empty(),
                    Optional.empty());
            String id = served.engine.listed.decisions.get(0).incidentId().orElseThrow();
            served.engine.listed.incidents.add(Served.incident(id, IncidentKind.DEVICE, Severity.WARNING)
                    .noted(Optional.of(Handling.with(Optional.empty(), note)), 2));

            var story = Served.json(served.get("/api/devices/a/explain"));

            assertThat(story.at("/sentences/1").toString())
                    .isEqualTo("{\"at\":\"2026-11-23T14:03:11Z\",\"kind\":\"note\","
                            + "\"text\":\"Of its incident: ada at desk acknowledged it.\"}");
        }
    }

    @Test
    void storyIsServedUnderTheDevice() throws Exception {
        try (Served served = Served.start()) {
            served.engine.listed.devices.add(Served.device("a/explain", Verdict.OFFLINE));
            served.engine.listed.decisions.add(decision(DROP, Decision.What.SUPPRESSED, "silenced"));

            var story = Served.json(served.get("/api/devices/a%2Fexplain/explain"));

            assertThat(story.get("clientId").asText()).isEqualTo("a/explain");
            assertThat(story.get("state").asText()).isEqualTo("OFFLINE");
            assertThat(story.at("/sentences/0").toString())
                    .isEqualTo("{\"at\":\"2026-11-23T14:02:11Z\",\"kind\":\"decision\",\"text\":\"silenced\"}");
            assertThat(story.get("sent")).isEmpty();
            assertThat(story.has("toldFrom")).isFalse();
            assertThat(served.get("/api/devices/unheard/explain").statusCode()).isEqualTo(404);
        }
    }

    private static Explanation explain(List<Event> events, List<Decision> decisions, List<Sent> sent) {
        return Explanation.of(
                PUMP,
                events,
                decisions,
                List.of(),
                sent,
                List.of(),
                DeviceClasses.none(Policy.defaults()),
                Optional.empty());
    }

    private static Instant at(long seconds) {
        return DROP.plusSeconds(seconds);
    }

    private static Told told(long seconds, Kind kind, String text) {
        return new Told(at(seconds), kind, text);
    }

    private static Decision decision(Instant at, Decision.What what, String text) {
        return new Decision(new ClientId("pump-7"), at, what, Optional.of("I1"), text);
    }

    private static Sent sent(String sink, EventType type, Instant at, int attempts, Sent.Result result, String answer) {
        return new Sent(
                sink,
                "E1",
                type,
                "device/pump-7",
                Optional.of("I1"),
                at,
                attempts,
                result,
                Optional.of(answer).filter(words -> !words.isEmpty()));
    }
}
