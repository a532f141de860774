package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.process.LeadingTime.Absence;
import io.iotconnectivity.process.RoundFleet.Outage;
import io.iotconnectivity.process.RoundSink.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundJudgeTest {
    private static final Outage OUTAGE = new Outage("device/pump", List.of("pump"), 1);
    private static final List<Call> RIGHT = List.of(
            call("1", "device.offline", "pump", ""),
            call("2", "incident.opened", "device/pump", ""),
            call("3", "device.online", "pump", ""),
            call("4", "incident.resolved", "device/pump", "recovered"));

    @Test
    void eachOutageAndIncidentToldOnceIsRight() {
        assertThat(violations(RIGHT)).isEmpty();
    }

    @Test
    void anUpdateOfAnOpenIncidentIsRightAndOneOfAnotherIsNot() {
        List<Call> calls = new ArrayList<>(RIGHT);
        calls.add(3, call("5", "incident.updated", "device/pump", ""));
        assertThat(violations(calls)).isEmpty();

        calls.add(call("6", "incident.updated", "device/pump", ""));
        assertThat(violations(calls)).hasSize(1);
    }

    @Test
    void whatComesTwiceWithItsIdIsCountedButNoViolation() {
        List<Call> calls = new ArrayList<>(RIGHT);
        calls.add(RIGHT.get(1));

        assertThat(violations(calls)).isEmpty();
        assertThat(new RoundJudge("desk", calls).repetitions()).isEqualTo(1);
    }

    @Test
    void whatIsLostToldTwiceOrInAnotherOrderIsNoticed() {
        for (Call lost : RIGHT) {
            List<Call> calls = new ArrayList<>(RIGHT);
            calls.remove(lost);
            assertThat(violations(calls)).as("without %s", lost.type()).isNotEmpty();
            calls.addAll(List.of(lost, call("5", lost.type(), lost.subject(), lost.resolution())));
            assertThat(violations(calls)).as("twice %s", lost.type()).isNotEmpty();
        }
        List<Call> backwards = new ArrayList<>(RIGHT);
        Collections.reverse(backwards);
        assertThat(violations(backwards)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatNeverHappenedAndAnIdWithTwoBodiesAreNoticed() {
        assertThat(violations(with(call("5", "device.offline", "fan", "")))).hasSize(1);
        assertThat(violations(with(
                        call("5", "incident.opened", "device/fan", ""),
                        call("6", "incident.resolved", "device/fan", "recovered"))))
                .hasSize(1);
        assertThat(violations(with(call("4", "incident.resolved", "device/pump", "quiet"))))
                .singleElement()
                .asString()
                .contains("two bodies");
    }

    @Test
    void anIncidentThatWasOverBeforeTheSinkCouldBeToldMayBeMissing() {
        List<Call> calls = List.of(RIGHT.get(0), RIGHT.get(2));

        assertThat(new RoundJudge("desk", calls)
                        .violations(Map.of("pump", 1), List.of(OUTAGE), Set.of(OUTAGE), Set.of()))
                .isEmpty();
        assertThat(violations(calls)).isNotEmpty();
    }

    @Test
    void whoeverLeadsBesideAnotherIsNoticedButNotWhoDidNothing() {
        String first = "2026-11-23T06:00:00.000Z INFO  LeaderTerm             This node leads: it connects\n";
        String second = "2026-11-23T06:00:20.000Z INFO  LeaderTerm             This node leads: it connects\n"
                + "2026-11-23T06:00:30.000Z INFO  LeaderTerm             This node does not lead\n";
        List<LeadingTime> later = LeadingTime.of("b", second, List.of());
        Absence paused = new Absence(Instant.parse("2026-11-23T06:00:10Z"), Instant.parse("2026-11-23T06:00:25Z"));

        assertThat(RoundJudge.rivals(both(LeadingTime.of("a", first, List.of()), later)))
                .hasSize(1);
        assertThat(RoundJudge.rivals(both(LeadingTime.of("a", first, List.of(paused)), later)))
                .isEmpty();
    }

    private static List<LeadingTime> both(List<LeadingTime> one, List<LeadingTime> other) {
        List<LeadingTime> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static List<Call> with(Call... more) {
        List<Call> calls = new ArrayList<>(RIGHT);
        calls.addAll(Arrays.asList(more));
        return calls;
    }

    private static List<String> violations(List<Call> calls) {
        return new RoundJudge("desk", calls).violations(Map.of("pump", 1), List.of(OUTAGE), Set.of(), Set.of());
    }

    private static Call call(String id, String type, String subject, String resolution) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("id", id);
        event.putObject("data").put("incidentId", "of " + subject).put("resolution", resolution);
        return new Call(id, type, subject, event, event.toString(), true);
    }
}
