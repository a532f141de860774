package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
        ClassRule both = new ClassRule(pattern("pump-.*"), pattern("north|south"), Optional.empty(), "");
        DeviceClasses classes = classes(new DeviceClasses.Entry(both, grace("northern-pumps", 10)))
                .in(new Fleet(
                        true, device -> Optional.of(device.client().value().endsWith("1") ? "north" : "west")));

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
                Optional.of(DeviceClass.named("meters")));
        DeviceClasses classes = classes(new DeviceClasses.Entry(
                new ClassRule(pattern("meter-.*"), Optional.empty(), Optional.empty(), ""), meters));
        Story meter = device("meter-1", classes).connects(1).passesMinutes(59);
        Story other = device("other", classes).connects(1).passesMinutes(61);

        assertThat(meter.announced()).isEmpty();
        assertThat(meter.passesMinutes(1).announced()).containsExactly("stale");
        assertThat(other.announced()).isEmpty();
        assertThat(classes.shortestSilence().otherwise()).hasValue(Duration.ofHours(1));
    }

    @Test
    void sleeperThatSaidGoodbyeIsNoOutageUntilItIsOverdueAndThenSinceItsGoodbye() {
        Story story = device("meter-1", sleepers()).connects(1).passesMinutes(5);
        Instant goodbye = story.now();
        story.drops(1, Reason.CLIENT_INITIATED_DISCONNECT)
                .passes(Duration.ofHours(26).minusSeconds(1));

        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.announced()).isEmpty();
        assertThat(sleepers().policyOf(Optional.of("sleepers")).expectedBack(story.presence()))
                .hasValue(goodbye.plus(Duration.ofHours(26)));

        DeviceData offline =
                story.passesSeconds(1).last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(offline.since()).hasValue(goodbye);
        assertThat(offline.expectedBack()).hasValue(story.now());
        assertThat(offline.severity()).hasValue(Severity.WARNING);
        assertThat(offline.advice()).hasValue(Advice.OVERDUE);
        assertThat(Sentence.of(story.last(EventType.DEVICE_OFFLINE)))
                .isEqualTo(
                        "meter-1 is OFFLINE since 2026-11-23T00:05:00Z: CLIENT_INITIATED_DISCONNECT (PLANNED), expected"
                                + " back by 02:05:00Z");
        assertThat(story.passesMinutes(60).connects(2).announced()).containsExactly("offline", "online");
    }

    @Test
    void sleeperThatWakesInTimeIsNeverAnnounced() {
        Story story = device("meter-1", sleepers());
        for (int day = 1; day < 5; day++) {
            story.connects(day)
                    .passesMinutes(1)
                    .drops(day, Reason.CLIENT_INITIATED_DISCONNECT)
                    .passes(Duration.ofHours(24));
        }

        assertThat(story.announced()).isEmpty();
        assertThat(Sentence.of(story.last(EventType.DEVICE_SIGNAL)))
                .endsWith("CLIENT_INITIATED_DISCONNECT; it is asleep now, expected back by 2026-11-27T02:04:00Z");
    }

    @Test
    void sleeperThatIsLostIsAnOutageLikeAnyOther() {
        Story story = device("meter-1", sleepers()).connects(1).drops(1, Reason.CONNECTION_LOST);

        assertThat(story.passesSeconds(31).announced()).containsExactly("offline");
    }

    @Test
    void deviceThatIsKnownForASleeperOnlyAfterItsGoodbyeIsOverdueAtTheSameTime() {
        Story story = device("meter-1")
                .connects(1)
                .drops(1, Reason.CLIENT_INITIATED_DISCONNECT)
                .passesMinutes(1);
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);

        story.startsAgainWith(sleepers()).isIndexedAs(Asked.gone(Story.START, Reason.CLIENT_INITIATED_DISCONNECT));
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.passes(Duration.ofHours(25)).announced()).containsExactly("offline");

        story.passes(Duration.ofHours(1));
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().severity())
                .hasValue(Severity.WARNING);
        assertThat(story.events().stream()
                        .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                        .map(event -> event.device().orElseThrow().incidentId().orElseThrow())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void deviceWhoseClassCannotBeKnownYetGetsTheDefaultAndIsDecidedAgainWhenItIs() {
        ThingRule meter = new ThingRule(pattern("meter"), Optional.empty(), Optional.empty());
        ClassRule rule = new ClassRule(Optional.empty(), Optional.empty(), Optional.of(meter), "");
        DeviceClasses classes = classes(new DeviceClasses.Entry(rule, grace("meters", 600)));
        Set<String> known = ConcurrentHashMap.newKeySet();
        DeviceClasses read = classes.in(new Fleet(false, device -> Optional.empty(), known));
        Story story = device("a", read).connects(1).passesMinutes(5).drops(1, Reason.CONNECTION_LOST);
        assertThat(story.presence().deviceClass()).isEmpty();

        known.add("meters");
        story.take(new Signal.TimerDue(new ClientId("a"), story.now()));

        assertThat(story.presence().deviceClass()).hasValue("meters");
        assertThat(story.passesSeconds(599).announced()).isEmpty();
        assertThat(story.passesSeconds(1).announced()).containsExactly("offline");
    }

    @Test
    void deviceStaysInItsClassUntilTheFleetIsReadAfterARestart() {
        ClassRule rule = new ClassRule(Optional.empty(), pattern("north"), Optional.empty(), "");
        DeviceClasses classes = classes(new DeviceClasses.Entry(rule, grace("northern", 600)));
        Story story = device("a", classes.in(new Fleet(true, device -> Optional.of("north"))))
                .connects(1)
                .passesMinutes(5)
                .drops(1, Reason.CONNECTION_LOST);

        story.startsAgainWith(classes.in(new Fleet(false, device -> Optional.empty())))
                .leavesWill();
        assertThat(story.presence().deviceClass()).hasValue("northern");

        story.startsAgainWith(classes.in(new Fleet(true, device -> Optional.empty())))
                .leavesWill();
        assertThat(story.presence().deviceClass()).isEmpty();
    }

    @Test
    void thingFitsByItsTypeAndAttribute() {
        ThingRule rule = new ThingRule(pattern("meter-.*"), Optional.of("kind"), pattern("gas|water"));

        assertThat(rule.fits(Optional.of("meter-2"), Map.of("kind", "gas"))).isTrue();
        assertThat(rule.fits(Optional.of("meter-2"), Map.of("kind", "gasoline")))
                .isFalse();
        assertThat(rule.fits(Optional.of("meter-2"), Map.of())).isFalse();
        assertThat(rule.fits(Optional.empty(), Map.of("kind", "gas"))).isFalse();
    }

    private record Fleet(boolean hasGroups, Function<Presence, Optional<String>> groups, Set<String> known)
            implements FleetFacts {
        Fleet(boolean hasGroups, Function<Presence, Optional<String>> groups) {
            this(hasGroups, groups, Set.of());
        }

        @Override
        public Optional<String> group(Presence device) {
            return groups.apply(device);
        }

        @Override
        public Optional<Set<String>> classesOfThing(Presence device) {
            return known.isEmpty() ? Optional.empty() : Optional.of(known);
        }
    }

    private static DeviceClasses sleepers() {
        ReasonPolicy asleep = new ReasonPolicy(Cause.PLANNED, Duration.ofHours(26), Severity.WARNING);
        Policy policy = new Policy(
                        USUAL.reasons(),
                        USUAL.defaultGrace(),
                        USUAL.settle(),
                        true,
                        USUAL.asking(),
                        USUAL.silence(),
                        Optional.of(DeviceClass.named("sleepers").sleeping(Duration.ofHours(26))))
                .with(Reason.CLIENT_INITIATED_DISCONNECT, asleep);
        return classes(new DeviceClasses.Entry(
                new ClassRule(pattern("meter-.*"), Optional.empty(), Optional.empty(), ""), policy));
    }

    private static Optional<String> classOf(DeviceClasses classes, String client) {
        return classes.find(Presence.unseen(new ClientId(client))).map(DeviceClasses.Entry::name);
    }

    private static DeviceClasses classes(DeviceClasses.Entry... entries) {
        return new DeviceClasses(USUAL, List.of(entries));
    }

    private static DeviceClasses.Entry clients(String name, String clients, int graceSeconds) {
        return new DeviceClasses.Entry(
                new ClassRule(pattern(clients), Optional.empty(), Optional.empty(), ""), grace(name, graceSeconds));
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
                        Optional.of(DeviceClass.named(name).with(Severity.CRITICAL)))
                .with(Reason.CONNECTION_LOST, lost);
    }

    private static Optional<ClientPattern> pattern(String text) {
        return Optional.of(ClientPattern.of(text));
    }
}
