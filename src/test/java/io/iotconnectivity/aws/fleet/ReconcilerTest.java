package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration BACKLOG = Duration.ofSeconds(5);

    private final HandClock clock = new HandClock(START);
    private static final RetireSettings RETIRING =
            new RetireSettings(Optional.of(new RetireSettings.Attribute("stage", "old")), true);

    private final RuledEngine engine = new RuledEngine(Policy.defaults(), clock);
    private final SimulatedIndex index = new SimulatedIndex(2);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Sight> feeds = new ArrayList<>(List.of(feed("source-presence", true, START)));
    private final Reconciler reconciler = new Reconciler(
            index,
            engine,
            new ReconcileSettings(true, Duration.ofHours(6), SimulatedIndex.ALL, WAIT, 2, RETIRING),
            () -> feeds,
            client -> client.value().startsWith("own-"),
            DeviceClasses.none(Policy.defaults()),
            clock,
            meters);

    @Test
    void firstStartLearnsTheWholeFleetAndAlarmsNobody() throws Exception {
        index.connected("a", START.minusSeconds(60), Duration.ofSeconds(1200));
        index.gone("b", START.minusSeconds(86_400), Reason.CONNECTION_LOST);
        index.neverConnected("c");
        index.connected("own-presence", START);
        index.connected("x".repeat(129), START);

        begin();

        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
        assertThat(engine.device(new ClientId("a")).orElseThrow().findings().keepAlive())
                .contains(Duration.ofSeconds(1200));
        assertThat(engine.verdict("b")).isEqualTo(Verdict.OFFLINE);
        assertThat(engine.accepted)
                .extracting(signal -> signal.client().value())
                .containsExactly("a", "b");
        assertThat(engine.announced()).isEmpty();
        assertThat(reconciler.status().completedAt()).contains(clock.instant());
        assertThat(reconciler.status().compared()).isEqualTo(3);
        assertThat(reconciler.status().running()).isFalse();
    }

    @Test
    void whereAnotherInstanceLeadsTheComparisonIsElsewhereAndHasNoAge() throws Exception {
        index.connected("a", START);
        begin();
        assertThat(reconciler.leads()).isTrue();
        work();
        engine.passes(Duration.ofHours(1));
        assertThat(age()).isEqualTo(3600);

        engine.leads = false;
        assertThat(reconciler.leads()).isFalse();
        assertThat(reconciler.status().elsewhere()).isTrue();
        assertThat(reconciler.status().completedAt()).isEmpty();
        assertThat(age()).isNaN();

        engine.passes(Duration.ofDays(2));
        engine.leads = true;
        assertThat(reconciler.leads()).isTrue();
        assertThat(reconciler.status().elsewhere()).isFalse();
        assertThat(age()).isZero();
    }

    private double age() {
        return meters.get("iotc.reconcile.age").gauge().value();
    }

    @Test
    void nothingIsSentWhereNothingDiffers() throws Exception {
        connects("a");
        index.connected("a", START);
        begin();
        engine.accepted.clear();

        engine.passes(Duration.ofHours(7));
        work();

        assertThat(engine.accepted).isEmpty();
        assertThat(reconciler.status().differences()).isZero();
    }

    @Test
    void missedOutageAlertsAndMissedRecoveryResolves() throws Exception {
        connects("lost");
        connects("back");
        disconnects("back", 1);
        engine.passes(Duration.ofMinutes(10));
        index.gone("lost", clock.instant(), Reason.CONNECTION_LOST);
        index.connected("back", clock.instant());
        engine.passes(Duration.ofMinutes(10));

        begin();
        engine.passes(Duration.ofMinutes(1));

        assertThat(engine.announced()).containsExactly("back offline", "back online", "lost offline");
        assertThat(meters.counter("iotc.reconcile.differences").count()).isEqualTo(2);
    }

    @Test
    void deviceThatTheIndexDoesNotMentionIsLeftAlone() throws Exception {
        connects("not-a-thing");
        engine.passes(Duration.ofHours(1));

        begin();

        assertThat(engine.verdict("not-a-thing")).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deviceWhoseThingIsMissingTwiceInARowIsRetiredUnlessItIsConnected() throws Exception {
        for (String client : List.of("a", "b", "c")) {
            connects(client);
            index.connected(client, START);
        }
        begin();
        disconnects("a", 1);
        disconnects("c", 1);
        engine.passes(Duration.ofMinutes(5));
        index.gone("c", START, Reason.CONNECTION_LOST);
        index.remove("a");
        index.remove("b");
        engine.passes(Duration.ofHours(7));
        work();
        assertThat(engine.verdict("a")).isEqualTo(Verdict.OFFLINE);

        engine.passes(Duration.ofHours(7));
        work();

        assertThat(engine.verdict("a")).isEqualTo(Verdict.RETIRED);
        assertThat(engine.verdict("b")).isEqualTo(Verdict.ONLINE);
        assertThat(engine.verdict("c")).isEqualTo(Verdict.OFFLINE);
        assertThat(engine.announced()).containsExactly("a offline", "c offline", "a retired");
    }

    @Test
    void manyThingsThatDisappearAtOnceAreNotTakenForDeleted() throws Exception {
        for (int i = 0; i < 12; i++) {
            index.gone("a" + i, START, Reason.CONNECTION_LOST);
        }
        begin();
        for (int i = 0; i < 12; i++) {
            index.remove("a" + i);
        }
        for (int i = 0; i < 3; i++) {
            engine.passes(Duration.ofHours(7));
            work();
        }

        assertThat(engine.announced()).isEmpty();
    }

    @Test
    void attributeOfTheThingRetiresADeviceThatIsNotConnectedAndRestoresIt() throws Exception {
        index.connected("a", START);
        index.gone("b", START.minusSeconds(86_400), Reason.CONNECTION_LOST);
        index.attribute("a", "stage", "old");
        index.attribute("b", "stage", "old");
        begin();
        engine.passes(Duration.ofHours(7));
        work();
        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
        assertThat(engine.verdict("b")).isEqualTo(Verdict.RETIRED);

        index.attribute("b", "stage", "new");
        engine.passes(Duration.ofHours(7));
        work();

        assertThat(engine.verdict("b")).isEqualTo(Verdict.OFFLINE);
        assertThat(engine.announced()).containsExactly("b retired", "b returned");
    }

    @Test
    void registeredThingsAreKnownOnceAComparisonIsComplete() throws Exception {
        index.gone("a", START, Reason.CONNECTION_LOST);
        connects("one-off");
        Presence oneOff = engine.device(new ClientId("one-off")).orElseThrow();
        assertThat(reconciler.registered().mayHold(oneOff)).isTrue();
        begin();

        assertThat(reconciler.registered().mayHold(oneOff)).isFalse();
        assertThat(reconciler
                        .registered()
                        .mayHold(engine.device(new ClientId("a")).orElseThrow()))
                .isTrue();
    }

    @Test
    void afterABlindTimeOnlyWhatChangedIsAskedForAndNoVerdictFallsMeanwhile() throws Exception {
        for (String client : List.of("a", "b", "c", "d", "e")) {
            connects(client);
            index.connected(client, START);
        }
        begin();
        engine.passes(Duration.ofHours(1));
        disconnects("a", 1);
        Instant left = clock.instant();
        feeds.set(0, feed("source-presence", false, left));
        work();
        // While we are blind, the device returns, and another one goes.
        index.connected("a", left.plusSeconds(10));
        index.gone("b", left.plusSeconds(20), Reason.CONNECTION_LOST);
        clock.advance(Duration.ofMinutes(10));
        index.asked.clear();
        feeds.set(0, feed("source-presence", true, clock.instant()));

        reconciler.work();
        assertThat(index.asked).singleElement().asString().contains("connectivity.timestamp > ");
        engine.passes(BACKLOG);
        assertThat(engine.holds()).isFalse();
        engine.passes(Duration.ofMinutes(1));

        assertThat(engine.announced()).containsExactly("b offline");
        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deadlinesWaitUntilTheChangesAreKnown() throws Exception {
        connects("a");
        begin();
        disconnects("a", 1);
        feeds.set(0, feed("source-presence", false, clock.instant()));
        work();
        index.connected("a", clock.instant().plusSeconds(5));
        clock.advance(Duration.ofMinutes(10));
        feeds.set(0, feed("source-presence", true, clock.instant()));
        index.fails(Kind.THROTTLED);

        reconciler.work();
        assertThat(engine.holds()).isTrue();
        engine.passes(Duration.ofSeconds(20));
        assertThat(engine.announced()).isEmpty();
        work();

        assertThat(engine.holds()).isFalse();
        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
        engine.passes(Duration.ofHours(1));
        assertThat(engine.announced()).isEmpty();
    }

    @Test
    void verdictsDoNotWaitForAnIndexThatNeverAnswers() throws Exception {
        connects("a");
        begin();
        disconnects("a", 1);
        feeds.set(0, feed("source-presence", false, clock.instant()));
        work();
        clock.advance(Duration.ofMinutes(1));
        feeds.set(0, feed("source-presence", true, clock.instant()));
        index.fails(Kind.UNREACHABLE);

        reconciler.work();
        engine.passes(WAIT);

        assertThat(engine.announced()).containsExactly("a offline");
    }

    @Test
    void restartAsksForWhatChangedSinceTheLastEvent() throws Exception {
        connects("a");
        engine.passes(Duration.ofHours(2));

        reconciler.holdVerdicts();
        assertThat(engine.holds()).isTrue();
        begin();

        assertThat(index.asked)
                .containsExactly(
                        "(thingName:*) AND connectivity.timestamp > "
                                + START.minus(Duration.ofMinutes(5)).toEpochMilli(),
                        "thingName:*");
        assertThat(engine.holds()).isTrue();
        engine.passes(BACKLOG);
        assertThat(engine.holds()).isFalse();
    }

    @Test
    void sourcesThatConnectOneAfterTheOtherAreOneBlindTime() throws Exception {
        feeds.set(0, feed("source-presence", false, START));
        feeds.add(feed("source-last-will", false, START));
        begin();
        assertThat(index.asked).isEmpty();

        for (int i = 0; i < 2; i++) {
            engine.passes(Duration.ofSeconds(1));
            feeds.set(i, feed(feeds.get(i).source(), true, clock.instant()));
            work();
        }
        assertThat(index.asked).hasSize(1);

        // What came between is found a while later.
        engine.passes(Duration.ofMinutes(5));
        work();
        assertThat(index.asked).hasSize(2);
    }

    @Test
    void brokerThatIsAwayDoesNotKeepTheFleetFromBeingCompared() throws Exception {
        feeds.set(0, feed("source-presence", false, START));
        index.connected("a", START);
        begin();

        engine.passes(Duration.ofSeconds(10));
        work();

        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void blinkOfTheConnectionIsABlindTimeToo() throws Exception {
        connects("a");
        begin();
        engine.passes(Duration.ofHours(1));
        index.asked.clear();
        feeds.set(0, feed("source-presence", true, clock.instant()));

        work();

        assertThat(index.asked).singleElement().asString().contains("connectivity.timestamp > ");
    }

    @Test
    void wholeFleetIsComparedAWhileAfterABlindTimeAndThenByTheClock() throws Exception {
        begin();
        engine.passes(Duration.ofHours(1));
        feeds.set(0, feed("source-presence", true, clock.instant()));
        work();
        index.asked.clear();

        engine.passes(Duration.ofMinutes(6));
        work();
        assertThat(index.asked).containsExactly(SimulatedIndex.ALL);

        engine.passes(Duration.ofHours(5));
        work();
        assertThat(index.asked).hasSize(1);
        engine.passes(Duration.ofHours(2));
        work();
        assertThat(index.asked).hasSize(2);
    }

    @Test
    void throttlingSlowsASweepDownAndDoesNotEndIt() throws Exception {
        for (int i = 0; i < 7; i++) {
            index.connected("thing-" + i, START.minusSeconds(5));
        }
        reconciler.prepare();
        reconciler.work();
        index.fails(Kind.THROTTLED);
        index.fails(Kind.UNREACHABLE);
        index.fails(Kind.THROTTLED);

        work();
        assertThat(reconciler.status().problem()).contains("the index says THROTTLED");
        assertThat(reconciler.status().running()).isTrue();
        for (int i = 0; i < 5; i++) {
            engine.passes(Duration.ofMinutes(1));
            work();
        }

        assertThat(engine.accepted).hasSize(7);
        assertThat(reconciler.status().problem()).isEmpty();
        assertThat(reconciler.status().completedAt()).isPresent();
    }

    @Test
    void placeThatAwsHasForgottenMeansFromTheBeginning() throws Exception {
        for (int i = 0; i < 5; i++) {
            index.connected("thing-" + i, START.minusSeconds(5));
        }
        reconciler.prepare();
        reconciler.work();
        index.fails(Kind.INVALID_QUERY);

        work();

        assertThat(engine.accepted).hasSize(5);
        assertThat(reconciler.status().compared()).isEqualTo(5);
    }

    @Test
    void indexThatIsOffIsAskedAgainAtTheNextOccasionAndHoldsNothingUp() throws Exception {
        reconciler.holdVerdicts();
        index.fails(Kind.NOT_READY);
        begin();

        engine.passes(BACKLOG);
        assertThat(engine.holds()).isFalse();
        assertThat(reconciler.status().problem()).contains("the index says NOT_READY");
        assertThat(reconciler.status().running()).isFalse();
        assertThat(index.asked).hasSize(1);

        index.connected("a", START);
        engine.passes(Duration.ofMinutes(11));
        work();
        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
        assertThat(reconciler.status().problem()).isEmpty();
    }

    @Test
    void indexWithoutConnectivityIsToldOf() throws Exception {
        connects("a");
        index.notIndexed("a");

        begin();

        assertThat(reconciler.status().problem().orElseThrow())
                .contains("does not include connectivity", "thingConnectivityIndexingMode=STATUS");
        assertThat(engine.verdict("a")).isEqualTo(Verdict.ONLINE);
    }

    private void begin() throws InterruptedException {
        reconciler.prepare();
        work();
    }

    /** All that can be done now. */
    private void work() throws InterruptedException {
        for (int i = 0; i < 1000 && reconciler.work(); i++) {
            assertThat(i).isLessThan(999);
        }
    }

    private void connects(String client) {
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection(1)));
    }

    private void disconnects(String client, long version) {
        engine.accept(new Signal.Disconnected(
                new ClientId(client), clock.instant(), connection(version), Reason.CONNECTION_LOST));
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("thing"));
    }

    private static Sight feed(String source, boolean connected, Instant since) {
        return new Sight(
                source,
                connected ? Sight.State.SEES : Sight.State.AWAY,
                Sight.Carries.CONNECTIONS,
                since,
                Optional.empty());
    }
}
