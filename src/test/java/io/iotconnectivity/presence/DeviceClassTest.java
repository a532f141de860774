package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceClassTest {
    private static final Policy USUAL = Policy.defaults();

    @Test
    void firstClassWhoseRuleFitsDecides() {
        DeviceClasses classes = classes(clients("pumps", "pump-.*", 10), clients("all", ".*-7", 60));

        assertThat(classOf(classes, "pump-7")).hasValue("pumps");
        assertThat(classOf(classes, "valve-7")).hasValue("all");
        assertThat(classOf(classes, "valve-8")).isEmpty();
    }

    @Test
    void deviceMustMeetAllConditions() {
        ClassRule both = new ClassRule(pattern("pump-.*"), pattern("north|south"), "");
        DeviceClasses classes = classes(new DeviceClasses.Entry(both, grace("northern-pumps", 10)))
                .in(device -> Optional.of(device.client().value().endsWith("1") ? "north" : "west"));

        assertThat(classOf(classes, "pump-1")).hasValue("northern-pumps");
        assertThat(classOf(classes, "pump-2")).isEmpty();
        assertThat(classOf(classes, "valve-1")).isEmpty();
    }

    @Test
    void graceAndSeverityAreThoseOfTheClassAndTheEventNamesIt() {
        DeviceClasses classes = classes(clients("pumps", "pump-.*", 10));
        Story pump = device("pump-1", classes).connects(1).drops(1, Reason.CONNECTION_LOST);
        Story valve = device("valve-1", classes).connects(1).drops(1, Reason.CONNECTION_LOST);

        pump.passesSeconds(11);
        valve.passesSeconds(11);

        assertThat(valve.verdict()).isEqualTo(Verdict.SUSPECT);
        DeviceData offline = pump.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(offline.deviceClass()).hasValue("pumps");
        assertThat(offline.severity()).hasValue(Severity.CRITICAL);
        assertThat(pump.presence().deviceClass()).hasValue("pumps");
        assertThat(valve.presence().deviceClass()).isEmpty();
    }

    @Test
    void runningGraceIsMeasuredAnewWhenTheClassIsShorter() {
        Story story = device("pump-1", USUAL).connects(1).passesMinutes(5).drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(20).startsAgainWith(classes(clients("pumps", "pump-.*", 10)));

        story.leavesWill();

        assertThat(story.presence().deadline()).hasValue(story.now().minusSeconds(10));
        assertThat(story.passesSeconds(1).announced()).containsExactly("offline");
    }

    @Test
    void runningGraceIsMeasuredAnewWhenTheClassIsLonger() {
        Story story = device("pump-1", USUAL).connects(1).passesMinutes(5).drops(1, Reason.CONNECTION_LOST);
        story.startsAgainWith(classes(clients("pumps", "pump-.*", 600)));

        assertThat(story.passesSeconds(599).announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.passesSeconds(1).announced()).containsExactly("offline");
    }

    @Test
    void deviceWhoseClassWasRemovedIsDecidedByTheDefaultOne() {
        Story story = device("pump-1", classes(clients("pumps", "pump-.*", 600)))
                .connects(1)
                .passesMinutes(5)
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(60)
                .startsAgainWith(USUAL);

        assertThat(story.leavesWill().passesSeconds(1).announced()).containsExactly("offline");
        assertThat(story.presence().deviceClass()).isEmpty();
    }

    @Test
    void silenceIsMeasuredByTheClass() {
        Policy meters = new Policy(
                USUAL.reasons(),
                USUAL.defaultGrace(),
                USUAL.settle(),
                true,
                USUAL.asking(),
                new StalePolicy(List.of(), Optional.of(Duration.ofHours(1))),
                Optional.of(new DeviceClass("meters", Optional.empty())));
        DeviceClasses classes =
                classes(new DeviceClasses.Entry(new ClassRule(pattern("meter-.*"), Optional.empty(), ""), meters));
        Story meter = device("meter-1", classes).connects(1).passesMinutes(59);
        Story other = device("other", classes).connects(1).passesMinutes(61);

        assertThat(meter.announced()).isEmpty();
        assertThat(meter.passesMinutes(1).announced()).containsExactly("stale");
        assertThat(other.announced()).isEmpty();
        assertThat(classes.shortestSilence().otherwise()).hasValue(Duration.ofHours(1));
    }

    private static Optional<String> classOf(DeviceClasses classes, String client) {
        return classes.find(Presence.unseen(new ClientId(client))).map(DeviceClasses.Entry::name);
    }

    private static DeviceClasses classes(DeviceClasses.Entry... entries) {
        return new DeviceClasses(USUAL, List.of(entries));
    }

    private static DeviceClasses.Entry clients(String name, String clients, int graceSeconds) {
        return new DeviceClasses.Entry(
                new ClassRule(pattern(clients), Optional.empty(), ""), grace(name, graceSeconds));
    }

    private static Policy grace(String name, int seconds) {
        ReasonPolicy lost = new ReasonPolicy(Cause.NETWORK, Duration.ofSeconds(seconds), Severity.CRITICAL);
        return new Policy(
                        USUAL.reasons(),
                        USUAL.defaultGrace(),
                        USUAL.settle(),
                        true,
                        USUAL.asking(),
                        USUAL.silence(),
                        Optional.of(new DeviceClass(name, Optional.of(Severity.CRITICAL))))
                .with(Reason.CONNECTION_LOST, lost);
    }

    private static Optional<ClientPattern> pattern(String text) {
        return Optional.of(ClientPattern.of(text));
    }
}
